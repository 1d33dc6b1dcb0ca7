// The plan nodes of windows, set operations, WITH, functions in FROM and DISTINCT ON. Comes with the part of rare queries.

import { assert, unreachable } from '../../base/assert.ts'
import type { LogicalExpression, Relation, WindowRelation } from '../bind/relation.ts'
import { mapWindow } from '../bind/relation-tree.ts'
import type { BoundExpression, BoundWindow, SubPlan } from '../bound-expression.ts'
import type { Plan } from '../plan.ts'
import { leaf, needing, noRow } from './build-leaf.ts'
import { Layout, type BuildRequest, type Built, type Frame, type PlanContext } from './plan-context.ts'

type Rare = Extract<
  Relation,
  { kind: 'function' | 'cte scan' | 'window' | 'project set' | 'distinct on' | 'set operation' | 'with' | 'recursive union' }
>

export function buildRare(context: PlanContext, r: Rare, request: BuildRequest): Built {
  switch (r.kind) {
    case 'function': {
      const calls = r.calls.map(call => ({ ...call, args: context.lowerAll(call.args, noRow, request.frame) }))
      return leaf(context, r.columns, columns => ({ kind: 'function scan', calls, withOrdinality: r.withOrdinality, ...columns }), 100)
    }
    case 'cte scan':
      return leaf(context, r.columns, columns => ({ kind: 'cte scan', id: r.table.id, ...columns }), 100)
    case 'window':
      return buildWindow(context, r, request)
    case 'project set':
      return buildProjectSet(context, r, request)
    case 'distinct on': {
      const input = context.build(r.input, needing(request, r.keys))
      const keys = context.lowerAll(r.keys, input.layout, request.frame)
      return {
        ...input,
        plan: { kind: 'distinct on', input: input.plan, keys, output: input.plan.output, rows: Math.max(1, input.plan.rows * 0.5) },
      }
    }
    case 'set operation': {
      const left = context.buildQuery(r.left, request.frame)
      const right = context.buildQuery(r.right, request.frame)
      const rows = r.operator === 'union' ? left.rows + right.rows : left.rows
      const plan: Plan = { kind: 'set operation', operator: r.operator, all: r.all, left, right, output: context.output(r.columns), rows }
      return { plan, layout: new Layout(r.columns), cost: (left.rows + right.rows) * 2, order: [] }
    }
    case 'with': {
      const tables = r.tables.map(table => {
        assert(table.query !== null, 'a common table is bound before it is planned')
        return { id: table.id, plan: context.buildQuery(table.query, request.frame) }
      })
      const body = context.build(r.body, request)
      return { ...body, plan: { kind: 'with', tables, body: body.plan, output: body.plan.output, rows: body.plan.rows } }
    }
    case 'recursive union': {
      const start = context.buildQuery(r.start, request.frame)
      const step = context.buildQuery(r.step, request.frame)
      return leaf(
        context,
        r.columns,
        c => ({ kind: 'recursive union', id: r.working.id, start, step, distinct: r.distinct, ...c }),
        start.rows * 10,
      )
    }
    default:
      return unreachable(r)
  }
}

function buildProjectSet(context: PlanContext, r: Extract<Relation, { kind: 'project set' }>, request: BuildRequest): Built {
  const { frame } = request
  const args = r.sets.flatMap(s => s.args)
  const input = context.build(r.input, needing(request, args, r.sets.map(s => s.column))) // prettier-ignore
  const kept = input.layout.columns.filter(c => request.required.has(c))
  const columns = [...kept, ...r.sets.map(s => s.column)]
  const items = [
    ...kept.map(c => ({ kind: 'scalar' as const, expression: context.lower(context.statement.column(c), input.layout, frame) })),
    ...r.sets.map(s => ({ kind: 'set' as const, function: s.function, args: context.lowerAll(s.args, input.layout, frame) })),
  ]
  const plan: Plan = { kind: 'project set', input: input.plan, items, output: context.output(columns), rows: input.plan.rows * 10 }
  return { plan, layout: new Layout(columns), cost: input.cost + plan.rows, order: [] }
}

function buildWindow(context: PlanContext, r: WindowRelation, request: BuildRequest): Built {
  const { required, frame } = request
  const used = r.functions.map((_, i) => i).filter(i => required.has(r.columns[i]))
  const inputs: LogicalExpression[] = [...r.partitionBy, ...r.orderBy.map(k => k.expression)]
  for (const i of used) {
    mapWindow(r.functions[i], e => {
      inputs.push(e)
      return e
    })
  }
  const input = context.build(r.input, needing(request, used.length === 0 ? [] : inputs, r.columns))
  if (used.length === 0) return input
  const columns = [...input.layout.columns, ...used.map(i => r.columns[i])]
  const plan: Plan = {
    kind: 'window',
    input: input.plan,
    partitionBy: context.lowerAll(r.partitionBy, input.layout, frame),
    orderBy: context.lowerKeys(r.orderBy, input.layout, frame),
    functions: used.map(i => lowerWindow(context, r.functions[i], input.layout, frame)),
    output: context.output(columns),
    rows: input.plan.rows,
  }
  return { plan, layout: new Layout(columns), cost: input.cost + input.plan.rows * 10, order: [] }
}

function lowerWindow(context: PlanContext, w: WindowRelation['functions'][number], layout: Layout, frame: Frame | null): BoundWindow {
  const bound = (b: typeof w.frame.start): BoundWindow['frame']['start'] =>
    'offset' in b ? { kind: b.kind, offset: context.lower(b.offset, layout, frame), add: b.add && withoutSubqueries(b.add) } : b
  return {
    ...w,
    args: context.lowerAll(w.args, layout, frame),
    filter: w.filter && context.lower(w.filter, layout, frame),
    frame: { ...w.frame, start: bound(w.frame.start), end: bound(w.frame.end) },
  }
}

/** `add` has inputs of its own (key, offset), so there is nothing to lower. */
const withoutSubqueries = (e: LogicalExpression): BoundExpression => e as BoundExpression & { subplan?: SubPlan }
