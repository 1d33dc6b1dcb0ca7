// One join of two built sides: hash join on equalities, nested loop otherwise, apply for LATERAL and for index lookups.

import type { ColumnNumber, JoinRelation, LogicalExpression, Relation } from '../bind/relation.ts'
import { forEachInput, forEachInputOfQuery, producedColumns } from '../bind/relation-tree.ts'
import type { BoundExpression } from '../bound-expression.ts'
import type { JoinType, Plan } from '../plan.ts'
import { estimateScan } from './access-path.ts'
import { conjunctionOf, conjunctsOf, usesAny } from './conjuncts.ts'
import { distinctOf, selectivity } from './estimate.ts'
import { Frame, Layout, type BuildRequest, type Built, type PlanContext } from './plan-context.ts'

/** A left, full, semi or anti join, or a lateral one of any type. */
export function buildJoin(context: PlanContext, r: JoinRelation, request: BuildRequest): Built {
  const conjuncts = conjunctsOf(r.condition)
  const rightColumns = producedColumns(r.right)
  const required = new Set(request.required)
  for (const c of conjuncts) forEachInput(c, column => required.add(column))
  if (r.lateral) addOuterUses(r.right, rightColumns, required)
  const left = context.build(r.left, { required, frame: request.frame })
  if (r.lateral)
    return buildApply(context, { type: r.type === 'full' ? 'left' : r.type, left, right: r.right, conjuncts, required }, request.frame)
  const lookup = indexLookup(context, r, left, conjuncts)
  if (lookup !== null && r.type !== 'full') {
    return buildApply(context, { type: r.type, left, right: lookup.right, conjuncts: lookup.rest, required }, request.frame)
  }
  const right = context.build(r.right, { required, frame: request.frame })
  return joinBuilt(context, { type: r.type, left, right, conjuncts }, request.frame)
}

/** Columns that the right side takes from outside have to reach the join. */
function addOuterUses(right: Relation, own: ReadonlySet<ColumnNumber>, required: Set<ColumnNumber>): void {
  forEachInputOfQuery(right, column => {
    if (!own.has(column)) required.add(column)
  })
}

interface Lookup {
  /** The right side with the join's equalities as conditions on its keys. */
  readonly right: Relation
  readonly rest: readonly LogicalExpression[]
}

/**
 * For few left rows it is cheaper to look each one's partners up through a key than to read the whole right side.
 */
function indexLookup(context: PlanContext, r: JoinRelation, left: Built, conjuncts: readonly LogicalExpression[]): Lookup | null {
  const { table, own } = tableBelow(r.right)
  if (table === null) return null
  const columns = new Set(table.columns)
  const usable = conjuncts.filter(c => usesAny(c, columns))
  if (usable.length === 0) return null
  const perRow = estimateScan(context.statement, table, [...own, ...usable])
  const whole = estimateScan(context.statement, table, own)
  const total = context.statement.rowCount(table.table.id)
  if (perRow.cost >= total || left.plan.rows * (perRow.cost + 40) >= whole.cost + whole.rows * 3 + left.plan.rows * 2) return null
  const condition = conjunctionOf([...own, ...usable])
  const right: Relation = condition === null ? table : { kind: 'filter', input: table, condition }
  return { right, rest: conjuncts.filter(c => !usable.includes(c)) }
}

function tableBelow(r: Relation): { table: Extract<Relation, { kind: 'table' }> | null; own: LogicalExpression[] } {
  if (r.kind === 'table') return { table: r, own: [] }
  if (r.kind === 'filter' && r.input.kind === 'table') return { table: r.input, own: conjunctsOf(r.condition) }
  return { table: null, own: [] }
}

export interface ApplyParts {
  readonly type: 'inner' | 'left' | 'semi' | 'anti'
  readonly left: Built
  readonly right: Relation
  readonly conjuncts: readonly LogicalExpression[]
  readonly required: ReadonlySet<ColumnNumber>
}

/** Runs the right side for each left row; its references to the left become slots. */
export function buildApply(context: PlanContext, parts: ApplyParts, frame: Frame | null): Built {
  const { type, left, conjuncts } = parts
  const inner = new Frame(frame, left.layout)
  const right = context.build(parts.right, { required: parts.required, frame: inner })
  const both = [...left.layout.columns, ...right.layout.columns]
  const isLeftOnly = type === 'semi' || type === 'anti'
  const layout = isLeftOnly ? left.layout : new Layout(both)
  const condition = conjunctionOf(conjuncts)
  const plan: Plan = {
    kind: 'apply',
    type,
    left: left.plan,
    right: right.plan,
    bindings: inner.bindings,
    condition: condition && context.lower(condition, new Layout(both), frame),
    output: isLeftOnly ? left.plan.output : context.output(both),
    rows: joinRows(type, left.plan.rows, left.plan.rows * right.plan.rows),
  }
  return {
    plan,
    layout,
    cost: left.cost + left.plan.rows * (right.cost + 40),
    order: left.order,
    ...(left.constant && { constant: left.constant }),
  }
}

export interface JoinParts {
  readonly type: JoinType
  readonly left: Built
  readonly right: Built
  readonly conjuncts: readonly LogicalExpression[]
}

/** Joins two built sides. */
export function joinBuilt(context: PlanContext, parts: JoinParts, frame: Frame | null): Built {
  const { type, left, right } = parts
  const { keys, rest } = splitKeys(parts)
  const both = new Layout([...left.layout.columns, ...right.layout.columns])
  const isLeftOnly = type === 'semi' || type === 'anti'
  const layout = isLeftOnly ? left.layout : both
  const condition = conjunctionOf(rest)
  const residual = condition && context.lower(condition, both, frame)
  const output = isLeftOnly ? left.plan.output : context.output(both.columns)
  const product = left.plan.rows * right.plan.rows * rest.reduce((share, c) => share * selectivity(context.statement, c), 1)
  const order = type === 'full' ? [] : left.order
  if (keys.length === 0) {
    const rows = joinRows(type, left.plan.rows, product)
    const plan: Plan = { kind: 'nested loop join', type, left: left.plan, right: right.plan, condition: residual, output, rows }
    return { plan, layout, cost: left.cost + right.cost + left.plan.rows * right.plan.rows, order }
  }
  const matches = keys.reduce((rows, k) => rows / keyDistinct(context, k), product)
  const plan: Plan = {
    kind: 'hash join',
    type,
    left: left.plan,
    right: right.plan,
    leftKeys: keys.map(k => lowerKey(context, k.left, left.layout, frame)),
    rightKeys: keys.map(k => lowerKey(context, k.right, right.layout, frame)),
    nullsEqual: keys[0].nullsEqual,
    residual,
    output,
    rows: joinRows(type, left.plan.rows, matches),
  }
  return { plan, layout, cost: left.cost + right.cost + right.plan.rows * 3 + left.plan.rows * 2, order }
}

const lowerKey = (context: PlanContext, e: LogicalExpression, layout: Layout, frame: Frame | null): BoundExpression =>
  context.lower(e, layout, frame)

function keyDistinct(context: PlanContext, key: JoinKey): number {
  return Math.max(1, distinctOf(context.statement, key.left), distinctOf(context.statement, key.right))
}

function joinRows(type: JoinType, left: number, matches: number): number {
  switch (type) {
    case 'inner':
      return Math.max(1, matches)
    case 'left':
    case 'full':
      return Math.max(1, left, matches)
    case 'semi':
    case 'anti':
      return Math.max(1, left * 0.5)
    case 'right':
      return Math.max(1, matches)
  }
}

interface JoinKey {
  readonly left: LogicalExpression
  readonly right: LogicalExpression
  readonly nullsEqual: boolean
}

/** Equalities between the sides, and everything else. One kind of equality serves: plain `=` first. */
function splitKeys(parts: JoinParts): { readonly keys: readonly JoinKey[]; readonly rest: readonly LogicalExpression[] } {
  const leftColumns = new Set(parts.left.layout.columns)
  const rightColumns = new Set(parts.right.layout.columns)
  const found = parts.conjuncts.map(c => ({ conjunct: c, key: keyOf(c, leftColumns, rightColumns) }))
  const nullsEqual = !found.some(f => f.key !== null && !f.key.nullsEqual)
  const isKey = (f: (typeof found)[number]): boolean => f.key !== null && f.key.nullsEqual === nullsEqual
  return {
    keys: found.filter(isKey).flatMap(f => (f.key === null ? [] : [f.key])),
    rest: found.filter(f => !isKey(f)).map(f => f.conjunct),
  }
}

function keyOf(e: LogicalExpression, left: ReadonlySet<ColumnNumber>, right: ReadonlySet<ColumnNumber>): JoinKey | null {
  const isEquality = e.kind === 'compare' && e.operator === '='
  if (!isEquality && !(e.kind === 'is distinct' && e.negated)) return null
  const nullsEqual = !isEquality
  const from = (side: LogicalExpression, own: ReadonlySet<ColumnNumber>, other: ReadonlySet<ColumnNumber>): boolean =>
    usesAny(side, own) && !usesAny(side, other)
  if (from(e.left, left, right) && from(e.right, right, left)) return { left: e.left, right: e.right, nullsEqual }
  if (from(e.left, right, left) && from(e.right, left, right)) return { left: e.right, right: e.left, nullsEqual }
  return null
}
