// Scalar subqueries that aggregate over rows equal to an outer column, `(SELECT count(*) FROM t WHERE t.a = o.a)`, become a
// left join with the aggregation grouped by that column: one pass instead of one run for each outer row.

import type { AggregateRelation, ColumnNumber, LogicalExpression, Relation } from '../bind/relation.ts'
import { mapChildren } from '../bind/expression-tree.ts'
import { producedColumns } from '../bind/relation-tree.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { conjunctionOf, hasSubquery, isVolatile, usesAny } from './conjuncts.ts'
import { estimateRelation } from './estimate-relation.ts'
import { isCorrelated, pullUp } from './unnest-subqueries.ts'

export interface Unnested {
  readonly relation: Relation
  readonly expressions: readonly LogicalExpression[]
}

/** Replaces such subqueries in `expressions` by columns of a join with `input`. */
export function unnestAggregates(statement: StatementContext, input: Relation, expressions: readonly LogicalExpression[]): Unnested {
  let relation = input
  const outer = producedColumns(input)
  const rewrite = (e: LogicalExpression): LogicalExpression => {
    if (e.kind !== 'scalar subquery') return mayEvaluateLess(e) ? e : mapChildren(e, rewrite)
    const found = groupedSubquery(statement, e, { relation: input, columns: outer })
    if (found === null) return e
    relation = { kind: 'join', type: 'left', left: relation, right: found.right, condition: found.condition, lateral: false }
    return found.value
  }
  return { expressions: expressions.map(rewrite), relation }
}

/** Inside CASE and COALESCE a subquery may never be needed. */
const mayEvaluateLess = (e: LogicalExpression): boolean => e.kind === 'case' || e.kind === 'coalesce'

interface Outer {
  readonly relation: Relation
  readonly columns: ReadonlySet<ColumnNumber>
}

/** For few outer rows it is cheaper to run the subquery for each of them, above all when a key finds its rows. */
function paysToRepeat(
  statement: StatementContext,
  work: { readonly outer: Relation; readonly subquery: Relation; readonly source: Relation },
): boolean {
  const once = estimateRelation(statement, work.source)
  const each = estimateRelation(statement, work.subquery)
  const { rows } = estimateRelation(statement, work.outer)
  return rows * (each.cost + 60) < once.cost + once.rows * 4 + rows * 3
}

interface Grouped {
  readonly right: Relation
  readonly condition: LogicalExpression
  readonly value: LogicalExpression
}

function groupedSubquery(
  statement: StatementContext,
  e: Extract<LogicalExpression, { kind: 'scalar subquery' }>,
  { relation: input, columns: outer }: Outer,
): Grouped | null {
  const [column] = e.subplan.columns
  const shape = shapeOf(e.subplan.relation, column)
  if (shape === null) return null
  const { aggregate, result } = shape
  const pulled = pullUp(aggregate.input)
  if (pulled === null || pulled.conditions.length === 0 || isCorrelated(pulled.relation)) return null
  if (paysToRepeat(statement, { outer: input, subquery: e.subplan.relation, source: pulled.relation })) return null
  const inner = producedColumns(pulled.relation)
  const keys = pulled.conditions.map(c => keyOf(c, inner, outer))
  if (keys.some(k => k === null)) return null
  const groupBy = keys.flatMap(k => (k === null ? [] : [k.inner]))
  const groupColumns = groupBy.map(g => statement.addColumn('group', g.type))
  const grouped: AggregateRelation = { ...aggregate, input: pulled.relation, groupBy, groupColumns }
  if (isCorrelated(grouped)) return null
  const conditions = keys.flatMap((k, i): LogicalExpression[] =>
    k === null ? [] : [{ ...k.comparison, left: k.outer, right: { kind: 'input', type: k.inner.type, index: groupColumns[i] } }],
  )
  const condition = conjunctionOf(conditions)
  if (condition === null) return null
  const right: Relation = { kind: 'project', input: grouped, columns: [column], expressions: [result] }
  return { right, condition, value: withDefault(statement, { kind: 'input', type: e.type, index: column }, aggregate, result) }
}

interface Shape {
  readonly aggregate: AggregateRelation
  /** The subquery's value over the aggregation's output. */
  readonly result: LogicalExpression
}

/** An aggregation without groups, perhaps under a projection that yields NULL (or is count itself) for no rows. */
function shapeOf(r: Relation, column: ColumnNumber): Shape | null {
  if (r.kind === 'aggregate') {
    if (!isPlain(r)) return null
    const position = r.aggregateColumns.indexOf(column)
    return position < 0 ? null : { aggregate: r, result: { kind: 'input', type: r.aggregates[position].type, index: column } }
  }
  if (r.kind !== 'project' || r.input.kind !== 'aggregate' || !isPlain(r.input)) return null
  const position = r.columns.indexOf(column)
  if (position < 0 || r.columns.length !== 1 || isVolatile(r.expressions[position]) || hasSubquery(r.expressions[position])) return null
  // An expression over several aggregates has some value for no rows; only the bare aggregate's is known.
  const [expression] = r.expressions
  return isNullForNoRows(expression, r.input) ? { aggregate: r.input, result: expression } : null
}

function isPlain(r: AggregateRelation): boolean {
  return r.groupBy.length === 0 && r.groupingSets === null && r.maskColumns.length === 0
}

/** Strict operations over aggregates that are NULL for no rows. */
function isNullForNoRows(e: LogicalExpression, r: AggregateRelation): boolean {
  switch (e.kind) {
    case 'input': {
      const position = r.aggregateColumns.indexOf(e.index)
      return position >= 0 && nullForNoRows.has(r.aggregates[position].function.name)
    }
    case 'arithmetic':
    case 'compare':
      return isNullForNoRows(e.left, r) || isNullForNoRows(e.right, r)
    case 'cast':
      return isNullForNoRows(e.operand, r)
    case 'call':
      return e.function.strict && e.args.some(a => isNullForNoRows(a, r))
    default:
      return false
  }
}

const nullForNoRows: ReadonlySet<string> = new Set(['sum', 'avg', 'min', 'max', 'string_agg', 'array_agg', 'bool_and', 'bool_or', 'every'])

/** count is 0 where the join finds no group. */
function withDefault(
  statement: StatementContext,
  value: LogicalExpression,
  r: AggregateRelation,
  result: LogicalExpression,
): LogicalExpression {
  if (result.kind !== 'input') return value
  const position = r.aggregateColumns.indexOf(result.index)
  const { name } = r.aggregates[position].function
  if (name !== 'count') return value
  return { kind: 'coalesce', type: value.type, operands: [value, { kind: 'constant', type: statement.types[result.index], value: 0 }] }
}

interface Key {
  readonly comparison: Extract<LogicalExpression, { kind: 'compare' }>
  readonly inner: LogicalExpression
  readonly outer: LogicalExpression
}

function keyOf(c: LogicalExpression, inner: ReadonlySet<ColumnNumber>, outer: ReadonlySet<ColumnNumber>): Key | null {
  if (c.kind !== 'compare' || c.operator !== '=') return null
  const isInner = (e: LogicalExpression): boolean => usesAny(e, inner) && !usesAny(e, outer)
  const isOuter = (e: LogicalExpression): boolean => usesAny(e, outer) && !usesAny(e, inner)
  if (isInner(c.left) && isOuter(c.right)) return { comparison: c, inner: c.left, outer: c.right }
  return isInner(c.right) && isOuter(c.left) ? { comparison: c, inner: c.right, outer: c.left } : null
}
