// Steps over parts of a statement that have no effect here, or that are not built: the parentheses must still balance.

import type { TokenCursor } from './token-cursor.ts'

/** To the end of the statement. */
export function skipRest(cursor: TokenCursor): void {
  skipWhile(cursor, () => true)
}

/** To the next comma outside parentheses, or to the end. */
export function skipElement(cursor: TokenCursor): void {
  skipWhile(cursor, () => !cursor.is(','))
}

function skipWhile(cursor: TokenCursor, isInside: () => boolean): void {
  let depth = 0
  while (!cursor.isAtEnd) {
    if (depth === 0 && !isInside()) return
    if (cursor.is('(') || cursor.is('[')) depth++
    else if (cursor.is(')') || cursor.is(']')) {
      if (depth === 0) throw cursor.unexpected()
      depth--
    }
    cursor.advance()
  }
  if (depth > 0) throw cursor.unexpected()
}

/** One parenthesised group, the cursor being at its `(`. */
export function skipParentheses(cursor: TokenCursor): void {
  if (!cursor.is('(')) throw cursor.unexpected()
  let depth = 0
  do {
    if (cursor.isAtEnd) throw cursor.unexpected()
    if (cursor.is('(')) depth++
    else if (cursor.is(')')) depth--
    cursor.advance()
  } while (depth > 0)
}

/** `WITH (…)`, `USING method`, `TABLESPACE name`, `WITHOUT OIDS`: where rows are stored has no effect on answers. */
export function skipStorageOptions(cursor: TokenCursor): void {
  for (;;) {
    if (cursor.isWord('with') && cursor.isPunctuationAhead(1, '(')) {
      cursor.advance()
      skipParentheses(cursor)
    } else if (cursor.isWord('tablespace') || cursor.isWord('using')) {
      cursor.advance()
      cursor.columnName()
    } else if (!cursor.acceptWords('without', 'oids')) {
      return
    }
  }
}

/** CASCADE (true) or RESTRICT or nothing (false). */
export function parseCascade(cursor: TokenCursor): boolean {
  if (cursor.acceptWord('cascade')) return true
  cursor.acceptWord('restrict')
  return false
}

/** IF EXISTS. */
export function parseIfExists(cursor: TokenCursor): boolean {
  if (!cursor.isWords('if', 'exists')) return false
  cursor.expectWords('if', 'exists')
  return true
}

/** IF NOT EXISTS. */
export function parseIfNotExists(cursor: TokenCursor): boolean {
  if (!cursor.isWords('if', 'not')) return false
  cursor.expectWords('if', 'not', 'exists')
  return true
}
