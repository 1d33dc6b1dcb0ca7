// Reads what bytes-writer.ts wrote. Hostile input is expected: every read is checked against the end,
// and fails through `fail`, so that the caller's error names the page or the record.

import { assert } from './assert.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Below this a loop over ASCII beats a call of the decoder. */
const shortText = 24

export class BytesReader {
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #view: DataView
  readonly #fail: (reason: string) => Error
  #at: number

  /** `fail` makes the typed error to throw for a given reason. */
  constructor(bytes: Uint8Array<ArrayBuffer>, fail: (reason: string) => Error, at = 0) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#fail = fail
    this.#at = at
  }

  get offset(): number {
    return this.#at
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  fail(reason: string): Error {
    return this.#fail(`${reason} at offset ${this.#at}`)
  }

  #take(count: number): number {
    const at = this.#at
    if (count < 0 || count > this.#bytes.length - at) throw this.fail(`${count} bytes wanted, ${this.remaining} left`)
    this.#at = at + count
    return at
  }

  u8(): number {
    return this.#bytes[this.#take(1)]
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  varint(): number {
    let value = 0
    let factor = 1
    for (let i = 0; i < 8; i++) {
      const byte = this.u8()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw this.fail('a varint above 2^53')
        return value
      }
      factor *= 0x80
    }
    throw this.fail('a varint longer than 8 bytes')
  }

  signedVarint(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** A count of items that each take at least `minBytesEach` bytes: a hostile count cannot make us allocate. */
  count(minBytesEach = 1): number {
    const count = this.varint()
    if (count * minBytesEach > this.remaining) throw this.fail(`a count of ${count} items in ${this.remaining} bytes`)
    return count
  }

  /** A view, not a copy. */
  raw(count: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(count)
    return this.#bytes.subarray(at, at + count)
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.raw(this.varint())
  }

  text(): string {
    const length = this.varint()
    const at = this.#take(length)
    if (length <= shortText) {
      const text = this.#shortAscii(at, at + length)
      if (text !== null) return text
    }
    const bytes = this.#bytes.subarray(at, at + length)
    try {
      return utf8.decode(bytes)
    } catch (cause) {
      assert(cause instanceof Error, 'a decoder throws an Error')
      throw this.fail('text that is not UTF-8')
    }
  }

  #shortAscii(start: number, end: number): string | null {
    const bytes = this.#bytes
    let text = ''
    for (let i = start; i < end; i++) {
      const code = bytes[i]
      if (code >= 0x80) return null
      text += String.fromCharCode(code)
    }
    return text
  }

  /** Nothing may follow the last field. */
  end(): void {
    if (this.remaining !== 0) throw this.fail(`${this.remaining} bytes left over`)
  }
}
