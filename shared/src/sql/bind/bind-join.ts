// Joins: ON here, USING and NATURAL in bind-using.ts. A RIGHT join is a LEFT join with its sides exchanged; names keep the written order.

import type { FromItem } from '../ast.ts'
import { bindCondition } from './bind-expression.ts'
import { bindFromItem, itemOf, renameColumns, type BoundFrom } from './bind-from.ts'
import { lateBinding } from './late-binding.ts'
import type { LogicalExpression, Relation } from './relation.ts'
import { checkAliases, Scope, type ScopeColumn, type ScopeItem } from './scope.ts'

export type JoinItem = Extract<FromItem, { kind: 'join' }>

export function bindJoin(scope: Scope, item: JoinItem, visible: readonly ScopeItem[]): BoundFrom {
  const left = scope.statement.nested(() => bindFromItem(scope, item.left, visible))
  const lateralAllowed = item.type !== 'right' && item.type !== 'full'
  const forRight = lateralAllowed ? left.items : left.items.map(i => ({ ...i, lateralAllowed: false }))
  const right = bindFromItem(scope, item.right, [...visible, ...forRight])
  checkAliases(left.items, right.items, item.right.at)
  const merged = item.natural || item.using !== null ? lateBinding.get().mergeColumns(scope, { left, right, item }) : null
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

export const visibleOf = (items: readonly ScopeItem[]): ScopeColumn[] => items.flatMap(i => (i.columnsVisible ? i.columns : []))

/** What the join makes visible: merged columns first, then the rest of both sides. */
function joinedItems(item: JoinItem, left: BoundFrom, right: BoundFrom, merged: readonly ScopeColumn[] | null): ScopeItem[] {
  const all = [...nullable(left.items, item, 'right'), ...nullable(right.items, item, 'left')]
  const { alias, usingAlias } = item
  const columns = merged === null ? visibleOf(all) : lateBinding.get().mergedColumns(left.items, right.items, merged)
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
