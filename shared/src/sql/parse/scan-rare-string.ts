// B'…', X'…', $tag$…$tag$ and U&'…': strings that few statements have. Part of rare queries.

import { isNamePart, isNameStart } from './char-class.ts'
import { truncateName } from './fold-name.ts'
import { decodeUnicodeEscapes, isUnicodeEscapeCharacter } from './scan-escape.ts'
import { continuedString, skipSpace } from './scan-space.ts'
import { type Scan, scanPlainString, scanQuotedName } from './scan-string.ts'
import { syntaxError } from './syntax-error.ts'

/** B'…' or X'…': the digits, unchecked. */
export function scanBitString(sql: string, start: number, scan: Scan): void {
  let from = start + 2
  let text = ''
  for (;;) {
    const close = sql.indexOf("'", from)
    if (close < 0)
      throw syntaxError(sql, start, sql.length, `unterminated ${sql[start].toLowerCase() === 'b' ? 'bit' : 'hexadecimal'} string literal`)
    text += sql.slice(from, close)
    const next = continuedString(sql, close + 1)
    if (next < 0) {
      scan.text = text
      scan.end = close + 1
      return
    }
    from = next
  }
}

/** $tag$…$tag$; false when the `$` at `start` opens no such string. */
export function scanDollarString(sql: string, start: number, scan: Scan): boolean {
  let at = start + 1
  if (isNameStart(sql.charCodeAt(at))) {
    while (at < sql.length && sql.charCodeAt(at) !== 36 && isNamePart(sql.charCodeAt(at))) at++
  }
  if (sql.charCodeAt(at) !== 36) return false
  const tag = sql.slice(start, at + 1)
  const close = sql.indexOf(tag, at + 1)
  if (close < 0) throw syntaxError(sql, start, sql.length, 'unterminated dollar-quoted string')
  scan.text = sql.slice(at + 1, close)
  scan.end = close + tag.length
  return true
}

/** U&'…' or U&"…" at `start`, with its UESCAPE: fills `scan` up to its end, and answers the text. */
export function scanUnicode(sql: string, start: number, scan: Scan): string {
  const isString = sql.charCodeAt(start + 2) === 39
  if (isString) scanPlainString(sql, start, start + 2, scan)
  else scanQuotedName(sql, start, start + 2, scan)
  const { text } = scan
  let escape = '\\'
  const next = skipSpace(sql, scan.end)
  if (sql.slice(next, next + 7).toLowerCase() === 'uescape' && !isNamePart(sql.charCodeAt(next + 7))) {
    const literal = skipSpace(sql, next + 7)
    if (sql.charCodeAt(literal) !== 39) throw syntaxError(sql, literal, literal + 1, 'UESCAPE must be followed by a simple string literal')
    scanPlainString(sql, literal, literal, scan)
    escape = scan.text
    if (!isUnicodeEscapeCharacter(escape)) throw syntaxError(sql, literal, scan.end, 'invalid Unicode escape character')
  }
  const decoded = decodeUnicodeEscapes(text, escape, start + 3)
  return isString ? decoded : truncateName(decoded)
}
