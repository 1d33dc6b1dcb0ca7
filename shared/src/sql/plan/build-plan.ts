// Logical relation -> physical plan, bottom-up, one case per kind of relation. Columns nobody reads above are not produced.
// Joins, scans and data changes have files of their own.

import { assert } from '../../base/assert.ts'
import type {
  AggregateRelation,
  ColumnNumber,
  LogicalExpression,
  LogicalQuery,
  LogicalSortKey,
  ProjectRelation,
  Relation,
} from '../bind/relation.ts'
import { mapAggregate } from '../bind/relation-tree.ts'
import type { BoundAggregate, BoundExpression } from '../bound-expression.ts'
import type { LimitCount, Plan } from '../plan.ts'
import { buildScan } from './access-path.ts'
import { leaf, needing, noRow } from './build-leaf.ts'
import { buildChange } from './build-change.ts'
import { buildJoin } from './build-join.ts'
import { conjunctsOf } from './conjuncts.ts'
import { selectivity } from './estimate.ts'
import { latePlanning } from './late-planning.ts'
import { buildInnerJoins } from './order-joins.ts'
import { Layout, type BuildRequest, type Builders, type Built, type Frame, type PlanContext } from './plan-context.ts'
import { satisfies, wantedOrder } from './row-order.ts'

export const builders: Builders = { relation: buildRelation, query: buildQuery }

function buildRelation(context: PlanContext, r: Relation, request: BuildRequest): Built {
  switch (r.kind) {
    case 'table':
      return buildScan(context, { relation: r, conjuncts: [], required: request.required, wanted: request.wanted ?? null }, request.frame)
    case 'filter':
      return buildFilter(context, r, request)
    case 'project':
      return buildProject(context, r, request)
    case 'join':
      return r.type === 'inner' && !r.lateral ? buildInnerJoins(context, r, [], request) : buildJoin(context, r, request)
    case 'values':
      return leaf(
        context,
        r.columns,
        columns => ({ kind: 'values', items: r.rows.map(row => context.lowerAll(row, noRow, request.frame)), ...columns }),
        r.rows.length,
      )
    case 'aggregate':
      return buildAggregate(context, r, request)
    case 'sort':
      return buildSort(context, r, request, null)
    case 'limit':
      return buildLimit(context, r, request)
    default:
      return buildOther(context, r, request)
  }
}

type Common = 'table' | 'filter' | 'project' | 'join' | 'values' | 'aggregate' | 'sort' | 'limit'

function buildOther(context: PlanContext, r: Exclude<Relation, { kind: Common }>, request: BuildRequest): Built {
  switch (r.kind) {
    case 'distinct': {
      const input = exact(context, r.input, r.columns, request.frame)
      const plan: Plan = { kind: 'distinct', input: input.plan, output: input.plan.output, rows: Math.max(1, input.plan.rows * 0.5) }
      return { plan, layout: input.layout, cost: input.cost + input.plan.rows * 2, order: [] }
    }
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return buildChange(context, r, request.frame)
    default:
      return latePlanning.get().buildRare(context, r, request)
  }
}

function buildFilter(context: PlanContext, r: Extract<Relation, { kind: 'filter' }>, request: BuildRequest): Built {
  const conjuncts = conjunctsOf(r.condition)
  if (r.input.kind === 'table')
    return buildScan(context, { relation: r.input, conjuncts, required: request.required, wanted: request.wanted ?? null }, request.frame)
  if (r.input.kind === 'join' && r.input.type === 'inner' && !r.input.lateral) return buildInnerJoins(context, r.input, conjuncts, request)
  const input = context.build(r.input, { ...needing(request, [r.condition]), wanted: request.wanted ?? null })
  const condition = context.lower(r.condition, input.layout, request.frame)
  const rows = Math.max(1, input.plan.rows * selectivity(context.statement, r.condition))
  return {
    ...input,
    cost: input.cost + input.plan.rows * 0.2,
    plan: { kind: 'filter', input: input.plan, condition, output: input.plan.output, rows },
  }
}

/** Passes the required input columns through and computes those new ones that are required. */
function buildProject(context: PlanContext, r: ProjectRelation, request: BuildRequest): Built {
  const { required, frame } = request
  const wanted = r.columns.map((_, i) => i).filter(i => required.has(r.columns[i]))
  const inner = needing(request, wanted.map(i => r.expressions[i]), r.columns) // prettier-ignore
  const input = context.build(r.input, { ...inner, wanted: request.wanted ?? null })
  if (wanted.length === 0) return input
  const kept = input.layout.columns.filter(c => required.has(c))
  const expressions: BoundExpression[] = kept.map(c => context.lower(context.statement.column(c), input.layout, frame))
  for (const i of wanted) expressions.push(context.lower(r.expressions[i], input.layout, frame))
  const columns = [...kept, ...wanted.map(i => r.columns[i])]
  const order = input.order.filter((_, i) => input.order.slice(0, i + 1).every(o => kept.includes(o.column)))
  return { plan: projectOver(input.plan, expressions, context, columns), layout: new Layout(columns), cost: input.cost, order }
}

/** A projection; over a single constant row it becomes that row. */
function projectOver(input: Plan, expressions: readonly BoundExpression[], context: PlanContext, columns: readonly ColumnNumber[]): Plan {
  const output = context.output(columns)
  if (input.kind === 'values' && input.output.length === 0 && input.items.length === 1)
    return { kind: 'values', items: [expressions], output, rows: 1 }
  return { kind: 'project', input, expressions, output, rows: input.rows }
}

function buildAggregate(context: PlanContext, r: AggregateRelation, request: BuildRequest): Built {
  const { required, frame } = request
  const used = r.aggregates.map((_, i) => i).filter(i => required.has(r.aggregateColumns[i]))
  // One row whatever the input: it need not be read.
  if (used.length === 0 && r.groupBy.length === 0 && r.groupingSets === null)
    return leaf(context, [], output => ({ kind: 'values', items: [[]], ...output }), 1)
  const inputs: LogicalExpression[] = [...r.groupBy]
  for (const i of used) collectInputs(r.aggregates[i], inputs)
  const input = context.build(r.input, needing({ required: new Set(), frame }, inputs))
  const groupBy = context.lowerAll(r.groupBy, input.layout, frame)
  const aggregates = used.map(i => lowerAggregate(context, r.aggregates[i], input.layout, frame))
  const columns = [...r.groupColumns, ...used.map(i => r.aggregateColumns[i]), ...r.maskColumns]
  const rows = groupBy.length === 0 ? 1 : Math.max(1, Math.min(input.plan.rows, input.plan.rows * 0.2 + 10))
  const plan: Plan = {
    kind: 'aggregate',
    input: input.plan,
    groupBy,
    groupingSets: r.groupingSets,
    groupingMasks: r.masks,
    aggregates,
    output: context.output(columns),
    rows,
  }
  return { plan, layout: new Layout(columns), cost: input.cost + input.plan.rows * 2, order: [] }
}

function collectInputs(a: AggregateRelation['aggregates'][number], into: LogicalExpression[]): void {
  mapAggregate(a, e => {
    into.push(e)
    return e
  })
}

function lowerAggregate(
  context: PlanContext,
  a: AggregateRelation['aggregates'][number],
  layout: Layout,
  frame: Frame | null,
): BoundAggregate {
  return {
    ...a,
    args: context.lowerAll(a.args, layout, frame),
    orderBy: context.lowerKeys(a.orderBy, layout, frame),
    filter: a.filter && context.lower(a.filter, layout, frame),
  }
}

function buildSort(context: PlanContext, r: Extract<Relation, { kind: 'sort' }>, request: BuildRequest, limit: LimitCount | null): Built {
  const keys = usefulKeys(r.keys)
  const wanted = wantedOrder(keys, limit === null ? null : limitRows(limit))
  const input = context.build(r.input, { ...needing(request, keys.map(k => k.expression)), wanted }) // prettier-ignore
  if (keys.length === 0) return input
  if (wanted !== null && isOrdered(input, wanted.keys)) return input
  const plan: Plan = {
    kind: 'sort',
    input: input.plan,
    keys: context.lowerKeys(keys, input.layout, request.frame),
    limit,
    output: input.plan.output,
    rows: input.plan.rows,
  }
  return { plan, layout: input.layout, cost: input.cost + input.plan.rows * 3, order: wanted?.keys ?? [] }
}

/** Constants order nothing, and a column that comes again orders nothing more. */
function usefulKeys(keys: readonly LogicalSortKey[]): LogicalSortKey[] {
  return keys.filter(({ expression: e }, i) => {
    if (e.kind === 'constant' || e.kind === 'parameter') return false
    return e.kind !== 'input' || !keys.slice(0, i).some(k => k.expression.kind === 'input' && k.expression.index === e.index)
  })
}

function isOrdered(
  input: Built,
  wanted: readonly { readonly column: ColumnNumber; readonly descending: boolean; readonly nullsFirst: boolean | null }[],
): boolean {
  if (input.order.length === 0) return false
  return satisfies(input.order, wanted, input.constant ?? noColumns) === 'forward'
}

const noColumns: ReadonlySet<ColumnNumber> = new Set()

function limitRows({ limit, offset }: LimitCount): number {
  const value = (e: BoundExpression | null): number => (e === null ? 0 : e.kind === 'constant' ? Number(e.value) : 100)
  return value(limit) + value(offset)
}

function buildLimit(context: PlanContext, r: Extract<Relation, { kind: 'limit' }>, request: BuildRequest): Built {
  const { frame } = request
  const limit = r.limit && context.lower(r.limit, noRow, frame)
  const offset = r.offset && context.lower(r.offset, noRow, frame)
  const isPlain = (e: BoundExpression | null): boolean => e === null || e.kind === 'constant' || e.kind === 'parameter'
  const count = limit !== null && r.withTies === null && isPlain(limit) && isPlain(offset) ? { limit, offset } : null
  const input = limitInput(context, r, request, count)
  const withTies = r.withTies && context.lowerKeys(r.withTies, input.layout, frame)
  const rows = count === null ? input.plan.rows : Math.max(1, Math.min(input.plan.rows, limitRows({ limit: count.limit, offset: null })))
  return { ...input, plan: { kind: 'limit', input: input.plan, limit, offset, withTies, output: input.plan.output, rows } }
}

/** A sort below, even under a projection, keeps only as many rows as are taken. */
function limitInput(context: PlanContext, r: Extract<Relation, { kind: 'limit' }>, request: BuildRequest, count: LimitCount | null): Built {
  const needs = needing(request, (r.withTies ?? []).map(k => k.expression)) // prettier-ignore
  return r.input.kind === 'sort' ? buildSort(context, r.input, needs, count) : context.build(r.input, needs)
}

/** Plans to exactly these columns, in this order. */
function exact(context: PlanContext, relation: Relation, columns: readonly ColumnNumber[], frame: Frame | null): Built {
  const built = context.build(relation, { required: new Set(columns), frame })
  const { layout, plan } = built
  if (layout.columns.length === columns.length && layout.columns.every((c, i) => c === columns[i])) return built
  const positions = columns.map(c => layout.position(c))
  assert(positions.every(p => p >= 0) || frame !== null, 'a query produces its columns')
  const lowered = columns.map(c => context.lower(context.statement.column(c), layout, frame))
  const order = built.order.slice(0, built.order.findIndex(o => !columns.includes(o.column)) >>> 0)
  const reordered = plan.kind === 'project' && lowered.every(e => e.kind === 'input') ? reorder(plan, positions, context, columns) : null
  return { ...built, layout: new Layout(columns), order, plan: reordered ?? projectOver(plan, lowered, context, columns) }
}

/** A projection over a projection is one projection. */
function reorder(
  plan: Extract<Plan, { kind: 'project' }>,
  positions: readonly number[],
  context: PlanContext,
  columns: readonly ColumnNumber[],
): Plan {
  return { ...plan, expressions: positions.map(p => plan.expressions[p]), output: context.output(columns) }
}

function buildQuery(context: PlanContext, query: LogicalQuery, frame: Frame | null): Plan {
  return exact(context, query.relation, query.columns, frame).plan
}
