// Joins with USING and NATURAL: the columns that both sides share become one. Part of rare queries.

import { SqlError } from '../../base/errors.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { BoundFrom } from './bind-from.ts'
import { visibleOf, type JoinItem } from './bind-join.ts'
import { bindComparison } from './bind-operator.ts'
import { coerceToCommon } from './coerce.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope, ScopeColumn, ScopeItem } from './scope.ts'

function commonNames(left: readonly ScopeItem[], right: readonly ScopeItem[]): string[] {
  const rightNames = new Set(visibleOf(right).map(c => c.name))
  return [...new Set(visibleOf(left).map(c => c.name))].filter(name => rightNames.has(name))
}

interface Merge {
  readonly columns: readonly ScopeColumn[]
  readonly condition: LogicalExpression | null
}

/** The columns that USING merges, and the equalities it means. */
export function mergeColumns(scope: Scope, join: { readonly left: BoundFrom; readonly right: BoundFrom; readonly item: JoinItem }): Merge {
  const { item } = join
  const names = item.using ?? commonNames(join.left.items, join.right.items)
  const leftColumns = visibleOf(join.left.items)
  const rightColumns = visibleOf(join.right.items)
  const conditions: LogicalExpression[] = []
  const seen = new Set<string>()
  const columns = names.map(name => {
    if (seen.has(name)) throw new SqlError('42701', `column name "${name}" appears more than once in USING clause`, { position: item.at })
    seen.add(name)
    const left = oneColumn(leftColumns, name, 'left', item.at)
    const right = oneColumn(rightColumns, name, 'right', item.at)
    conditions.push(bindComparison(scope, '=', left, right, item.at))
    return { name, value: mergedValue(scope, left, right, item) }
  })
  if (conditions.length === 0) return { columns, condition: null }
  return { columns, condition: conditions.length === 1 ? conditions[0] : { kind: 'and', type: sqlTypes.bool, operands: conditions } }
}

function oneColumn(columns: readonly ScopeColumn[], name: string, side: 'left' | 'right', at: number): LogicalExpression {
  const found = columns.filter(c => c.name === name)
  if (found.length === 1) return found[0].value
  if (found.length === 0)
    throw new SqlError('42703', `column "${name}" specified in USING clause does not exist in ${side} table`, { position: at })
  throw new SqlError('42702', `common column name "${name}" appears more than once in ${side} table`, { position: at })
}

function mergedValue(scope: Scope, left: LogicalExpression, right: LogicalExpression, item: JoinItem): LogicalExpression {
  const { type, expressions } = coerceToCommon(scope.statement, [left, right], 'JOIN/USING', [item.at, item.at])
  if (item.type === 'full') return { kind: 'coalesce', type, operands: expressions }
  return expressions[item.type === 'right' ? 1 : 0]
}

/** All visible columns, the merged ones first. */
export function mergedColumns(left: readonly ScopeItem[], right: readonly ScopeItem[], merged: readonly ScopeColumn[]): ScopeColumn[] {
  const names = new Set(merged.map(c => c.name))
  return [...merged, ...visibleOf(left).filter(c => !names.has(c.name)), ...visibleOf(right).filter(c => !names.has(c.name))]
}
