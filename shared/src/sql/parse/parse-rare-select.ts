// Clauses of SELECT that few statements have: INTO, WINDOW, grouping sets. Part of rare queries.

import type { QualifiedName, WindowSpec } from '../ast.ts'
import { parseWindowSpec } from './parse-window.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

/** SELECT … INTO [TEMPORARY | UNLOGGED] [TABLE] name: the statement becomes CREATE TABLE AS, see select-into.ts. */
export function parseInto(cursor: TokenCursor): QualifiedName {
  const isTemporary = parseIntoKind(cursor)
  cursor.acceptWord('table')
  const name = cursor.qualifiedName()
  return isTemporary ? ['pg_temp', ...name.slice(-1)] : name
}

function parseIntoKind(cursor: TokenCursor): boolean {
  if (cursor.isWord('local') || cursor.isWord('global')) {
    const next = cursor.wordAhead(1)
    if (next === 'temp' || next === 'temporary') cursor.advance()
  }
  if ((cursor.isWord('temporary') || cursor.isWord('temp')) && cursor.kindAhead(1) >= token.identifierToken) {
    // `into temp` alone names a table.
    if (isNameOrTable(cursor)) {
      cursor.advance()
      return true
    }
  }
  if (cursor.isWord('unlogged') && isNameOrTable(cursor)) cursor.advance()
  return false
}

function isNameOrTable(cursor: TokenCursor): boolean {
  const kind = cursor.kindAhead(1)
  return (kind >= token.identifierToken && kind <= token.columnNameToken) || cursor.wordAhead(1) === 'table'
}

export function parseNamedWindow(cursor: TokenCursor): { name: string; spec: WindowSpec } {
  const name = cursor.columnName()
  cursor.expectWord('as')
  return { name, spec: parseWindowSpec(cursor) }
}
