// Reads the parts of an order-preserving key: bytes from left to right, complemented inside of descending columns and negative numerics.
// Keys come from our own pages, yet a damaged one must end in a typed error: every read is checked.

import { ZenError } from '../base/errors.ts'
import { decimalInfinity, decimalMinusInfinity, decimalNaN, decimalZero, makeDecimal } from './decimal.ts'
import { bigPowerOfTen } from './power-of-ten.ts'
import type { Decimal } from './sql-value.ts'

export class KeyReader {
  readonly #key: string
  #at = 0
  /** 0xff inside of what was complemented. */
  #mask = 0

  constructor(key: string) {
    this.#key = key
  }

  get remaining(): number {
    return this.#key.length - this.#at
  }

  fail(reason: string): ZenError {
    return new ZenError('STORAGE_CORRUPT_PAGE', `a key does not decode: ${reason} at offset ${this.#at}`, { details: { offset: this.#at } })
  }

  /** The next byte as it stands, not complemented: where NULL is marked. */
  peekRaw(): number {
    return this.#at < this.#key.length ? this.#key.charCodeAt(this.#at) : -1
  }

  /** The next byte. */
  peek(): number {
    return this.peekRaw() ^ this.#mask
  }

  skip(): void {
    this.#at++
  }

  byte(): number {
    if (this.#at >= this.#key.length) throw this.fail('it ends too early')
    return this.#key.charCodeAt(this.#at++) ^ this.#mask
  }

  /** Turns complementing on or off, from wherever it was. */
  toggleComplement(): void {
    this.#mask ^= 0xff
  }

  /** The characters before the next 0x00, which is skipped too; null where they are complemented or there is none. */
  takeUntilZero(): string | null {
    if (this.#mask !== 0) return null
    const end = this.#key.indexOf('\x00', this.#at)
    if (end < 0) return null
    const text = this.#key.slice(this.#at, end)
    this.#at = end + 1
    return text
  }

  end(): void {
    if (this.remaining !== 0) throw this.fail('bytes are left over')
  }
}

export function decodeInteger(reader: KeyReader): number | bigint {
  const header = reader.byte()
  const isNegative = header < 0x80
  const count = isNegative ? 0x7f - header : header - 0x80
  if (count > 8) throw reader.fail('an integer longer than 8 bytes')
  const mask = isNegative ? 0xff : 0
  if (count <= 6) {
    let size = 0
    for (let i = 0; i < count; i++) size = size * 256 + (reader.byte() ^ mask)
    return isNegative ? -size - 1 : size
  }
  let size = 0n
  for (let i = 0; i < count; i++) size = size * 256n + BigInt(reader.byte() ^ mask)
  const value = isNegative ? -size - 1n : size
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** The bytes of text or bytea, up to their end. */
export function decodeBytes(reader: KeyReader): Uint8Array<ArrayBuffer> {
  const plain = reader.takeUntilZero()
  if (plain !== null) return unescapeBytes(plain)
  const bytes: number[] = []
  for (;;) {
    const byte = reader.byte()
    if (byte === 0) return Uint8Array.from(bytes)
    bytes.push(byte === 1 ? reader.byte() - 1 : byte)
  }
}

/** 0x01 is followed by the byte it stands for, plus one. */
function unescapeBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes[count++] = code === 1 ? text.charCodeAt(++i) - 1 : code
  }
  return count === bytes.length ? bytes : bytes.slice(0, count)
}

const needsDecoding = /[^\x02-\x7f]/
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

export function decodeText(reader: KeyReader): string {
  const plain = reader.takeUntilZero()
  if (plain !== null) return needsDecoding.test(plain) ? utf8.decode(unescapeBytes(plain)) : plain
  return utf8.decode(decodeBytes(reader))
}

/** Equal to what was encoded, without zeros at the end of its fraction. */
export function decodeDecimal(reader: KeyReader): Decimal {
  const kind = reader.byte()
  switch (kind) {
    case 0x01:
      return decimalMinusInfinity
    case 0x03:
      return decimalZero
    case 0xfd:
      return decimalInfinity
    case 0xfe:
      return decimalNaN
    case 0x02: {
      reader.toggleComplement()
      const size = decodeDecimalBody(reader)
      reader.toggleComplement()
      return makeDecimal(-size.digits, size.scale)
    }
    case 0x04:
      return decodeDecimalBody(reader)
    default:
      throw reader.fail('an unknown kind of numeric')
  }
}

function decodeDecimalBody(reader: KeyReader): Decimal {
  const exponent = Number(decodeInteger(reader))
  if (Math.abs(exponent) > 200_000) throw reader.fail('a numeric out of range')
  let digits = ''
  for (let byte = reader.byte(); byte !== 0; byte = reader.byte()) digits += String(byte - 1).padStart(2, '0')
  const trimmed = digits.replace(/0+$/, '')
  if (!/^\d+$/.test(trimmed)) throw reader.fail('a numeric without digits')
  const scale = trimmed.length - exponent
  return scale >= 0 ? makeDecimal(BigInt(trimmed), scale) : makeDecimal(BigInt(trimmed) * bigPowerOfTen(-scale), 0)
}
