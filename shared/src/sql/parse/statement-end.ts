// Finds the end of a statement without making tokens: quotes, dollar quotes, comments, parentheses and BEGIN ATOMIC blocks are
// stepped over. Unlike the lexer it accepts any text, so that a script can be split before it is understood.

import { isNamePart, isNameStart } from './char-class.ts'
import { longestKeyword } from './keywords.ts'
import { allKeywords } from './late-keywords.ts'
import { scanDollarString } from './scan-rare-string.ts'
import { skipSpace } from './scan-space.ts'
import { StatementBounds } from './statement-bounds.ts'
import { syntaxError } from './syntax-error.ts'
import type { Scan } from './scan-string.ts'

/** The offset of the `;`, of a backslash outside quotes, or of the end of the text. */
export function findStatementEnd(sql: string, start: number): number {
  const bounds = new StatementBounds()
  const scan: Scan = { text: '', end: 0 }
  let at = start
  for (;;) {
    at = skipSpace(sql, at)
    if (at >= sql.length) return sql.length
    const code = sql.charCodeAt(at)
    if (code === 59 && bounds.isOutside()) return at
    if (code === 92) return at
    if (isNameStart(code)) {
      at = skipWord(sql, at, bounds)
    } else if (code === 39 || code === 34) {
      at = skipQuoted(sql, at, false)
    } else if (code === 36) {
      at = scanDollarString(sql, at, scan) ? scan.end : at + 1
    } else {
      if (code === 40) bounds.open()
      else if (code === 41) bounds.close()
      at++
    }
  }
}

/** A word, or a string with the prefix E, whose backslashes hide quotes. */
function skipWord(sql: string, start: number, bounds: StatementBounds): number {
  let at = start
  while (at < sql.length && isNamePart(sql.charCodeAt(at))) at++
  const isEscape = at === start + 1 && (sql[start] === 'e' || sql[start] === 'E') && sql[at] === "'"
  if (isEscape) return skipQuoted(sql, at, true)
  if (at - start <= longestKeyword) {
    const keyword = allKeywords().get(sql.slice(start, at).toLowerCase())
    if (keyword !== undefined) bounds.word(keyword.word)
  }
  return at
}

function skipQuoted(sql: string, start: number, hasEscapes: boolean): number {
  const quote = sql.charCodeAt(start)
  let at = start + 1
  while (at < sql.length) {
    const code = sql.charCodeAt(at)
    if (hasEscapes && code === 92) {
      at += 2
    } else if (code !== quote) {
      at++
    } else if (sql.charCodeAt(at + 1) === quote) {
      at += 2
    } else {
      return at + 1
    }
  }
  throw syntaxError(sql, start, sql.length, quote === 39 ? 'unterminated quoted string' : 'unterminated quoted identifier')
}
