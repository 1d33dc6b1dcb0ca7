// Conditions moved into set operations, and through semi and anti joins, which subqueries become. Part of rare queries.

import type { ColumnNumber, JoinRelation, Relation, SetOperationRelation } from '../bind/relation.ts'
import { mapDeep, producedColumns } from '../bind/relation-tree.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { conjunctionOf, conjunctsOf, isVolatile, usesAny } from './conjuncts.ts'
import { isMovable, pushConditions, pushFilter, split, withFilter, type Conditions } from './push-conditions.ts'

export function pushIntoSetOperation(statement: StatementContext, relation: SetOperationRelation, conditions: Conditions): Relation {
  const { below, above } = split(conditions, isMovable)
  const side = (query: SetOperationRelation['left']): SetOperationRelation['left'] => {
    const mapped = below.map(c =>
      mapDeep(c, e => {
        const position = e.kind === 'input' ? relation.columns.indexOf(e.index) : -1
        return position < 0 ? e : statement.column(query.columns[position])
      }),
    )
    return { ...query, relation: pushConditions(statement, query.relation, mapped) }
  }
  return withFilter({ ...relation, left: side(relation.left), right: side(relation.right) }, above)
}

/** Only the left side is visible above: every condition goes there. Those of the join that are about the right go right. */
export function pushIntoSemi(statement: StatementContext, join: JoinRelation, conditions: Conditions): Relation {
  const left = producedColumns(join.left)
  const right = producedColumns(join.right)
  const { below: movable, above } = split(conditions, c => !isVolatile(c))
  const on = split(conjunctsOf(join.condition), c => isMovable(c) && usesAny(c, right) && !usesAny(c, left))
  const moved = semiBelow({ ...join, right: pushConditions(statement, join.right, on.below), condition: conjunctionOf(on.above) }, left)
  if (moved !== null) return withFilter(pushConditions(statement, moved, movable), above)
  const pushed: Relation = {
    ...join,
    left: pushFilter(statement, join.left, movable),
    right: pushConditions(statement, join.right, on.below),
    condition: conjunctionOf(on.above),
  }
  return withFilter(pushed, above)
}

/** A semi or anti join that is about one side of the join below it is made there; null when it is not. */
function semiBelow(join: JoinRelation, own: ReadonlySet<ColumnNumber>): Relation | null {
  const { left: below, condition } = join
  if (below.kind !== 'join' || (below.type !== 'inner' && below.type !== 'left') || below.lateral || join.lateral || condition === null)
    return null
  const left = producedColumns(below.left)
  const right = producedColumns(below.right)
  const usesRight = usesAny(condition, right)
  if (usesAny(condition, left) && usesRight) return null
  if (!usesAny(condition, own)) return null
  if (!usesRight) return { ...below, left: { ...join, left: below.left } }
  return below.type === 'inner' ? { ...below, right: { ...join, left: below.right } } : null
}
