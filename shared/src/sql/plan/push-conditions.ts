// Moves conditions down to the relations that they are about: through projections, joins, aggregates and set operations,
// wherever the answer stays the same. On the way EXISTS and IN become joins and outer joins that cannot matter become inner.

import { mapDeep, mapRelation, producedColumns } from '../bind/relation-tree.ts'
import type { AggregateRelation, ColumnNumber, JoinRelation, LogicalExpression, ProjectRelation, Relation } from '../bind/relation.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { conjunctionOf, conjunctsOf, hasSubquery, isVolatile, usesAny, usesOnly } from './conjuncts.ts'
import { addImpliedEqualities } from './implied-equalities.ts'
import { latePlanning } from './late-planning.ts'
import { rejectsNulls } from './null-rejection.ts'

export type Conditions = readonly LogicalExpression[]

/** `relation` under `conditions`, each tested as early as it can be. */
export function pushConditions(statement: StatementContext, relation: Relation, conditions: Conditions): Relation {
  switch (relation.kind) {
    case 'filter':
      return pushFilter(statement, relation.input, [...conjunctsOf(relation.condition), ...conditions])
    case 'project':
      return pushThroughProject(statement, relation, conditions)
    case 'join':
      return pushIntoJoin(statement, relation, conditions)
    case 'aggregate':
      return pushThroughAggregate(statement, relation, conditions)
    case 'sort':
      return { ...relation, input: pushConditions(statement, relation.input, conditions) }
    case 'distinct': {
      const { below, above } = split(conditions, c => !isVolatile(c))
      return withFilter({ ...relation, input: pushConditions(statement, relation.input, below) }, above)
    }
    case 'set operation':
    case 'distinct on':
    case 'window':
    case 'project set':
    case 'with':
      return latePlanning.get().pushIntoRare(statement, relation, conditions)
    case 'table':
    case 'values':
    case 'function':
    case 'cte scan':
      return withFilter(relation, conditions)
    default:
      return withFilter(mapRelation(relation, keep, input => pushConditions(statement, input, [])), conditions) // prettier-ignore
  }
}

const keep = (e: LogicalExpression): LogicalExpression => e

export function withFilter(relation: Relation, conditions: Conditions): Relation {
  const condition = conjunctionOf(conditions)
  return condition === null ? relation : { kind: 'filter', input: relation, condition }
}

export function split(
  conditions: Conditions,
  isBelow: (c: LogicalExpression) => boolean,
): { readonly below: LogicalExpression[]; readonly above: LogicalExpression[] } {
  const below: LogicalExpression[] = []
  const above: LogicalExpression[] = []
  for (const c of conditions) (isBelow(c) ? below : above).push(c)
  return { below, above }
}

/** Subqueries and volatile functions are tested where they stand: as few times as possible. */
export const isMovable = (c: LogicalExpression): boolean => !isVolatile(c) && !hasSubquery(c)

/** Conditions that are subqueries become joins with their input; the others go on down. */
export function pushFilter(statement: StatementContext, input: Relation, conditions: Conditions): Relation {
  let relation = input
  const plain: LogicalExpression[] = []
  for (const condition of conditions) {
    const joined = hasSubquery(condition) ? latePlanning.get().joinSubquery(statement, relation, condition) : null
    if (joined !== null) relation = joined
    else plain.push(condition)
  }
  if (!plain.some(hasSubquery)) return pushConditions(statement, relation, plain)
  const unnested = latePlanning.get().unnestAggregates(statement, relation, plain)
  return pushConditions(statement, unnested.relation, unnested.expressions)
}

function pushThroughProject(statement: StatementContext, relation: ProjectRelation, conditions: Conditions): Relation {
  const added = new Set(relation.columns)
  const below: LogicalExpression[] = []
  const above: LogicalExpression[] = []
  for (const c of conditions) {
    if (!usesAny(c, added)) below.push(c)
    else {
      const substituted = isMovable(c) ? substitute(c, relation) : null
      if (substituted === null) above.push(c)
      else below.push(substituted)
    }
  }
  if (!relation.expressions.some(hasSubquery))
    return withFilter({ ...relation, input: pushConditions(statement, relation.input, below) }, above)
  const unnested = latePlanning.get().unnestAggregates(statement, relation.input, relation.expressions)
  return withFilter({ ...relation, input: pushConditions(statement, unnested.relation, below), expressions: unnested.expressions }, above)
}

/** The condition with the projection's expressions in place of its columns; null when one of these must not be repeated. */
function substitute(c: LogicalExpression, { columns, expressions }: ProjectRelation): LogicalExpression | null {
  let isAllowed = true
  const replaced = mapDeep(c, e => {
    const position = e.kind === 'input' ? columns.indexOf(e.index) : -1
    if (position < 0) return e
    if (!isMovable(expressions[position])) isAllowed = false
    return expressions[position]
  })
  return isAllowed ? replaced : null
}

function pushThroughAggregate(statement: StatementContext, relation: AggregateRelation, conditions: Conditions): Relation {
  const groups = new Set(relation.groupColumns)
  const computed = new Set([...relation.aggregateColumns, ...relation.maskColumns])
  const canPush = relation.groupingSets === null && groups.size > 0
  const { below, above } = split(conditions, c => canPush && isMovable(c) && !usesAny(c, computed) && relation.groupBy.every(isMovable))
  const overInput = below.map(c =>
    mapDeep(c, e => {
      const position = e.kind === 'input' ? relation.groupColumns.indexOf(e.index) : -1
      return position < 0 ? e : relation.groupBy[position]
    }),
  )
  return withFilter({ ...relation, input: pushConditions(statement, relation.input, overInput) }, above)
}

export function pushIntoJoin(statement: StatementContext, join: JoinRelation, conditions: Conditions): Relation {
  if (join.lateral) {
    const unnested = latePlanning.get().unnestLateral(join)
    if (unnested !== join) return pushConditions(statement, unnested, conditions)
  }
  switch (join.type) {
    case 'inner':
      return join.lateral ? latePlanning.get().pushIntoLateral(statement, join, conditions) : pushIntoInner(statement, join, conditions)
    case 'left':
      return pushIntoLeft(statement, join, conditions)
    case 'full':
      return latePlanning.get().pushIntoFull(statement, join, conditions)
    case 'semi':
    case 'anti':
      return latePlanning.get().pushIntoSemi(statement, join, conditions)
  }
}

/** All tables joined inner at this level share one pool of conditions. */
function pushIntoInner(statement: StatementContext, join: JoinRelation, conditions: Conditions): Relation {
  const members: Relation[] = []
  const pool: LogicalExpression[] = []
  flatten(statement, join, members, pool)
  pool.push(...conditions)
  const all = addImpliedEqualities(pool)
  const produced = members.map(producedColumns)
  const own: LogicalExpression[][] = members.map(() => [])
  const shared: LogicalExpression[] = []
  for (const c of all) {
    const users = produced.map((columns, i) => (usesAny(c, columns) ? i : -1)).filter(i => i >= 0)
    const isSingle = users.length === 1 && !isVolatile(c)
    if (isSingle) own[users[0]].push(c)
    else shared.push(c)
  }
  const pushed = members.map((m, i) => pushConditions(statement, m, own[i]))
  // A member may have become an inner join itself (an outer join that was none): its members join the pool.
  const joined = pushed.reduce((left, right): Relation => ({ kind: 'join', type: 'inner', left, right, condition: null, lateral: false }))
  return withFilter(joined, shared)
}

/** Members and conditions of nested inner joins. Conditions with subqueries are turned into joins on the way. */
function flatten(statement: StatementContext, r: Relation, members: Relation[], pool: LogicalExpression[]): void {
  if (r.kind === 'join' && r.type === 'inner' && !r.lateral) {
    flatten(statement, r.left, members, pool)
    flatten(statement, r.right, members, pool)
    pool.push(...conjunctsOf(r.condition))
  } else if (r.kind === 'filter' && r.input.kind === 'join' && r.input.type === 'inner' && !hasSubquery(r.condition)) {
    flatten(statement, r.input, members, pool)
    pool.push(...conjunctsOf(r.condition))
  } else members.push(r)
}

function pushIntoLeft(statement: StatementContext, join: JoinRelation, conditions: Conditions): Relation {
  const right = producedColumns(join.right)
  if (conditions.some(c => rejectsNulls(c, right))) return pushIntoJoin(statement, { ...join, type: 'inner' }, conditions)
  const { below, above } = split(conditions, c => !isVolatile(c) && !usesAny(c, right))
  const left = producedColumns(join.left)
  const on = split(conjunctsOf(join.condition), c => !isVolatile(c) && !hasSubquery(c) && usesAny(c, right) && !usesAny(c, left))
  // What holds of the join key on the left holds of it on the right.
  const implied = join.lateral ? [] : impliedOnRight(below, on.above, right)
  const pushed: Relation = {
    ...join,
    left: pushConditions(statement, join.left, below),
    right: pushConditions(statement, join.right, [...on.below, ...implied]),
    condition: conjunctionOf(on.above),
  }
  return withFilter(pushed, above)
}

function impliedOnRight(below: Conditions, on: Conditions, right: ReadonlySet<ColumnNumber>): LogicalExpression[] {
  const constants = below.filter(c => c.kind === 'compare' && c.operator === '=')
  return addImpliedEqualities([...constants, ...on]).filter(
    c => !constants.includes(c) && !on.includes(c) && usesOnly(c, right) && usesAny(c, right),
  )
}
