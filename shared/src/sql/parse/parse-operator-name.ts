// Operator names: a token, or OPERATOR(schema.op).

import type { TokenCursor } from './token-cursor.ts'

/** The operator at the cursor. The schema of OPERATOR(…) has no meaning here: all operators are pg_catalog's. */
export function parseOperatorName(cursor: TokenCursor): string {
  if (cursor.isAnyOperator) return cursor.take()
  cursor.expectWord('operator')
  cursor.expect('(')
  while (cursor.isColumnName) {
    cursor.advance()
    cursor.expect('.')
  }
  if (!cursor.isAnyOperator) throw cursor.unexpected()
  const name = cursor.take()
  cursor.expect(')')
  return name
}
