// Walks plans for what a subplan depends on: slots set outside of it, common tables, volatile functions.
// Decides what may be remembered between runs. Used when a plan is built, never while it runs.

import type { BoundExpression, SortKey, SubPlan } from '../sql/bound-expression.ts'
import type { BoundAssignment, BoundCheck, Plan, ScanBound } from '../sql/plan.ts'
import { latePlanFacts } from './late-plan-facts.ts'
import { childrenOf } from './needed-columns.ts'

export interface PlanFacts {
  /** Slots that the plan reads and something outside of it sets, ascending. */
  readonly freeSlots: readonly number[]
  /** Reads a common table that is defined outside. */
  readonly readsOuterTables: boolean
  /** Calls a volatile function, or changes rows: two runs may differ. */
  readonly isVolatile: boolean
  /** Holds an INSERT, UPDATE, DELETE or MERGE. */
  readonly changesRows: boolean
  /** Every scan looks up equal keys: starting over costs no more than a few pages. */
  readonly isLookup: boolean
}

interface Walk {
  readonly read: Set<number>
  readonly bound: Set<number>
  readonly tablesRead: Set<number>
  readonly tablesMade: Set<number>
  isVolatile: boolean
  changesRows: boolean
  isLookup: boolean
}

export function planFacts(plan: Plan): PlanFacts {
  const walk: Walk = {
    read: new Set(),
    bound: new Set(),
    tablesRead: new Set(),
    tablesMade: new Set(),
    isVolatile: false,
    changesRows: false,
    isLookup: true,
  }
  visitPlan(plan, walk)
  return {
    freeSlots: [...walk.read].filter(slot => !walk.bound.has(slot)).sort((a, b) => a - b),
    readsOuterTables: [...walk.tablesRead].some(id => !walk.tablesMade.has(id)),
    isVolatile: walk.isVolatile,
    changesRows: walk.changesRows,
    isLookup: walk.isLookup,
  }
}

/** Does the plan give the same rows however often it runs within one execution? Then what was made of them may be kept. */
export function isRepeatable(plan: Plan): boolean {
  const { freeSlots, readsOuterTables, isVolatile } = planFacts(plan)
  return freeSlots.length === 0 && !readsOuterTables && !isVolatile
}

/** Is there a data change anywhere below the root? A statement whose root is its only change reads all before it writes. */
export function readsWhileWriting(plan: Plan): boolean {
  return inputPlans(plan).some(input => planFacts(input).changesRows)
}

function visitPlan(plan: Plan, walk: Walk): void {
  if (plan.kind === 'cte scan') walk.tablesRead.add(plan.id)
  else if (plan.kind === 'with') for (const table of plan.tables) walk.tablesMade.add(table.id)
  else if (plan.kind === 'recursive union') walk.tablesMade.add(plan.id)
  else if (plan.kind === 'apply') for (const binding of plan.bindings) walk.bound.add(binding.slot)
  else if (plan.kind === 'insert' || plan.kind === 'update' || plan.kind === 'delete' || plan.kind === 'merge')
    walk.changesRows = walk.isVolatile = true
  else if ((plan.kind === 'table scan' || plan.kind === 'index scan') && !hasEqualKeys(plan.bounds)) walk.isLookup = false
  if ((plan.kind === 'function scan' || plan.kind === 'project set') && latePlanFacts.get().callsVolatileTable(plan)) walk.isVolatile = true
  for (const expression of expressionsOf(plan)) if (expression !== null) visitExpression(expression, walk)
  for (const input of inputPlans(plan)) visitPlan(input, walk)
}

function hasEqualKeys(bounds: readonly ScanBound[] | null): boolean {
  return bounds !== null && bounds.every(bound => bound.equal.length > 0)
}

function visitExpression(expression: BoundExpression, walk: Walk): void {
  if (expression.kind === 'correlation') walk.read.add(expression.slot)
  else if (expression.kind === 'call') walk.isVolatile ||= expression.function.volatility === 'volatile'
  const subplan = subplanOf(expression)
  if (subplan !== null) {
    for (const binding of subplan.bindings) walk.bound.add(binding.slot)
    visitPlan(subplan.plan, walk)
  }
  if (expression.kind === 'quantified subquery' || expression.kind === 'quantified array') visitExpression(expression.comparison, walk)
  for (const child of childrenOf(expression)) visitExpression(child, walk)
}

export function subplanOf(expression: BoundExpression): SubPlan | null {
  return 'subplan' in expression ? expression.subplan : null
}

/** The node's own inputs, expressions' subplans apart. */
export function inputPlans(plan: Plan): readonly Plan[] {
  if ('input' in plan) return [plan.input]
  if ('left' in plan) return [plan.left, plan.right]
  if ('source' in plan) return [plan.source]
  if (plan.kind === 'with') return [...plan.tables.map(table => table.plan), plan.body]
  return plan.kind === 'recursive union' ? [plan.start, plan.step] : []
}

/** Every expression that the node itself evaluates. */
export function expressionsOf(plan: Plan): readonly (BoundExpression | null)[] {
  switch (plan.kind) {
    case 'table scan':
    case 'index scan':
      return [...(plan.bounds ?? []).flatMap(boundExpressions), plan.filter] // prettier-ignore
    case 'values':
      return plan.items.flat()
    case 'filter':
      return [plan.condition]
    case 'project':
      return plan.expressions
    case 'hash join':
      return [...plan.leftKeys, ...plan.rightKeys, plan.residual]
    case 'nested loop join':
      return [plan.condition]
    case 'apply':
      return [...plan.bindings.map(binding => binding.value), plan.condition]
    case 'aggregate':
      return [...plan.groupBy, ...plan.aggregates.flatMap(a => [...a.args, ...sortExpressions(a.orderBy), a.filter])]
    case 'sort':
      return [...sortExpressions(plan.keys), plan.limit?.limit ?? null, plan.limit?.offset ?? null]
    case 'limit':
      return [plan.limit, plan.offset, ...sortExpressions(plan.withTies ?? [])]
    case 'distinct':
      return []
    case 'insert':
    case 'update':
    case 'delete':
      return changeExpressions(plan) // prettier-ignore
    default:
      return latePlanFacts.get().rareExpressions(plan)
  }
}

function changeExpressions(plan: Extract<Plan, { kind: 'insert' | 'update' | 'delete' }>): (BoundExpression | null)[] {
  switch (plan.kind) {
    case 'insert': {
      const update = plan.onConflict?.update ?? null
      const onConflict = update === null ? [] : [...assigned(update.assignments), ...assigned(update.generated ?? []), update.where]
      return [...plan.rowExpressions, ...conditions(plan.checks), ...onConflict, ...(plan.returning ?? [])]
    }
    case 'update':
      return [...assigned(plan.assignments), ...assigned(plan.generated), ...conditions(plan.checks), ...(plan.returning ?? [])]
    case 'delete':
      return [...(plan.returning ?? [])]
  }
}

export const assigned = (assignments: readonly BoundAssignment[]): BoundExpression[] => assignments.map(assignment => assignment.value)

export const conditions = (checks: readonly BoundCheck[]): BoundExpression[] => checks.map(check => check.condition)

export const sortExpressions = (keys: readonly SortKey[]): BoundExpression[] => keys.map(key => key.expression)

export function boundExpressions(bound: ScanBound): BoundExpression[] {
  return [...bound.equal, ...[bound.lower, bound.upper].flatMap(side => (side === null ? [] : [side.value]))]
}
