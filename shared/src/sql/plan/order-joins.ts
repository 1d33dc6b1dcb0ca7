// Inner joins: all tables that are joined inner are collected with all conditions between them, and put in the order that
// is estimated cheapest: dynamic programming over left-deep orders for few, greedily for many.

import { forEachInput, forEachProduced } from '../bind/relation-tree.ts'
import type { ColumnNumber, JoinRelation, LogicalExpression, Relation } from '../bind/relation.ts'
import { estimateScan } from './access-path.ts'
import { buildApply, joinBuilt } from './build-join.ts'
import { conjunctionOf, conjunctsOf } from './conjuncts.ts'
import { distinctOf, selectivity } from './estimate.ts'
import { latePlanning } from './late-planning.ts'
import type { BuildRequest, Built, PlanContext } from './plan-context.ts'

/** Up to this many tables every left-deep order is considered. */
const exhaustiveTables = 8

export interface Member {
  readonly relation: Relation
  readonly rows: number
  readonly cost: number
  built: Built | null
}

/** A condition and the members (by number) that it connects. */
export interface Edge {
  readonly conjunct: LogicalExpression
  readonly members: readonly number[]
  /** Rows of the product that it keeps. */
  readonly share: number
  readonly isEquality: boolean
}

/** Plans a tree of inner joins under `conjuncts`. */
export function buildInnerJoins(
  context: PlanContext,
  join: JoinRelation,
  conjuncts: readonly LogicalExpression[],
  request: BuildRequest,
): Built {
  const relations: Relation[] = []
  const conditions: LogicalExpression[] = []
  flatten(join, relations, conditions)
  conditions.push(...conjuncts)
  const required = new Set(request.required)
  for (const c of conditions) forEachInput(c, column => required.add(column))
  const memberOf = new Map<ColumnNumber, number>()
  relations.forEach((r, i) => forEachProduced(r, column => memberOf.set(column, i)))
  const inner: BuildRequest = { required, frame: request.frame }
  const members = relations.map(r => memberFor(context, r, inner))
  const edges = conditions.map(c => edgeOf(context, c, memberOf))
  const order = members.length <= exhaustiveTables ? bestOrder(members, edges) : latePlanning.get().greedyOrder(members, edges)
  return joinInOrder(context, { members, edges, order, memberOf }, inner)
}

/** Members in the order in which they are written, and the conditions of all joins. */
function flatten(r: Relation, relations: Relation[], conditions: LogicalExpression[]): void {
  if (r.kind === 'join' && r.type === 'inner' && !r.lateral) {
    flatten(r.left, relations, conditions)
    flatten(r.right, relations, conditions)
    conditions.push(...conjunctsOf(r.condition))
  } else if (r.kind === 'filter' && r.input.kind === 'join' && r.input.type === 'inner' && !r.input.lateral) {
    flatten(r.input, relations, conditions)
    conditions.push(...conjunctsOf(r.condition))
  } else relations.push(r)
}

/** Tables are estimated without being built: how they are read depends on the order. */
function memberFor(context: PlanContext, relation: Relation, request: BuildRequest): Member {
  const table = tableOf(relation)
  if (table !== null) return { relation, ...estimateScan(context.statement, table.table, table.own), built: null }
  const built = context.build(relation, request)
  return { relation, rows: built.plan.rows, cost: built.cost, built }
}

function tableOf(r: Relation): { readonly table: Extract<Relation, { kind: 'table' }>; readonly own: readonly LogicalExpression[] } | null {
  if (r.kind === 'table') return { table: r, own: [] }
  return r.kind === 'filter' && r.input.kind === 'table' ? { table: r.input, own: conjunctsOf(r.condition) } : null
}

function edgeOf(context: PlanContext, conjunct: LogicalExpression, memberOf: ReadonlyMap<ColumnNumber, number>): Edge {
  const members = new Set<number>()
  forEachInput(conjunct, column => {
    const member = memberOf.get(column)
    if (member !== undefined) members.add(member)
  })
  const isEquality = conjunct.kind === 'compare' && conjunct.operator === '='
  const share =
    isEquality && members.size > 1
      ? 1 / Math.max(1, distinctOf(context.statement, conjunct.left), distinctOf(context.statement, conjunct.right))
      : selectivity(context.statement, conjunct)
  return { conjunct, members: [...members], share, isEquality }
}

export interface Step {
  readonly order: readonly number[]
  readonly rows: number
  readonly cost: number
}

/** The cheapest left-deep order, by the sum of intermediate rows and of what is read. */
function bestOrder(members: readonly Member[], edges: readonly Edge[]): readonly number[] {
  const count = members.length
  const best = new Map<number, Step>()
  members.forEach((m, i) => best.set(1 << i, { order: [i], rows: m.rows, cost: m.cost }))
  for (let size = 1; size < count; size++) {
    for (const [set, step] of [...best]) {
      if (step.order.length !== size) continue
      const connected = members.map((_, i) => i).filter(i => (set & (1 << i)) === 0 && edges.some(e => joins(e, step.order, i)))
      const next = connected.length > 0 ? connected : members.map((_, i) => i).filter(i => (set & (1 << i)) === 0)
      for (const i of next) {
        const extended = extend(step, i, members, edges)
        const known = best.get(set | (1 << i))
        if (known === undefined || extended.cost < known.cost) best.set(set | (1 << i), extended)
      }
    }
  }
  return best.get((1 << count) - 1)?.order ?? members.map((_, i) => i)
}

/** Connects member `i` with those that are joined already, and with no other. */
export function joins(edge: Edge, joined: readonly number[], i: number): boolean {
  return edge.isEquality && edge.members.length > 1 && edge.members.includes(i) && edge.members.every(m => m === i || joined.includes(m))
}

export function extend(step: Step, i: number, members: readonly Member[], edges: readonly Edge[]): Step {
  const member = members[i]
  let share = 1
  let isConnected = false
  for (const edge of edges) {
    if (edge.members.length < 2 || !edge.members.includes(i) || !edge.members.every(m => m === i || step.order.includes(m))) continue
    share *= edge.share
    isConnected ||= edge.isEquality
  }
  const rows = Math.max(1, step.rows * member.rows * share)
  const hashed = member.cost + member.rows * 3 + step.rows * 2
  // With a key to look up by, few left rows do not pay for reading the whole member.
  const lookedUp = step.rows * 80 + rows
  const cost = isConnected ? Math.min(hashed, lookedUp) : member.cost + step.rows * member.rows
  return { order: [...step.order, i], rows, cost: step.cost + cost + rows }
}

interface Ordered {
  readonly members: readonly Member[]
  readonly edges: readonly Edge[]
  readonly order: readonly number[]
  readonly memberOf: ReadonlyMap<ColumnNumber, number>
}

function joinInOrder(context: PlanContext, plan: Ordered, request: BuildRequest): Built {
  const { members, edges, order } = plan
  const used = new Set<Edge>()
  const joined = new Set<number>([order[0]])
  let built = buildMember(context, members[order[0]], takeEdges(edges, joined, used), request)
  for (const i of order.slice(1)) {
    joined.add(i)
    built = addMember(context, built, members[i], { conjuncts: takeEdges(edges, joined, used), request })
  }
  return built
}

/** Conditions whose members are all joined now. */
function takeEdges(edges: readonly Edge[], joined: ReadonlySet<number>, used: Set<Edge>): LogicalExpression[] {
  const ready = edges.filter(e => !used.has(e) && e.members.every(m => joined.has(m)))
  for (const edge of ready) used.add(edge)
  return ready.map(e => e.conjunct)
}

function buildMember(context: PlanContext, member: Member, extra: readonly LogicalExpression[], request: BuildRequest): Built {
  const condition = conjunctionOf(extra)
  if (condition === null) return member.built ?? context.build(member.relation, request)
  return context.build({ kind: 'filter', input: member.relation, condition }, request)
}

/** Joins one more member: by lookups when that is cheaper, else by hashing the smaller side. */
function addMember(
  context: PlanContext,
  left: Built,
  member: Member,
  step: { readonly conjuncts: readonly LogicalExpression[]; readonly request: BuildRequest },
): Built {
  const { conjuncts, request } = step
  const lookup = lookupOf(context, left, member, conjuncts)
  if (lookup !== null) {
    return buildApply(context, { type: 'inner', left, right: lookup, conjuncts: [], required: request.required }, request.frame)
  }
  const right = member.built ?? context.build(member.relation, request)
  const isSwapped = right.plan.rows > left.plan.rows * 1.5
  return joinBuilt(context, { type: 'inner', left: isSwapped ? right : left, right: isSwapped ? left : right, conjuncts }, request.frame)
}

function lookupOf(context: PlanContext, left: Built, member: Member, conjuncts: readonly LogicalExpression[]): Relation | null {
  const table = tableOf(member.relation)
  if (table === null || conjuncts.length === 0) return null
  const all = [...table.own, ...conjuncts]
  const perRow = estimateScan(context.statement, table.table, all)
  const total = context.statement.rowCount(table.table.table.id)
  if (perRow.cost >= total || left.plan.rows * (perRow.cost + 40) >= member.cost + member.rows * 3 + left.plan.rows * 2) return null
  const condition = conjunctionOf(all)
  return condition === null ? null : { kind: 'filter', input: table.table, condition }
}
