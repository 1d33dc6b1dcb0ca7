// Strings with escapes: E'…' (backslash escapes as in C, plus Unicode) and U&'…' / U&"…" (backslash or UESCAPE character, hex).

import { SqlError } from '../../base/errors.ts'

import { continuedString } from './scan-space.ts'
import type { Scan } from './scan-string.ts'
import { grammarError, syntaxError } from './syntax-error.ts'

const singleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** Text under construction. \x and octal escapes are bytes: a run of them must be valid UTF-8. A high surrogate waits for its low half. */
class EscapedText {
  text = ''
  private bytes: number[] = []
  private highSurrogate = 0

  append(part: string, at: number): void {
    this.flush(at)
    this.text += part
  }

  appendByte(byte: number, at: number): void {
    if (byte === 0) throw new SqlError('22021', 'invalid byte sequence for encoding "UTF8": 0x00', { position: at })
    if (this.highSurrogate !== 0) throw grammarError('invalid Unicode surrogate pair', at)
    this.bytes.push(byte)
  }

  appendCodePoint(code: number, at: number): void {
    if (code === 0 || code > 0x10ffff) throw grammarError('invalid Unicode escape value', at)
    const isHigh = code >= 0xd800 && code < 0xdc00
    const isLow = code >= 0xdc00 && code < 0xe000
    if (isLow !== (this.highSurrogate !== 0)) throw grammarError('invalid Unicode surrogate pair', at)
    if (isHigh) {
      this.flush(at)
      this.highSurrogate = code
    } else if (isLow) {
      this.text += String.fromCharCode(this.highSurrogate, code)
      this.highSurrogate = 0
    } else {
      this.append(String.fromCodePoint(code), at)
    }
  }

  flush(at: number): void {
    if (this.highSurrogate !== 0) throw grammarError('invalid Unicode surrogate pair', at)
    if (this.bytes.length === 0) return
    const bytes = Uint8Array.from(this.bytes)
    this.bytes = []
    try {
      this.text += new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch (cause) {
      const shown = Array.from(bytes, byte => `0x${byte.toString(16).padStart(2, '0')}`).join(' ')
      throw new SqlError('22021', `invalid byte sequence for encoding "UTF8": ${shown}`, { position: at, cause })
    }
  }
}

/** E'…' from the quote at `quote`. */
export function scanEscapeString(sql: string, start: number, quote: number, scan: Scan): void {
  const built = new EscapedText()
  let at = quote + 1
  let from = at
  for (;;) {
    const code = sql.charCodeAt(at)
    if (code === 39) {
      if (at > from) built.append(sql.slice(from, at), at)
      if (sql.charCodeAt(at + 1) === 39) {
        built.append("'", at)
        at += 2
      } else {
        const next = continuedString(sql, at + 1)
        if (next < 0) break
        at = next
      }
      from = at
    } else if (code === 92 && at + 1 < sql.length) {
      if (at > from) built.append(sql.slice(from, at), at)
      at = scanBackslash(sql, at, built)
      from = at
    } else if (at >= sql.length) {
      throw syntaxError(sql, start, sql.length, 'unterminated quoted string')
    } else {
      at++
    }
  }
  built.flush(at)
  scan.text = built.text
  scan.end = at + 1
}

/** One escape at the backslash `at`; returns the offset after it. */
function scanBackslash(sql: string, at: number, built: EscapedText): number {
  const letter = sql[at + 1]
  if (letter === 'u' || letter === 'U') {
    const length = letter === 'u' ? 4 : 8
    const code = readHex(sql, at + 2, length)
    if (code < 0) {
      const hint = 'Unicode escapes must be \\uXXXX or \\UXXXXXXXX.'
      throw new SqlError('22025', 'invalid Unicode escape', { position: at, hint })
    }
    built.appendCodePoint(code, at)
    return at + 2 + length
  }
  if (letter === 'x') {
    const high = hexValue(sql.charCodeAt(at + 2))
    if (high >= 0) {
      const low = hexValue(sql.charCodeAt(at + 3))
      built.appendByte(low < 0 ? high : high * 16 + low, at)
      return low < 0 ? at + 3 : at + 4
    }
  }
  if (letter >= '0' && letter <= '7') {
    let end = at + 1
    let value = 0
    while (end < at + 4 && sql[end] >= '0' && sql[end] <= '7') value = value * 8 + sql.charCodeAt(end++) - 48
    built.appendByte(value & 0xff, at)
    return end
  }
  const point = sql.codePointAt(at + 1) ?? 0
  built.append(singleEscapes[letter] ?? String.fromCodePoint(point), at)
  return at + 1 + (point > 0xffff ? 2 : 1)
}

/** `length` hex digits as a number, or -1. */
function readHex(sql: string, start: number, length: number): number {
  let value = 0
  for (let at = start; at < start + length; at++) {
    const digit = hexValue(sql.charCodeAt(at))
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

/** Undoes \XXXX and \+XXXXXX in the contents of U&'…' or U&"…"; `at` is where the contents began. */
export function decodeUnicodeEscapes(text: string, escape: string, at: number): string {
  if (!text.includes(escape)) return text
  const built = new EscapedText()
  let from = 0
  for (let i = text.indexOf(escape); i >= 0; i = text.indexOf(escape, from)) {
    if (i > from) built.append(text.slice(from, i), at + i)
    if (text[i + 1] === escape) {
      built.append(escape, at + i)
      from = i + 2
      continue
    }
    const isLong = text[i + 1] === '+'
    const code = isLong ? readHex(text, i + 2, 6) : readHex(text, i + 1, 4)
    if (code < 0) throw grammarError('invalid Unicode escape', at + i, 'Unicode escapes must be \\XXXX or \\+XXXXXX.')
    built.appendCodePoint(code, at + i)
    from = i + (isLong ? 8 : 5)
  }
  built.append(text.slice(from), at + from)
  return built.text
}

/** True for a character that UESCAPE may name. */
export function isUnicodeEscapeCharacter(text: string): boolean {
  if (text.length !== 1) return false
  return hexValue(text.charCodeAt(0)) < 0 && !'+\'" \t\n\r\f'.includes(text)
}

/** Value of a hexadecimal digit, or -1. */
export function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 102) return code - 87
  if (code >= 65 && code <= 70) return code - 55
  return -1
}
