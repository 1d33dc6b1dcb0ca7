// UPDATE … SET … FROM … WHERE … RETURNING.

import type { UpdateStatement } from '../ast.ts'
import { bindCondition } from './bind-expression.ts'
import { bindFromList, tableItem, tableRelation } from './bind-from.ts'
import type { BoundQuery } from './bind-query.ts'
import { bindAssignments, bindReturning, findTarget } from './change-target.ts'
import { generatedAssignments, tableChecks } from './column-default.ts'
import { producedColumns } from './relation-tree.ts'
import type { ColumnNumber, LogicalExpression, Relation, TableRelation } from './relation.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { FromItem } from '../ast.ts'
import { checkAliases, Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export function bindUpdate(statement: StatementContext, parent: Scope | null, update: UpdateStatement): BoundQuery {
  const table = findTarget(statement, update.table, update.at)
  statement.tablesWritten.add(table.id)
  const scope = new Scope(statement, parent)
  const target = changeTarget(scope, tableRelation(statement, table, update.alias ?? table.name), update.alias === null)
  const joined = joinOthers(scope, target, update.from)
  const assignments = bindAssignments(scope, table, update.set)
  const source = withCondition(scope, joined.relation, update.where)
  // RETURNING and CHECK see the new row: numbers of their own stand for it.
  const row = tableRelation(statement, table, target.alias)
  const after = new Scope(statement, parent)
  after.items.push(tableItem(statement, row, update.alias === null), ...scope.items.slice(1))
  const { returning, columns, names } = bindReturning(after, update.returning)
  const relation: Relation = {
    kind: 'update',
    table,
    source,
    target,
    fromColumns: joined.fromColumns,
    rowColumns: row.columns,
    assignments: assignments.filter(a => table.columns[a.column].generated === null),
    generated: generatedAssignments(statement, table, row.columns),
    checks: tableChecks(statement, table, row.columns),
    returning,
    columns,
  }
  return { relation, columns, names }
}

/** The target with its key as a column, visible in `scope`. */
export function changeTarget(scope: Scope, relation: TableRelation, bySchema: boolean): TableRelation {
  scope.statement.tablesRead.add(relation.table.id)
  scope.items.push(tableItem(scope.statement, relation, bySchema))
  return { ...relation, key: scope.statement.addColumn('key', sqlTypes.unknown) }
}

export interface JoinedSource {
  readonly relation: Relation
  readonly fromColumns: readonly ColumnNumber[]
}

/** The target joined with FROM or USING. */
export function joinOthers(scope: Scope, target: TableRelation, from: readonly FromItem[]): JoinedSource {
  if (from.length === 0) return { relation: target, fromColumns: [] }
  const { statement } = scope
  const inner = new Scope(statement, scope.parent)
  const others = bindFromList(inner, from)
  checkAliases(scope.items, inner.items, from[0].at)
  scope.items.push(...inner.items)
  return {
    relation: { kind: 'join', type: 'inner', left: target, right: others, condition: null, lateral: false },
    fromColumns: [...producedColumns(others)],
  }
}

export function withCondition(scope: Scope, input: Relation, where: UpdateStatement['where']): Relation {
  if (where === null) return input
  const condition: LogicalExpression = scope.within('WHERE', () => bindCondition(scope, where, 'WHERE'))
  return { kind: 'filter', input, condition }
}
