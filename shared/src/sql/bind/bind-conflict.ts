// ON CONFLICT: which unique indexes arbitrate, and the update over the existing and the excluded row.

import { SqlError, notSupported } from '../../base/errors.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { Expression, OnConflict } from '../ast.ts'
import { bindCondition } from './bind-expression.ts'
import { itemOf, tableItem, tableRelation } from './bind-from.ts'
import { bindAssignments } from './change-target.ts'
import { generatedAssignments } from './column-default.ts'
import { lateBinding } from './late-binding.ts'
import type { InsertRelation, TableRelation } from './relation.ts'
import { Scope } from './scope.ts'

type Bound = NonNullable<InsertRelation['onConflict']>

export function bindConflict(scope: Scope, table: TableDefinition, conflict: OnConflict, row: TableRelation): Bound {
  const { statement } = scope
  const arbiters = findArbiters(table, conflict)
  const { action } = conflict
  if (action.kind === 'nothing') return { arbiters, update: null }
  const existing = tableRelation(statement, table, row.alias)
  const excluded = tableRelation(statement, table, 'excluded')
  const inner = new Scope(statement, scope.parent)
  inner.items.push(tableItem(statement, existing, row.alias === table.name))
  const columns = table.columns.map((c, i) => ({ name: c.name, value: statement.column(excluded.columns[i]) }))
  // `excluded` needs its name: a plain column means the existing row.
  inner.items.push({ ...itemOf('excluded', columns), columnsVisible: false })
  const assignments = bindAssignments(inner, table, action.set)
  const { where } = action
  return {
    arbiters,
    update: {
      existingColumns: existing.columns,
      excludedColumns: excluded.columns,
      assignments,
      generated: generatedAssignments(statement, table, row.columns),
      where: where === null ? null : inner.within('WHERE', () => bindCondition(inner, where, 'WHERE')),
    },
  }
}

function findArbiters(table: TableDefinition, conflict: OnConflict): string[] {
  const { target } = conflict
  if (target === null) return []
  if (target.kind === 'constraint') return [lateBinding.get().constraintIndex(table, target.name, conflict.at)]
  const wanted = target.items.map(item => columnId(table, item.expression))
  const names: string[] = []
  const isWanted = (columns: readonly unknown[]): boolean =>
    columns.length > 0 && wanted.every(id => columns.includes(id)) && columns.every(id => wanted.some(w => w === id))
  if (isWanted(table.primaryKey)) names.push('primary key')
  for (const index of table.indexes) {
    if (!index.unique || !isWanted(index.columns.map(c => c.column))) continue
    if (index.where !== null && target.where === null) continue
    names.push(index.name)
  }
  if (names.length > 0) return names
  throw new SqlError('42P10', 'there is no unique or exclusion constraint matching the ON CONFLICT specification', {
    position: conflict.at,
  })
}

function columnId(table: TableDefinition, e: Expression): unknown {
  if (e.kind !== 'column') throw notSupported('ON CONFLICT on an expression', e.at)
  const name = e.name[e.name.length - 1]
  const column = table.columns.find(c => c.name === name)
  if (column === undefined) throw new SqlError('42703', `column "${name}" does not exist`, { position: e.at })
  return column.id
}
