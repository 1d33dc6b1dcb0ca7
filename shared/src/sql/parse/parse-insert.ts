// INSERT with ON CONFLICT and RETURNING; the assignments that UPDATE, MERGE and ON CONFLICT share.

import { notSupported, SqlError } from '../../base/errors.ts'
import { parseSelectItems } from './parse-select.ts'
import type { Assignment, Expression, InsertStatement, OnConflict, Query, SelectItem, WithClause } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** WITH before INSERT, UPDATE, DELETE, MERGE is read by the caller. */
export function parseInsert(cursor: TokenCursor, withClause: WithClause | null): InsertStatement {
  const at = withClause?.at ?? cursor.at
  cursor.expectWords('insert', 'into')
  const table = cursor.qualifiedName()
  const alias = cursor.acceptWord('as') ? cursor.columnName() : null
  const columns = isColumnList(cursor) ? cursor.parenthesised(parseTarget) : null
  let overriding: InsertStatement['overriding'] = null
  let source: Query | null = null
  if (columns === null && cursor.acceptWords('default', 'values')) {
    source = null
  } else {
    overriding = parseOverriding(cursor)
    source = cursor.rules.query(cursor)
  }
  const onConflict = parseOnConflict(cursor)
  return { kind: 'insert', with: withClause, table, alias, columns, overriding, source, onConflict, returning: parseReturning(cursor), at }
}

/** A parenthesis that opens a column list and not a query. */
function isColumnList(cursor: TokenCursor): boolean {
  if (!cursor.is('(') || cursor.isPunctuationAhead(1, '(')) return false
  const next = cursor.wordAhead(1)
  return next !== 'select' && next !== 'values' && next !== 'with' && next !== 'table'
}

function parseTarget(cursor: TokenCursor): { name: string; at: number } {
  const at = cursor.at
  return { name: parseColumnTarget(cursor), at }
}

/** A column to assign to. Fields and elements of it are not built. */
function parseColumnTarget(cursor: TokenCursor): string {
  const name = cursor.columnName()
  if (cursor.is('[')) throw notSupported('assignment to an array element', cursor.at)
  if (cursor.is('.')) throw notSupported('assignment to a field of a column', cursor.at)
  return name
}

/** OVERRIDING SYSTEM | USER VALUE. */
export function parseOverriding(cursor: TokenCursor): InsertStatement['overriding'] {
  if (!cursor.acceptWord('overriding')) return null
  const which = cursor.isWord('system') ? 'system' : 'user'
  cursor.expectWords(which, 'value')
  return which
}

/** RETURNING list, or []. */
export function parseReturning(cursor: TokenCursor): SelectItem[] {
  return cursor.acceptWord('returning') ? parseSelectItems(cursor) : []
}

function parseOnConflict(cursor: TokenCursor): OnConflict | null {
  if (!cursor.isWord('on')) return null
  const at = cursor.at
  cursor.expectWords('on', 'conflict')
  const target = parseConflictTarget(cursor)
  cursor.expectWord('do')
  if (cursor.acceptWord('nothing')) return { target, action: { kind: 'nothing' }, at }
  cursor.expectWords('update', 'set')
  const set = parseAssignments(cursor)
  const where = cursor.acceptWord('where') ? cursor.rules.expression(cursor) : null
  if (target === null) {
    const hint = 'For example, ON CONFLICT (column_name).'
    throw new SqlError('42601', 'ON CONFLICT DO UPDATE requires inference specification or constraint name', { position: at, hint })
  }
  return { target, action: { kind: 'update', set, where }, at }
}

function parseConflictTarget(cursor: TokenCursor): OnConflict['target'] {
  if (cursor.is('(')) {
    const items = cursor.parenthesised(parseConflictItem)
    return { kind: 'columns', items, where: cursor.acceptWord('where') ? cursor.rules.expression(cursor) : null }
  }
  if (!cursor.acceptWords('on', 'constraint')) return null
  return { kind: 'constraint', name: cursor.columnName() }
}

/** A column, a call or a parenthesised expression, with COLLATE. */
function parseConflictItem(cursor: TokenCursor): { expression: Expression } {
  const expression = cursor.rules.indexExpression(cursor)
  if (cursor.isColumnName) throw notSupported('operator class in ON CONFLICT', cursor.at)
  if (cursor.isWord('asc') || cursor.isWord('desc')) {
    throw new SqlError('42P10', 'ASC/DESC is not allowed in ON CONFLICT clause', { position: cursor.at })
  }
  if (cursor.isWord('nulls')) throw new SqlError('42P10', 'NULLS FIRST/LAST is not allowed in ON CONFLICT clause', { position: cursor.at })
  return { expression }
}

/** SET list: a = x, (a, b) = (x, y), (a, b) = (SELECT …). */
export function parseAssignments(cursor: TokenCursor): Assignment[] {
  return cursor.list(parseAssignment)
}

function parseAssignment(cursor: TokenCursor): Assignment {
  const at = cursor.at
  const columns = cursor.is('(') ? cursor.parenthesised(parseColumnTarget) : [parseColumnTarget(cursor)]
  if (!cursor.acceptOperator('=')) throw cursor.unexpected()
  return { columns, value: cursor.rules.expression(cursor), at }
}
