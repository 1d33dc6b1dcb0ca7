// Conditions `EXISTS (…)`, `NOT EXISTS (…)`, `x IN (…)` and, where NULLs cannot matter, `x NOT IN (…)` become semi and
// anti joins: the subquery is read once instead of once a row. Its conditions on outer columns become the join's.

import { sqlTypes } from '../../values/sql-type.ts'
import { collectAllProduced } from '../bind/rare-relation-tree.ts'
import { forEachInputOfQuery, producedColumns } from '../bind/relation-tree.ts'
import type { ColumnNumber, LogicalExpression, LogicalQuery, Relation } from '../bind/relation.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { conjunctionOf, conjunctsOf, isVolatile, usesAny } from './conjuncts.ts'
import { isFullRow } from './null-rejection.ts'

/** `input` joined so that the condition holds, or null when the condition has to stay an expression. */
export function joinSubquery(statement: StatementContext, input: Relation, condition: LogicalExpression): Relation | null {
  const negated = condition.kind === 'not'
  const e = condition.kind === 'not' ? condition.operand : condition
  const outer = producedColumns(input)
  if (e.kind === 'exists') return joinExists(input, e.subplan, outer, negated)
  if (e.kind !== 'quantified subquery') return null
  const isIn = e.quantifier === 'any' && e.operator === '=' && !negated
  const isNotIn = (e.quantifier === 'any' && e.operator === '=' && negated) || (e.quantifier === 'all' && e.operator === '<>' && !negated)
  if (!isIn && !isNotIn) return null
  if (!e.left.some(l => usesAny(l, outer)) || e.left.some(isVolatile)) return null
  if (isNotIn && mayMeetNull(statement, input, e)) return null
  const pulled = pullUp(e.subplan.relation)
  if (pulled === null || isCorrelated(pulled.relation)) return null
  const equalities = equalitiesOf(e)
  const all = [...equalities, ...pulled.conditions]
  return {
    kind: 'join',
    type: isNotIn ? 'anti' : 'semi',
    left: input,
    right: pulled.relation,
    condition: conjunctionOf(all),
    lateral: false,
  }
}

type Quantified = Extract<LogicalExpression, { kind: 'quantified subquery' }>

/** NOT IN is no anti join when a NULL can stand on either side: then it is NULL, not true. */
function mayMeetNull(statement: StatementContext, input: Relation, e: Quantified): boolean {
  if (e.left.some(l => canBeNull(statement, l, input))) return true
  return e.subplan.columns.some(c => canBeNull(statement, statement.column(c), e.subplan.relation))
}

/** The comparison over real columns instead of its own inputs. */
function equalitiesOf(e: Quantified): LogicalExpression[] {
  return conjunctsOf(e.comparison as LogicalExpression).map((c, i): LogicalExpression => {
    const type = c.kind === 'compare' ? c.operandType : c.type
    const right: LogicalExpression = { kind: 'input', type, index: e.subplan.columns[i] }
    return { kind: 'compare', type: sqlTypes.bool, operator: '=', operandType: type, left: e.left[i], right }
  })
}

function joinExists(input: Relation, subquery: LogicalQuery, outer: ReadonlySet<ColumnNumber>, negated: boolean): Relation | null {
  const pulled = pullUp(withoutRowShape(subquery.relation))
  if (pulled === null || pulled.conditions.length === 0 || isCorrelated(pulled.relation)) return null
  // Without an equality every row would be compared with every other: then stopping at the first match is better.
  if (!pulled.conditions.some(c => isEqualityWith(c, outer))) return null
  const condition = conjunctionOf(pulled.conditions)
  return { kind: 'join', type: negated ? 'anti' : 'semi', left: input, right: pulled.relation, condition, lateral: false }
}

function isEqualityWith(c: LogicalExpression, outer: ReadonlySet<ColumnNumber>): boolean {
  return c.kind === 'compare' && c.operator === '=' && usesAny(c.left, outer) !== usesAny(c.right, outer)
}

/** EXISTS asks only whether there is a row: what does not change that is dropped. */
function withoutRowShape(r: Relation): Relation {
  switch (r.kind) {
    case 'project':
    case 'sort':
    case 'distinct':
    case 'distinct on':
      return withoutRowShape(r.input)
    case 'limit': {
      const takesSome = r.limit === null || (r.limit.kind === 'constant' && Number(r.limit.value) > 0)
      return takesSome && r.offset === null && r.withTies === null ? withoutRowShape(r.input) : r
    }
    default:
      return r
  }
}

interface Pulled {
  readonly relation: Relation
  readonly conditions: readonly LogicalExpression[]
}

/** Takes conditions on outer columns out of the relation; null when one of them cannot be taken out. */
export function pullUp(r: Relation): Pulled | null {
  switch (r.kind) {
    case 'filter': {
      const inner = pullUp(r.input)
      if (inner === null) return null
      const own = producedColumns(r.input)
      const conjuncts = conjunctsOf(r.condition)
      const outer = conjuncts.filter(c => usesOthers(c, own))
      if (outer.some(isVolatile)) return null
      const rest = conjunctionOf(conjuncts.filter(c => !outer.includes(c)))
      return {
        relation: rest === null ? inner.relation : { ...r, input: inner.relation, condition: rest },
        conditions: [...inner.conditions, ...outer],
      }
    }
    case 'project': {
      const inner = pullUp(r.input)
      return inner && { relation: { ...r, input: inner.relation }, conditions: inner.conditions }
    }
    case 'sort':
      return pullUp(r.input)
    case 'join': {
      if (r.lateral) return { relation: r, conditions: [] }
      const left = pullUp(r.left)
      const right = r.type === 'inner' ? pullUp(r.right) : { relation: r.right, conditions: [] }
      if (left === null || right === null || (r.type === 'full' && left.conditions.length > 0)) return null
      const own = producedColumns({ ...r, type: 'inner' })
      const conjuncts = conjunctsOf(r.condition)
      const outer = r.type === 'inner' ? conjuncts.filter(c => usesOthers(c, own)) : []
      const condition = conjunctionOf(conjuncts.filter(c => !outer.includes(c)))
      return {
        relation: { ...r, left: left.relation, right: right.relation, condition },
        conditions: [...left.conditions, ...right.conditions, ...outer],
      }
    }
    default:
      return { relation: r, conditions: [] }
  }
}

function usesOthers(c: LogicalExpression, own: ReadonlySet<ColumnNumber>): boolean {
  const inside = columnsWithin(c)
  let others = false
  forEachInputOfQuery({ kind: 'filter', input: emptyRelation, condition: c }, column => {
    others ||= !own.has(column) && !inside.has(column)
  })
  return others
}

const emptyRelation: Relation = { kind: 'values', columns: [], rows: [] }

/** Columns that subqueries inside the expression produce themselves. */
function columnsWithin(c: LogicalExpression): Set<ColumnNumber> {
  const columns = new Set<ColumnNumber>()
  collectAllProduced({ kind: 'filter', input: emptyRelation, condition: c }, columns)
  return columns
}

/** Does the relation still use columns of an enclosing query? */
export function isCorrelated(r: Relation): boolean {
  const produced = new Set<ColumnNumber>()
  collectAllProduced(r, produced)
  let correlated = false
  forEachInputOfQuery(r, column => {
    correlated ||= !produced.has(column)
  })
  return correlated
}

/** Can the expression be NULL in rows of `relation`? false only when it certainly can not. */
export function canBeNull(statement: StatementContext, e: LogicalExpression, relation: Relation): boolean {
  if (e.kind === 'constant') return e.value === null
  if (e.kind === 'cast') return canBeNull(statement, e.operand, relation)
  if (e.kind !== 'input') return true
  const origin = statement.origins[e.index]
  if (origin === undefined) return true
  const column = origin.table.columns[origin.position]
  if (!column.notNull && !origin.table.primaryKey.includes(column.id)) return true
  return !isFullRow(relation, e.index)
}
