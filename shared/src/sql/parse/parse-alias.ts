// The alias of a table reference: [AS] name [(columns)].

import type { TableAlias } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Null when there is none. */
export function parseAlias(cursor: TokenCursor): TableAlias | null {
  if (cursor.acceptWord('as')) return { name: cursor.columnName(), columns: cursor.optionalNames() }
  if (!cursor.isColumnName) return null
  return { name: cursor.columnName(), columns: cursor.optionalNames() }
}
