// Plan -> Operator: one exhaustive switch. `needed` says which output columns the parent reads; scans skip the others.

import type { BoundExpression } from '../sql/bound-expression.ts'
import type { Plan } from '../sql/plan.ts'
import type { ChangeCounter, ChangeOperator } from './dml/change-operator.ts'
import { createInsert } from './dml/insert.ts'
import { createDelete, createUpdate } from './dml/update-delete.ts'
import type { CompileScope } from './expression/evaluate.ts'
import { lateOperators } from './late-operators.ts'
import { type NeededColumns, markInputs, neededBy } from './needed-columns.ts'
import type { Operator } from './operator.ts'
import { Aggregate } from './operators/aggregate.ts'
import { Apply } from './operators/apply.ts'
import { Distinct } from './operators/distinct.ts'
import { Filter } from './operators/filter.ts'
import { HashJoin } from './operators/hash-join.ts'
import { IndexScan } from './operators/index-scan.ts'
import { Limit } from './operators/limit.ts'
import { Project } from './operators/project.ts'
import { Sort } from './operators/sort.ts'
import { TableScan } from './operators/table-scan.ts'
import { Values } from './operators/values.ts'
import { expressionsOf } from './plan-facts.ts'

/** The root of a statement, and the counter of the rows that it changes. */
export interface BuiltStatement {
  readonly operator: Operator
  /** null: the statement changes nothing itself. */
  readonly counter: ChangeCounter | null
}

export function buildStatement(plan: Plan, scope: CompileScope): BuiltStatement {
  let counter: ChangeCounter | null = null
  const root = rootOf(plan)
  const operator = build(plan, scope, null, made => {
    if (made.plan === root) counter = made.operator
  })
  return { operator, counter }
}

/** The node whose changes the command tag counts: common tables' own changes do not. */
export function rootOf(plan: Plan): Plan {
  return plan.kind === 'with' ? rootOf(plan.body) : plan
}

export function buildOperator(plan: Plan, scope: CompileScope): Operator {
  return build(plan, scope, null, () => {})
}

export type OnChange = (made: { readonly plan: Plan; readonly operator: ChangeOperator<never> | ChangeCounter }) => void

export function build(plan: Plan, scope: CompileScope, needed: NeededColumns | null, onChange: OnChange): Operator {
  const input = (child: Plan, columns: NeededColumns | null = null): Operator => build(child, scope, columns, onChange)
  switch (plan.kind) {
    case 'table scan':
      return new TableScan(plan, scope, needed)
    case 'index scan':
      return new IndexScan(plan, scope, needed)
    case 'values':
      return new Values(plan.items, plan.output, scope)
    case 'filter':
      return new Filter(input(plan.input, alsoNeeded(plan, needed)), plan.condition, scope)
    case 'project':
      return new Project(input(plan.input, ownNeeds(plan, plan.input)), plan.expressions, plan.output, scope, needed)
    case 'aggregate':
      return new Aggregate(plan, input(plan.input, ownNeeds(plan, plan.input)), scope)
    case 'sort':
      return new Sort(plan, input(plan.input, alsoNeeded(plan, needed)), scope, needed)
    case 'limit':
      return new Limit(
        plan,
        input(plan.input, alsoNeeded(plan, needed)),
        scope,
        plan.withTies && lateOperators.get().compileTies(plan.withTies, scope),
      )
    case 'distinct':
      return new Distinct(input(plan.input), plan.output)
    case 'hash join':
    case 'nested loop join':
    case 'apply':
      return buildJoin(plan, scope, needed, onChange) // prettier-ignore
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return buildChange(plan, scope, onChange) // prettier-ignore
    default:
      return lateOperators.get().createRare(plan, scope, needed, onChange)
  }
}

/** Columns of the input that the node itself reads, for nodes that compute all of their output. */
export function ownNeeds(plan: Plan, input: Plan): NeededColumns {
  return neededBy(input.output.length, expressionsOf(plan))
}

/** For nodes that pass their input's columns through: what the parent needs and what they read themselves. */
export function alsoNeeded(
  plan: Extract<Plan, { kind: 'filter' | 'sort' | 'limit' | 'distinct on' }>,
  needed: NeededColumns | null,
): NeededColumns | null {
  if (needed === null) return null
  const all = plan.input.output.map((_, i) => needed[i] === true)
  for (const expression of expressionsOf(plan)) if (expression !== null) markInputs(expression, all)
  return all
}

function buildJoin(
  plan: Extract<Plan, { kind: 'hash join' | 'nested loop join' | 'apply' }>,
  scope: CompileScope,
  needed: NeededColumns | null,
  onChange: OnChange,
): Operator {
  const leftWidth = plan.left.output.length
  const rightWidth = plan.right.output.length
  const isTest = plan.type === 'semi' || plan.type === 'anti'
  const all = Array.from({ length: leftWidth + rightWidth }, (_, i) => (needed === null ? !isTest || i < leftWidth : needed[i] === true))
  const condition = plan.kind === 'hash join' ? plan.residual : plan.condition
  if (condition !== null) markInputs(condition, all)
  const leftNeeded = all.slice(0, leftWidth)
  const rightNeeded = all.slice(leftWidth)
  const mark = (expressions: readonly BoundExpression[], columns: boolean[]): void => {
    for (const expression of expressions) markInputs(expression, columns)
  }
  if (plan.kind === 'hash join') {
    mark(plan.leftKeys, leftNeeded)
    mark(plan.rightKeys, rightNeeded)
    return new HashJoin(plan, build(plan.left, scope, leftNeeded, onChange), build(plan.right, scope, rightNeeded, onChange), scope, needed)
  }
  if (plan.kind === 'apply') {
    mark(
      plan.bindings.map(binding => binding.value),
      leftNeeded,
    )
    return new Apply(plan, build(plan.left, scope, leftNeeded, onChange), build(plan.right, scope, rightNeeded, onChange), scope, needed)
  }
  return new (lateOperators.get().NestedLoopJoin)(
    plan,
    build(plan.left, scope, leftNeeded, onChange),
    build(plan.right, scope, rightNeeded, onChange),
    scope,
    needed,
  )
}

function buildChange(
  plan: Extract<Plan, { kind: 'insert' | 'update' | 'delete' | 'merge' }>,
  scope: CompileScope,
  onChange: OnChange,
): Operator {
  const source = build(plan.source, scope, null, onChange)
  const operator =
    plan.kind === 'insert'
      ? createInsert(plan, source, scope)
      : plan.kind === 'update'
        ? createUpdate(plan, source, scope)
        : plan.kind === 'delete'
          ? createDelete(plan, source, scope)
          : lateOperators.get().createMerge(plan, source, scope)
  onChange({ plan, operator })
  return operator
}
