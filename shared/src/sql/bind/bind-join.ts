// Joins: ON, USING and NATURAL. A RIGHT join is a LEFT join with its sides exchanged; names keep the written order.

import { SqlError } from '../../base/errors.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { FromItem } from '../ast.ts'
import { bindCondition } from './bind-expression.ts'
import { bindFromItem, itemOf, renameColumns, type BoundFrom } from './bind-from.ts'
import { bindComparison } from './bind-operator.ts'
import { coerceToCommon } from './coerce.ts'
import type { LogicalExpression, Relation } from './relation.ts'
import { checkAliases, Scope, type ScopeColumn, type ScopeItem } from './scope.ts'

type JoinItem = Extract<FromItem, { kind: 'join' }>

export function bindJoin(scope: Scope, item: JoinItem, visible: readonly ScopeItem[]): BoundFrom {
  const left = scope.statement.nested(() => bindFromItem(scope, item.left, visible))
  const lateralAllowed = item.type !== 'right' && item.type !== 'full'
  const forRight = lateralAllowed ? left.items : left.items.map(i => ({ ...i, lateralAllowed: false }))
  const right = bindFromItem(scope, item.right, [...visible, ...forRight])
  checkAliases(left.items, right.items, item.right.at)
  const names = item.natural ? commonNames(left.items, right.items) : item.using
  const merged = names === null ? null : mergeColumns(scope, names, { left, right, item })
  const condition = merged?.condition ?? bindOn(scope, item, [...left.items, ...right.items])
  return {
    relation: joinRelation(item, left, right, condition),
    items: joinedItems(item, left, right, merged?.columns ?? null),
    lateral: left.lateral || right.lateral,
  }
}

function joinRelation(item: JoinItem, left: BoundFrom, right: BoundFrom, condition: LogicalExpression | null): Relation {
  const { lateral } = right
  if (item.type === 'right') return { kind: 'join', type: 'left', left: right.relation, right: left.relation, condition, lateral }
  const type = item.type === 'cross' ? 'inner' : item.type
  return { kind: 'join', type, left: left.relation, right: right.relation, condition, lateral }
}

function bindOn(scope: Scope, item: JoinItem, items: readonly ScopeItem[]): LogicalExpression | null {
  const { on } = item
  if (on === null) return null
  const inner = new Scope(scope.statement, scope.parent)
  inner.items.push(...items)
  return inner.within('JOIN conditions', () => bindCondition(inner, on, 'JOIN/ON'))
}

const visibleOf = (items: readonly ScopeItem[]): ScopeColumn[] => items.flatMap(i => (i.columnsVisible ? i.columns : []))

function commonNames(left: readonly ScopeItem[], right: readonly ScopeItem[]): string[] {
  const rightNames = new Set(visibleOf(right).map(c => c.name))
  return [...new Set(visibleOf(left).map(c => c.name))].filter(name => rightNames.has(name))
}

interface Merge {
  readonly columns: readonly ScopeColumn[]
  readonly condition: LogicalExpression | null
}

/** The columns that USING merges, and the equalities it means. */
function mergeColumns(
  scope: Scope,
  names: readonly string[],
  join: { readonly left: BoundFrom; readonly right: BoundFrom; readonly item: JoinItem },
): Merge {
  const { item } = join
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

/** What the join makes visible: merged columns first, then the rest of both sides. */
function joinedItems(item: JoinItem, left: BoundFrom, right: BoundFrom, merged: readonly ScopeColumn[] | null): ScopeItem[] {
  const all = [...nullable(left.items, item, 'right'), ...nullable(right.items, item, 'left')]
  const { alias, usingAlias } = item
  const columns = merged === null ? visibleOf(all) : mergedColumns(left.items, right.items, merged)
  // (a JOIN b) AS alias hides a and b; USING (…) AS alias only adds a name for the merged columns.
  if (alias !== null) return [itemOf(alias.name, renameColumns(columns, alias, { name: alias.name, at: item.at }))]
  if (merged === null) return all
  const hidden = all.map(i => (i.columnsVisible ? { ...i, columnsVisible: false } : i))
  const join = itemOf('', columns, false)
  if (usingAlias === null) return [join, ...hidden]
  const named = { ...itemOf(usingAlias, merged), columnsVisible: false }
  checkAliases(all, [named], item.at)
  return [join, ...hidden, named]
}

/** The side that an outer join of type `type` (or FULL) fills with NULLs. */
function nullable(items: readonly ScopeItem[], item: JoinItem, type: 'left' | 'right'): readonly ScopeItem[] {
  return item.type === type || item.type === 'full' ? items.map(i => ({ ...i, isNullable: true })) : items
}

function mergedColumns(left: readonly ScopeItem[], right: readonly ScopeItem[], merged: readonly ScopeColumn[]): ScopeColumn[] {
  const names = new Set(merged.map(c => c.name))
  return [...merged, ...visibleOf(left).filter(c => !names.has(c.name)), ...visibleOf(right).filter(c => !names.has(c.name))]
}
