// DELETE … USING … WHERE … RETURNING.

import type { DeleteStatement } from '../ast.ts'
import { tableRelation } from './bind-from.ts'
import type { BoundQuery } from './bind-query.ts'
import { changeTarget, joinOthers, withCondition } from './bind-update.ts'
import { bindReturning, findTarget } from './change-target.ts'
import { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export function bindDelete(statement: StatementContext, parent: Scope | null, del: DeleteStatement): BoundQuery {
  const table = findTarget(statement, del.table, del.at)
  statement.tablesWritten.add(table.id)
  const scope = new Scope(statement, parent)
  const target = changeTarget(scope, tableRelation(statement, table, del.alias ?? table.name), del.alias === null)
  const { relation: joined, fromColumns } = joinOthers(scope, target, del.using)
  const source = withCondition(scope, joined, del.where)
  const { returning, columns, names } = bindReturning(scope, del.returning)
  return {
    relation: { kind: 'delete', table, source, target, fromColumns, rowColumns: target.columns, returning, columns },
    columns,
    names,
  }
}
