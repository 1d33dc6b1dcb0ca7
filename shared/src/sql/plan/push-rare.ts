// Conditions moved into set operations, windows and common tables, and through the rarer joins: semi and anti joins, which subqueries
// become, full and lateral ones. Part of rare queries.

import { unreachable } from '../../base/assert.ts'
import { mapDeep, producedColumns } from '../bind/relation-tree.ts'
import type { ColumnNumber, JoinRelation, LogicalExpression, Relation, SetOperationRelation } from '../bind/relation.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { conjunctionOf, conjunctsOf, isVolatile, usesAny } from './conjuncts.ts'
import { rejectsNulls } from './null-rejection.ts'
import { type Conditions, isMovable, pushConditions, pushFilter, pushIntoJoin, split, withFilter } from './push-conditions.ts'

function pushIntoSetOperation(statement: StatementContext, relation: SetOperationRelation, conditions: Conditions): Relation {
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

function pushInTables(statement: StatementContext, relation: Extract<Relation, { kind: 'with' }>): void {
  for (const table of relation.tables) {
    if (table.query !== null) table.query = { ...table.query, relation: pushConditions(statement, table.query.relation, []) }
  }
}

/** Of the columns that `input` produces, the condition uses only `allowed`. */
function usesOnlyOf(c: LogicalExpression, allowed: ReadonlySet<ColumnNumber>, input: Relation): boolean {
  const others = producedColumns(input)
  for (const column of allowed) others.delete(column)
  return !usesAny(c, others)
}

export function pushIntoLateral(statement: StatementContext, join: JoinRelation, conditions: Conditions): Relation {
  const right = producedColumns(join.right)
  const all = [...conjunctsOf(join.condition), ...conditions]
  const { below, above } = split(all, c => !isVolatile(c) && !usesAny(c, right))
  return {
    ...join,
    left: pushConditions(statement, join.left, below),
    right: pushConditions(statement, join.right, []),
    condition: conjunctionOf(above),
  }
}

export function pushIntoFull(statement: StatementContext, join: JoinRelation, conditions: Conditions): Relation {
  const left = producedColumns(join.left)
  const right = producedColumns(join.right)
  const hasLeft = conditions.some(c => rejectsNulls(c, left))
  const hasRight = conditions.some(c => rejectsNulls(c, right))
  if (hasLeft && hasRight) return pushIntoJoin(statement, { ...join, type: 'inner' }, conditions)
  if (hasLeft) return pushIntoJoin(statement, { ...join, type: 'left' }, conditions)
  if (hasRight) return pushIntoJoin(statement, { ...join, type: 'left', left: join.right, right: join.left }, conditions)
  return withFilter(
    { ...join, left: pushConditions(statement, join.left, []), right: pushConditions(statement, join.right, []) },
    conditions,
  )
}

type Rare = Extract<Relation, { kind: 'set operation' | 'distinct on' | 'window' | 'project set' | 'with' }>

export function pushIntoRare(statement: StatementContext, relation: Rare, conditions: Conditions): Relation {
  switch (relation.kind) {
    case 'set operation':
      return pushIntoSetOperation(statement, relation, conditions)
    case 'distinct on':
    case 'window': {
      const keys = new Set(
        (relation.kind === 'window' ? relation.partitionBy : relation.keys).flatMap(e => (e.kind === 'input' ? [e.index] : [])),
      )
      // What the windows compute exists only above.
      const computed = new Set(relation.kind === 'window' ? relation.columns : [])
      const isAboutKeys = (c: LogicalExpression): boolean =>
        usesAny(c, keys) && !usesAny(c, computed) && usesOnlyOf(c, keys, relation.input)
      const { below, above } = split(conditions, c => isMovable(c) && isAboutKeys(c))
      return withFilter({ ...relation, input: pushConditions(statement, relation.input, below) }, above)
    }
    case 'project set': {
      const sets = new Set(relation.sets.map(s => s.column))
      const { below, above } = split(conditions, c => isMovable(c) && !usesAny(c, sets))
      return withFilter({ ...relation, input: pushConditions(statement, relation.input, below) }, above)
    }
    case 'with': {
      pushInTables(statement, relation)
      return { ...relation, body: pushConditions(statement, relation.body, conditions) }
    }
    default:
      return unreachable(relation)
  }
}
