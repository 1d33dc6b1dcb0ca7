// Numbers as PostgreSQL 15 reads them: 1, 1.5, .5, 1., 1e9; letters that touch a number are an error, `1..2` is two numbers.

import { isDigit, isNameStart } from './char-class.ts'
import { syntaxError } from './syntax-error.ts'

/** The offset after the number at `start`. */
export function scanNumber(sql: string, start: number): number {
  let at = skipDigits(sql, start)
  if (sql.charCodeAt(at) === 46 && !(sql.charCodeAt(at + 1) === 46 && at > start)) at = skipDigits(sql, at + 1)
  const code = sql.charCodeAt(at)
  if (code === 101 || code === 69) {
    const sign = sql.charCodeAt(at + 1)
    const digits = sign === 43 || sign === 45 ? at + 2 : at + 1
    if (!isDigit(sql.charCodeAt(digits)))
      throw syntaxError(sql, start, digits > at + 1 ? digits : at + 1, 'trailing junk after numeric literal')
    at = skipDigits(sql, digits)
  }
  if (at < sql.length && isNameStart(sql.charCodeAt(at))) throw syntaxError(sql, start, at + 1, 'trailing junk after numeric literal')
  return at
}

function skipDigits(sql: string, start: number): number {
  let at = start
  while (isDigit(sql.charCodeAt(at))) at++
  return at
}
