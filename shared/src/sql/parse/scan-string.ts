// The quoted forms: '…' and "…" (doubled quotes), B'…' and X'…', and $tag$…$tag$. E'…' and U&'…' are in scan-escape.ts.
// Each scanner fills a Scan: the contents and the offset after the closing quote.

import { continuedString } from './scan-space.ts'
import { syntaxError } from './syntax-error.ts'

/** Result of a scanner, reused from token to token. */
export interface Scan {
  text: string
  end: number
}

/** '…' from the quote at `quote`; `start` is where the token began (a prefix may precede the quote). */
export function scanPlainString(sql: string, start: number, quote: number, scan: Scan): void {
  let from = quote + 1
  let close = sql.indexOf("'", from)
  if (close < 0) throw syntaxError(sql, start, sql.length, 'unterminated quoted string')
  let text = sql.slice(from, close)
  for (;;) {
    if (sql.charCodeAt(close + 1) === 39) {
      text += "'"
      from = close + 2
    } else {
      const next = continuedString(sql, close + 1)
      if (next < 0) break
      from = next
    }
    close = sql.indexOf("'", from)
    if (close < 0) throw syntaxError(sql, start, sql.length, 'unterminated quoted string')
    text += sql.slice(from, close)
  }
  scan.text = text
  scan.end = close + 1
}

/** "…" from the quote at `quote`, doubled quotes undone. */
export function scanQuotedName(sql: string, start: number, quote: number, scan: Scan): void {
  let from = quote + 1
  let text = ''
  for (;;) {
    const close = sql.indexOf('"', from)
    if (close < 0) throw syntaxError(sql, start, sql.length, 'unterminated quoted identifier')
    text += sql.slice(from, close)
    if (sql.charCodeAt(close + 1) !== 34) {
      if (text === '') throw syntaxError(sql, start, close + 1, 'zero-length delimited identifier')
      scan.text = text
      scan.end = close + 1
      return
    }
    text += '"'
    from = close + 2
  }
}
