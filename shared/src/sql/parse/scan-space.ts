// Skips white space, `--` comments and nested /* */ comments; finds where a quoted string goes on in the next line.

import { charClasses, spaceChar } from './char-class.ts'
import { syntaxError } from './syntax-error.ts'

/** The offset of the next character that is neither space nor comment. */
export function skipSpace(sql: string, start: number): number {
  let at = start
  for (;;) {
    const code = sql.charCodeAt(at)
    if (code === 32 || (code < 128 && charClasses[code] === spaceChar)) {
      at++
    } else if (code === 45 && sql.charCodeAt(at + 1) === 45) {
      at = endOfLine(sql, at)
    } else if (code === 47 && sql.charCodeAt(at + 1) === 42) {
      at = skipBlockComment(sql, at)
    } else {
      return at
    }
  }
}

function endOfLine(sql: string, start: number): number {
  let at = start
  while (at < sql.length) {
    const code = sql.charCodeAt(at)
    if (code === 10 || code === 13) break
    at++
  }
  return at
}

function skipBlockComment(sql: string, start: number): number {
  let depth = 1
  let at = start + 2
  while (at < sql.length) {
    const code = sql.charCodeAt(at)
    if (code === 42 && sql.charCodeAt(at + 1) === 47) {
      at += 2
      if (--depth === 0) return at
    } else if (code === 47 && sql.charCodeAt(at + 1) === 42) {
      at += 2
      depth++
    } else {
      at++
    }
  }
  throw syntaxError(sql, start, sql.length, 'unterminated /* comment')
}

/**
 * Strings that are separated by white space with a line break are one string. Returns the offset after the opening quote of the
 * next part, or -1 when the string ends at `afterQuote`.
 */
export function continuedString(sql: string, afterQuote: number): number {
  let at = afterQuote
  let hasNewline = false
  for (;;) {
    const code = sql.charCodeAt(at)
    if (code === 10 || code === 13) {
      hasNewline = true
      at++
    } else if (code === 32 || code === 9 || code === 12) {
      at++
    } else if (code === 45 && sql.charCodeAt(at + 1) === 45) {
      at = endOfLine(sql, at)
    } else {
      return hasNewline && code === 39 ? at + 1 : -1
    }
  }
}
