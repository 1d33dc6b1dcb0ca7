// MERGE as of PostgreSQL 15: WHEN [NOT] MATCHED, no RETURNING, no BY SOURCE.

import { parseRelation } from './parse-from.ts'
import { parseAssignments, parseOverriding } from './parse-insert.ts'
import { parseTargetAlias } from './parse-update.ts'
import type { Expression, MergeStatement, WithClause } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

type Clause = MergeStatement['clauses'][number]

/** The cursor is at MERGE. */
export function parseMerge(cursor: TokenCursor, withClause: WithClause | null): MergeStatement {
  const at = withClause?.at ?? cursor.at
  cursor.expectWords('merge', 'into')
  const { name } = parseRelation(cursor)
  const alias = parseTargetAlias(cursor)
  cursor.expectWord('using')
  const source = cursor.rules.fromItem(cursor)
  cursor.expectWord('on')
  const on = cursor.rules.expression(cursor)
  const clauses: Clause[] = []
  do clauses.push(parseClause(cursor))
  while (cursor.isWord('when'))
  return { kind: 'merge', with: withClause, table: name, alias, source, on, clauses, at }
}

function parseClause(cursor: TokenCursor): Clause {
  cursor.expectWord('when')
  const matched = !cursor.acceptWord('not')
  cursor.expectWord('matched')
  const condition: Expression | null = cursor.acceptWord('and') ? cursor.rules.expression(cursor) : null
  cursor.expectWord('then')
  return { matched, condition, action: parseAction(cursor, matched) }
}

function parseAction(cursor: TokenCursor, matched: boolean): Clause['action'] {
  if (cursor.acceptWords('do', 'nothing')) return { kind: 'nothing' }
  if (!matched) return parseInsertAction(cursor)
  if (cursor.acceptWord('delete')) return { kind: 'delete' }
  cursor.expectWords('update', 'set')
  return { kind: 'update', set: parseAssignments(cursor) }
}

function parseInsertAction(cursor: TokenCursor): Clause['action'] {
  cursor.expectWord('insert')
  const columns = cursor.is('(') ? cursor.parenthesised(inner => inner.columnName()) : null
  if (columns === null && cursor.acceptWords('default', 'values')) return { kind: 'insert', columns: null, overriding: null, values: null }
  const overriding = parseOverriding(cursor)
  cursor.expectWord('values')
  return { kind: 'insert', columns, overriding, values: cursor.parenthesised(cursor.rules.expression) }
}
