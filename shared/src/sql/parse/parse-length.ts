// A length in parentheses behind a word: char(10), current_timestamp(3).

import * as token from './token.ts'
import type { TokenCursor } from './token-cursor.ts'

/** `(n)` of char, time, interval, float: one plain whole number. */
export function parseLength(cursor: TokenCursor): number | null {
  if (!cursor.is('(')) return null
  cursor.advance()
  if (cursor.kind !== token.integerToken) throw cursor.unexpected()
  const value = Number(cursor.take())
  cursor.expect(')')
  return value
}
