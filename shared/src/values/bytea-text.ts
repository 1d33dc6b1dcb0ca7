// Text of bytea: hex and escape. Part of special functions (late-texts.ts).

import { toHex } from '../base/content-hash.ts'
import { SqlError } from '../base/errors.ts'

const utf8 = new TextEncoder()

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

function parseHexBytea(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((text.length - 2) >> 1)
  let count = 0
  for (let at = 2; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 32 || code === 9 || code === 10 || code === 13) continue
    const high = hexDigit(code)
    if (high < 0) throw invalidHexDigit(text, at)
    at++
    if (at >= text.length) throw new SqlError('22023', 'invalid hexadecimal data: odd number of digits')
    const low = hexDigit(text.charCodeAt(at))
    if (low < 0) throw invalidHexDigit(text, at)
    bytes[count++] = high * 16 + low
  }
  return count === bytes.length ? bytes : bytes.slice(0, count)
}

function invalidHexDigit(text: string, at: number): SqlError {
  return new SqlError('22023', `invalid hexadecimal digit: "${String.fromCodePoint(text.codePointAt(at) ?? 0)}"`)
}

/** Backslash-octal and double backslash; everything else is itself, in UTF-8. */
function parseEscapedBytea(text: string): Uint8Array<ArrayBuffer> {
  const source = utf8.encode(text)
  const bytes = new Uint8Array(source.length)
  let count = 0
  for (let at = 0; at < source.length; at++) {
    if (source[at] !== 92) {
      bytes[count++] = source[at]
    } else if (source[at + 1] === 92) {
      bytes[count++] = 92
      at++
    } else {
      const octal = [source[at + 1] - 48, source[at + 2] - 48, source[at + 3] - 48]
      if (!octal.every((digit, i) => digit >= 0 && digit <= (i === 0 ? 3 : 7)))
        throw new SqlError('22P02', 'invalid input syntax for type bytea')
      bytes[count++] = octal[0] * 64 + octal[1] * 8 + octal[2]
      at += 3
    }
  }
  return bytes.slice(0, count)
}

export function parseBytea(text: string): Uint8Array<ArrayBuffer> {
  return text.charCodeAt(0) === 92 && text.charCodeAt(1) === 120 ? parseHexBytea(text) : parseEscapedBytea(text)
}

export function printBytea(bytes: Uint8Array, style: 'hex' | 'escape' = 'hex'): string {
  if (style === 'hex') return `\\x${toHex(bytes)}`
  let text = ''
  for (const byte of bytes) {
    if (byte === 92) text += '\\\\'
    else if (byte < 32 || byte > 126) text += `\\${byte.toString(8).padStart(3, '0')}`
    else text += String.fromCharCode(byte)
  }
  return text
}
