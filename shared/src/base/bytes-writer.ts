// Appends numbers and strings to a growing byte buffer. Mirror of bytes-reader.ts: every method there
// reads what the method of the same name wrote here. All fixed-width numbers are little-endian.

const utf8 = new TextEncoder()
// Every platform that runs JavaScript engines of today is little-endian, as the formats are.
const floats = new Float64Array(1)
const bytesOfFloats = new Uint8Array(floats.buffer)
/** 2^53 - 1 in groups of seven bits. */
const varintMaxBytes = 8
/** Below this a loop over ASCII beats a call of the encoder. */
const shortText = 64

export class BytesWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(initialBytes = 256) {
    this.#bytes = new Uint8Array(initialBytes)
  }

  get length(): number {
    return this.#length
  }

  #reserve(count: number): number {
    const at = this.#length
    const needed = at + count
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
      grown.set(this.#bytes.subarray(0, at))
      this.#bytes = grown
    }
    this.#length = needed
    return at
  }

  u8(value: number): void {
    const at = this.#reserve(1)
    this.#bytes[at] = value
  }

  u16(value: number): void {
    const at = this.#reserve(2)
    this.#bytes[at] = value
    this.#bytes[at + 1] = value >>> 8
  }

  u32(value: number): void {
    const at = this.#reserve(4)
    this.#bytes[at] = value
    this.#bytes[at + 1] = value >>> 8
    this.#bytes[at + 2] = value >>> 16
    this.#bytes[at + 3] = value >>> 24
  }

  f64(value: number): void {
    floats[0] = value
    const at = this.#reserve(8)
    this.#bytes.set(bytesOfFloats, at)
  }

  /** Unsigned LEB128; exact for 0 .. 2^53 - 1. */
  varint(value: number): void {
    let at = this.#reserve(varintMaxBytes)
    const bytes = this.#bytes
    while (value >= 2 ** 31) {
      bytes[at++] = (value % 0x80) | 0x80
      value = Math.floor(value / 0x80)
    }
    while (value >= 0x80) {
      bytes[at++] = (value & 0x7f) | 0x80
      value >>>= 7
    }
    bytes[at++] = value
    this.#length = at
  }

  /** Zig-zag LEB128; exact for safe integers above -2^52. */
  signedVarint(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  /** Bytes without a length: the reader must know it. */
  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length)
    this.#bytes.set(bytes, at)
  }

  /** varint length, then the bytes. */
  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length)
    this.raw(bytes)
  }

  /** varint byte length, then UTF-8. */
  text(text: string): void {
    if (text.length > shortText || !this.#shortAscii(text)) this.bytes(utf8.encode(text))
  }

  #shortAscii(text: string): boolean {
    const length = text.length
    const start = this.#reserve(length + 1)
    const bytes = this.#bytes
    bytes[start] = length
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code >= 0x80) {
        this.#length = start
        return false
      }
      bytes[start + 1 + i] = code
    }
    return true
  }

  /** A copy of everything written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }
}
