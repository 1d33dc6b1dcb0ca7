// WITH [RECURSIVE] name (columns) AS [NOT] [MATERIALIZED] (statement) [SEARCH …] [CYCLE …].

import type { CommonTable, WithClause } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is at WITH. */
export function parseWith(cursor: TokenCursor): WithClause {
  const at = cursor.at
  cursor.advance()
  const recursive = cursor.acceptWord('recursive')
  return { recursive, items: cursor.list(parseCommonTable), at }
}

function parseCommonTable(cursor: TokenCursor): CommonTable {
  const at = cursor.at
  const name = cursor.columnName()
  const columns = cursor.optionalNames()
  cursor.expectWord('as')
  const materialized = parseMaterialized(cursor)
  cursor.expect('(')
  const query = cursor.rules.preparable(cursor)
  cursor.expect(')')
  return { name, columns, query, materialized, unsupported: parseSearchAndCycle(cursor), at }
}

function parseMaterialized(cursor: TokenCursor): boolean | null {
  if (cursor.acceptWord('materialized')) return true
  if (!cursor.acceptWord('not')) return null
  cursor.expectWord('materialized')
  return false
}

/** SEARCH DEPTH|BREADTH FIRST BY columns SET name, then CYCLE columns SET name [TO v DEFAULT v] USING name. */
function parseSearchAndCycle(cursor: TokenCursor): string | null {
  let found: string | null = null
  if (cursor.acceptWord('search')) {
    if (!cursor.acceptWord('depth')) cursor.expectWord('breadth')
    cursor.expectWords('first', 'by')
    cursor.list(inner => inner.columnName())
    cursor.expectWord('set')
    cursor.columnName()
    found = 'SEARCH'
  }
  if (cursor.acceptWord('cycle')) {
    cursor.list(inner => inner.columnName())
    cursor.expectWord('set')
    cursor.columnName()
    if (cursor.acceptWord('to')) {
      cursor.rules.restrictedExpression(cursor)
      cursor.expectWord('default')
      cursor.rules.restrictedExpression(cursor)
    }
    cursor.expectWord('using')
    cursor.columnName()
    found = 'CYCLE'
  }
  return found
}
