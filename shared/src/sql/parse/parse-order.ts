// ORDER BY lists: of queries, aggregates and windows.

import { parseOperatorName } from './parse-operator-name.ts'
import type { OrderTerm } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** ORDER BY …, or [] when there is none. */
export function parseOrderBy(cursor: TokenCursor): readonly OrderTerm[] {
  if (!cursor.isWord('order')) return []
  cursor.advance()
  cursor.expectWord('by')
  return cursor.list(parseOrderTerm)
}

/** One sort key: expression [USING op | ASC | DESC] [NULLS FIRST | LAST]. */
export function parseOrderTerm(cursor: TokenCursor): OrderTerm {
  const at = cursor.at
  const expression = cursor.rules.expression(cursor)
  let using: string | null = null
  let descending = false
  if (cursor.acceptWord('using')) {
    using = parseOperatorName(cursor)
  } else {
    descending = cursor.acceptWord('desc')
    if (!descending) cursor.acceptWord('asc')
  }
  return { expression, descending, nulls: parseNullsOrder(cursor), using, at }
}

/** NULLS FIRST | LAST. */
export function parseNullsOrder(cursor: TokenCursor): 'first' | 'last' | null {
  if (!cursor.isWord('nulls')) return null
  const next = cursor.wordAhead(1)
  if (next !== 'first' && next !== 'last') return null
  cursor.advance()
  cursor.advance()
  return next
}
