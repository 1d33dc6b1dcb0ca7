// Appends numbers and strings to a growing byte buffer. Mirror of bytes-reader.ts: every method there
// reads what the method of the same name wrote here. All fixed-width numbers are little-endian.

const utf8 = new TextEncoder()
// Every platform that runs JavaScript engines of today is little-endian, as the formats are.
const floats = new Float64Array(1)
const bytesOfFloats = new Uint8Array(floats.buffer)
/** 2^53 - 1 in groups of seven bits. */
const varintMaxBytes = 8
/** A tag and a float. */
const taggedBytes = 9
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

  // The three below write a whole column in one call: a commit encodes thousands of rows before any of this code has been compiled,
  // and then each call costs more than what it does.

  /** A `tag` byte and the number after it. */
  taggedF64(tag: number, value: number): void {
    const at = this.#length + taggedBytes > this.#bytes.length ? this.#reserve(taggedBytes) : this.#length
    this.#length = at + taggedBytes
    const bytes = this.#bytes
    floats[0] = value
    bytes[at] = tag
    for (let i = 0; i < 8; i++) bytes[at + 1 + i] = bytesOfFloats[i]
  }

  /** The first value and each one's difference to the one before, as `signedVarint` writes them. */
  signedDifferences(values: readonly number[]): void {
    let at = this.#reserve(values.length * varintMaxBytes)
    const bytes = this.#bytes
    let previous = 0
    for (let i = 0; i < values.length; i++) {
      const difference = values[i] - previous
      previous = values[i]
      let rest = difference >= 0 ? difference * 2 : -difference * 2 - 1
      while (rest >= 2 ** 31) {
        bytes[at++] = (rest % 0x80) | 0x80
        rest = Math.floor(rest / 0x80)
      }
      while (rest >= 0x80) {
        bytes[at++] = (rest & 0x7f) | 0x80
        rest >>>= 7
      }
      bytes[at++] = rest
    }
    this.#length = at
  }

  /** The same two bytes `count` times. */
  repeatedPair(first: number, second: number, count: number): void {
    const at = this.#reserve(2 * count)
    const bytes = this.#bytes
    for (let i = at; i < at + 2 * count; i += 2) {
      bytes[i] = first
      bytes[i + 1] = second
    }
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
