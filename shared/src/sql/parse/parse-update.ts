// UPDATE and DELETE: the target with its alias, FROM or USING, WHERE and RETURNING.

import { notSupported } from '../../base/errors.ts'
import { parseFromList, parseRelation } from './parse-from.ts'
import { parseAssignments, parseReturning } from './parse-insert.ts'
import type { DeleteStatement, Expression, UpdateStatement, WithClause } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is at UPDATE. */
export function parseUpdate(cursor: TokenCursor, withClause: WithClause | null): UpdateStatement {
  const at = withClause?.at ?? cursor.at
  cursor.expectWord('update')
  const { name, only } = parseRelation(cursor)
  const alias = parseTargetAlias(cursor)
  cursor.expectWord('set')
  const set = parseAssignments(cursor)
  const from = cursor.acceptWord('from') ? parseFromList(cursor) : []
  const where = parseWhere(cursor)
  return { kind: 'update', with: withClause, table: name, only, alias, set, from, where, returning: parseReturning(cursor), at }
}

/** The cursor is at DELETE. */
export function parseDelete(cursor: TokenCursor, withClause: WithClause | null): DeleteStatement {
  const at = withClause?.at ?? cursor.at
  cursor.expectWords('delete', 'from')
  const { name, only } = parseRelation(cursor)
  const alias = parseTargetAlias(cursor)
  const using = cursor.acceptWord('using') ? parseFromList(cursor) : []
  const where = parseWhere(cursor)
  return { kind: 'delete', with: withClause, table: name, only, alias, using, where, returning: parseReturning(cursor), at }
}

/** [AS] alias; SET is no alias without AS. */
export function parseTargetAlias(cursor: TokenCursor): string | null {
  if (cursor.acceptWord('as')) return cursor.columnName()
  return cursor.isColumnName && !cursor.isWord('set') ? cursor.columnName() : null
}

function parseWhere(cursor: TokenCursor): Expression | null {
  if (!cursor.acceptWord('where')) return null
  if (cursor.isWords('current', 'of')) throw notSupported('WHERE CURRENT OF', cursor.at)
  return cursor.rules.expression(cursor)
}
