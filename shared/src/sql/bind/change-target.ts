// What INSERT, UPDATE, DELETE and MERGE share: finding the target, SET lists, RETURNING.

import { SqlError, notSupported } from '../../base/errors.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { Assignment, QualifiedName, SelectItem } from '../ast.ts'
import { findRelation } from '../catalog.ts'
import { bindExpression } from './bind-expression.ts'
import { bindTargets } from './bind-targets.ts'
import { assignmentCast, settleUnknown } from './coerce.ts'
import { columnDefault } from './column-default.ts'
import { lateBinding } from './late-binding.ts'
import type { ColumnNumber, LogicalAssignment, LogicalExpression } from './relation.ts'
import type { Clause, Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

/** The table that is changed. */
export function findTarget(statement: StatementContext, name: QualifiedName, at: number): TableDefinition {
  const found = findRelation(statement.catalog, name)
  if (found === null) throw new SqlError('42P01', `relation "${name.join('.')}" does not exist`, { position: at })
  if (found.kind === 'view') throw notSupported('changes through a view', at)
  return found
}

export interface BoundReturning {
  readonly returning: readonly LogicalExpression[] | null
  readonly columns: readonly ColumnNumber[]
  readonly names: readonly string[]
}

export function bindReturning(scope: Scope, items: readonly SelectItem[]): BoundReturning {
  if (items.length === 0) return { returning: null, columns: [], names: [] }
  const { statement } = scope
  const targets = scope.within('RETURNING', () => bindTargets(scope, items))
  const returning = targets.map(t => settleUnknown(statement, t.expression))
  return { returning, columns: returning.map((e, i) => statement.addColumn(targets[i].name, e.type)), names: targets.map(t => t.name) }
}

/** SET a = x, (b, c) = (y, z), (d, e) = (SELECT …). */
export function bindAssignments(
  scope: Scope,
  table: TableDefinition,
  set: readonly Assignment[],
  clause: Clause = 'UPDATE',
): LogicalAssignment[] {
  const assigned: LogicalAssignment[] = []
  const seen = new Set<number>()
  for (const assignment of set) {
    const values = scope.within(clause, () => assignedValues(scope, assignment))
    assignment.columns.forEach((name, i) => {
      const column = table.columns.findIndex(c => c.name === name)
      if (column < 0)
        throw new SqlError('42703', `column "${name}" of relation "${table.name}" does not exist`, { position: assignment.at })
      if (seen.has(column)) throw new SqlError('42601', `multiple assignments to same column "${name}"`, { position: assignment.at })
      seen.add(column)
      assigned.push({ column, value: valueFor(scope, table, column, { given: values[i], assignment }) })
    })
  }
  return assigned
}

/** One value per column; null stands for DEFAULT. */
function assignedValues(scope: Scope, { columns, value, at }: Assignment): (LogicalExpression | null)[] {
  if (columns.length === 1 && value.kind !== 'row') return [value.kind === 'default' ? null : bindExpression(scope, value)]
  return lateBinding.get().assignedList(scope, { columns, value, at })
}

function valueFor(
  scope: Scope,
  table: TableDefinition,
  position: number,
  value: { readonly given: LogicalExpression | null; readonly assignment: Assignment },
): LogicalExpression {
  const column = table.columns[position]
  const { given, assignment } = value
  if (column.generated !== null && given !== null) {
    throw new SqlError('428C9', `column "${column.name}" can only be updated to DEFAULT`, {
      position: assignment.at,
      detail: `Column "${column.name}" is a generated column.`,
    })
  }
  if (column.identity?.kind === 'always' && given !== null) {
    throw new SqlError('428C9', `column "${column.name}" can only be updated to DEFAULT`, {
      position: assignment.at,
      detail: `Column "${column.name}" is an identity column defined as GENERATED ALWAYS.`,
    })
  }
  if (given === null) return columnDefault(scope.statement, table, column)
  return assignmentCast(scope.statement, given, column, assignment.value.at)
}
