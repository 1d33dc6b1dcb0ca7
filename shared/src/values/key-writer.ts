// Writes the parts of an order-preserving key. Mirror of key-reader.ts; the formats are drawn in key-encoders.ts.

import type { Decimal } from './sql-value.ts'

const char = String.fromCharCode

/** `size` is from 2^24 (negative) or 2^32 (positive) to 2^53; each byte is xored with `mask`. */
function encodeWide(size: number, isNegative: boolean): string {
  const mask = isNegative ? 0xff : 0
  const high = Math.floor(size / 0x100000000)
  const low = size >>> 0
  const count = high === 0 ? 4 : high < 0x100 ? 5 : high < 0x10000 ? 6 : 7
  const header = isNegative ? 0x7f - count : 0x80 + count
  const [b3, b2, b1, b0] = [(low >>> 24) ^ mask, ((low >>> 16) & 0xff) ^ mask, ((low >>> 8) & 0xff) ^ mask, (low & 0xff) ^ mask]
  switch (count) {
    case 4:
      return char(header, b3, b2, b1, b0)
    case 5:
      return char(header, high ^ mask, b3, b2, b1, b0)
    case 6:
      return char(header, (high >>> 8) ^ mask, (high & 0xff) ^ mask, b3, b2, b1, b0)
    default:
      return char(header, (high >>> 16) ^ mask, ((high >>> 8) & 0xff) ^ mask, (high & 0xff) ^ mask, b3, b2, b1, b0)
  }
}

export function encodeBigint(value: bigint): string {
  const isNegative = value < 0n
  const size = isNegative ? -value - 1n : value
  let text = ''
  let count = 0
  for (let rest = size; rest > 0n; rest >>= 8n) {
    text = char(Number(rest & 0xffn) ^ (isNegative ? 0xff : 0)) + text
    count++
  }
  return char(isNegative ? 0x7f - count : 0x80 + count) + text
}

export function encodeInteger(value: number): string {
  if (value >= 0) {
    if (value < 0x100) return value === 0 ? '\x80' : char(0x81, value)
    if (value < 0x10000) return char(0x82, value >>> 8, value & 0xff)
    if (value < 0x1000000) return char(0x83, value >>> 16, (value >>> 8) & 0xff, value & 0xff)
    if (value < 0x100000000) return char(0x84, value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
    return value <= Number.MAX_SAFE_INTEGER ? encodeWide(value, false) : encodeBigint(BigInt(value))
  }
  const size = -value - 1
  if (size < 0x100) return size === 0 ? '\x7f' : char(0x7e, 0xff - size)
  if (size < 0x10000) return char(0x7d, 0xff - (size >>> 8), 0xff - (size & 0xff))
  return size <= Number.MAX_SAFE_INTEGER ? encodeNegative(size) : encodeBigint(BigInt(value))
}

function encodeNegative(size: number): string {
  if (size < 0x1000000) return char(0x7c, 0xff - (size >>> 16), 0xff - ((size >>> 8) & 0xff), 0xff - (size & 0xff))
  return encodeWide(size, true)
}

const needsWork = /[^\x02-\x7f]/
const utf8 = new TextEncoder()

/** 0x00 ends text, so 0x00 and 0x01 are written in two bytes. */
export function escapeByte(byte: number): string {
  return byte <= 1 ? (byte === 0 ? '\x01\x01' : '\x01\x02') : char(byte)
}

/** The encoding of text without its end: every text that starts with `text` has a key that starts with this. */
export function encodeTextStart(text: string): string {
  if (!needsWork.test(text)) return text
  let key = ''
  for (const byte of utf8.encode(text)) key += escapeByte(byte)
  return key
}

/** Every byte 0..255 becomes its complement: the order turns around. */
export function complement(key: string): string {
  let turned = ''
  for (let i = 0; i < key.length; i++) turned += char(0xff - key.charCodeAt(i))
  return turned
}

export function encodeDecimal(value: Decimal): string {
  if (value.special !== undefined) return value.special === 'NaN' ? '\xfe' : value.special === 'Infinity' ? '\xfd' : '\x01'
  if (value.digits === 0) return '\x03'
  const isNegative = value.digits < 0
  const all = (isNegative ? -value.digits : value.digits).toString()
  const digits = all.replace(/0+$/, '')
  // The number is 0.digits * 10^exponent.
  let body = encodeInteger(all.length - value.scale)
  for (let i = 0; i < digits.length; i += 2) {
    const pair = digits.charCodeAt(i) * 10 - 480 + (i + 1 < digits.length ? digits.charCodeAt(i + 1) - 48 : 0)
    body += char(pair + 1)
  }
  body += '\x00'
  return isNegative ? '\x02' + complement(body) : '\x04' + body
}
