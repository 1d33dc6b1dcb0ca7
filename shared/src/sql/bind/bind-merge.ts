// MERGE INTO target USING source ON … WHEN [NOT] MATCHED …: the source left-joined with the target.

import { SqlError } from '../../base/errors.ts'
import type { ColumnDefinition, TableDefinition } from '../../schema/database-schema.ts'
import type { MergeStatement } from '../ast.ts'
import { bindCondition, bindExpression } from './bind-expression.ts'
import { bindFromList, tableRelation } from './bind-from.ts'
import type { BoundQuery } from './bind-query.ts'
import { changeTarget } from './bind-update.ts'
import { bindAssignments, findTarget } from './change-target.ts'
import { assignmentCast } from './coerce.ts'
import { columnDefault, generatedAssignments, tableChecks } from './column-default.ts'
import { mapDeep, producedColumns } from './relation-tree.ts'
import type { ColumnNumber, LogicalExpression, MergeRelation, Relation } from './relation.ts'
import { checkAliases, Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

type Clause = MergeRelation['clauses'][number]

export function bindMerge(statement: StatementContext, parent: Scope | null, merge: MergeStatement): BoundQuery {
  const table = findTarget(statement, merge.table, merge.at)
  statement.tablesWritten.add(table.id)
  const whole = new Scope(statement, parent)
  const target = changeTarget(whole, tableRelation(statement, table, merge.alias ?? table.name), merge.alias === null)
  const sourceScope = new Scope(statement, parent)
  const source = bindFromList(sourceScope, [merge.source])
  checkAliases(whole.items, sourceScope.items, merge.source.at)
  whole.items.push(...sourceScope.items)
  const condition = whole.within('JOIN conditions', () => bindCondition(whole, merge.on, 'ON'))
  const row = tableRelation(statement, table, target.alias)
  // What does not match has no target row: only the source is visible.
  const clauses = merge.clauses.map(clause => bindClause(clause.matched ? whole : sourceScope, clause, { table, rowColumns: row.columns }))
  const relation: Relation = {
    kind: 'merge',
    table,
    source: { kind: 'join', type: 'left', left: source, right: target, condition, lateral: false },
    target,
    fromColumns: [...producedColumns(source)],
    rowColumns: row.columns,
    clauses,
    checks: tableChecks(statement, table, row.columns),
    returning: null,
    columns: [],
  }
  return { relation, columns: [], names: [] }
}

interface MergeTarget {
  readonly table: TableDefinition
  readonly rowColumns: readonly ColumnNumber[]
}

function bindClause(scope: Scope, clause: MergeStatement['clauses'][number], target: MergeTarget): Clause {
  const { action, matched } = clause
  const { condition } = clause
  const bound = condition === null ? null : scope.within('MERGE WHEN conditions', () => bindCondition(scope, condition, 'WHEN'))
  if (action.kind === 'insert')
    return { matched, condition: bound, action: { kind: 'insert', rowExpressions: insertRow(scope, action, target) } }
  if (action.kind === 'update') {
    const generated = generatedAssignments(scope.statement, target.table, target.rowColumns)
    return {
      matched,
      condition: bound,
      action: { kind: 'update', assignments: bindAssignments(scope, target.table, action.set), generated },
    }
  }
  return { matched, condition: bound, action: { kind: action.kind } }
}

function insertRow(
  scope: Scope,
  action: Extract<MergeStatement['clauses'][number]['action'], { kind: 'insert' }>,
  { table, rowColumns }: MergeTarget,
): LogicalExpression[] {
  const { statement } = scope
  const names = action.columns ?? table.columns.map(c => c.name)
  const values = action.values ?? []
  if (values.length > names.length)
    throw new SqlError('42601', 'INSERT has more expressions than target columns', { position: values[names.length].at })
  if (action.columns !== null && values.length < names.length && action.values !== null)
    throw new SqlError('42601', 'INSERT has more target columns than expressions')
  const given = new Map<string, LogicalExpression>()
  values.forEach((e, i) => {
    const column = table.columns.find(c => c.name === names[i])
    if (column === undefined) throw new SqlError('42703', `column "${names[i]}" of relation "${table.name}" does not exist`)
    if (e.kind !== 'default') given.set(column.name, assigned(scope, column, bindExpression(scope, e), e.at))
  })
  const row = table.columns.map(c => given.get(c.name) ?? (c.generated === null ? columnDefault(statement, table, c) : nullOf(c)))
  for (const { column, value } of generatedAssignments(statement, table, rowColumns)) {
    row[column] = mapDeep(value, e => (e.kind === 'input' && rowColumns.includes(e.index) ? row[rowColumns.indexOf(e.index)] : e))
  }
  return row
}

const nullOf = (column: ColumnDefinition): LogicalExpression => ({ kind: 'constant', type: column.type, value: null })

function assigned(scope: Scope, column: ColumnDefinition, value: LogicalExpression, at: number): LogicalExpression {
  if (column.generated === null && column.identity?.kind !== 'always') return assignmentCast(scope.statement, value, column, at)
  throw new SqlError('428C9', `cannot insert a non-DEFAULT value into column "${column.name}"`, { position: at })
}
