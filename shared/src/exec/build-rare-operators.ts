// Plan -> Operator for the nodes that few statements have. Part of rare queries.

import { unreachable } from '../base/assert.ts'
import type { Plan } from '../sql/plan.ts'
import { type OnChange, alsoNeeded, build, ownNeeds, rootOf } from './build-operators.ts'
import type { CompileScope } from './expression/evaluate.ts'
import type { NeededColumns } from './needed-columns.ts'
import type { Operator } from './operator.ts'
import { CteScan, RecursiveUnion, With } from './operators/common-table.ts'
import { DistinctOn } from './operators/distinct-on.ts'
import { FunctionScan, ProjectSet } from './operators/function-scan.ts'
import { createSetOperation } from './operators/set-operation.ts'
import { Window } from './operators/window.ts'
import { isRepeatable } from './plan-facts.ts'

function buildWith(plan: Extract<Plan, { kind: 'with' }>, scope: CompileScope, needed: NeededColumns | null, onChange: OnChange): Operator {
  const tables = plan.tables.map(table => ({
    id: table.id,
    operator: build(table.plan, scope, null, onChange),
    columns: table.plan.output,
    changesRows: isChange(rootOf(table.plan)),
    isRepeatable: isRepeatable(table.plan),
  }))
  return new With(tables, build(plan.body, scope, needed, onChange), scope.runtime)
}

function isChange(plan: Plan): boolean {
  return plan.kind === 'insert' || plan.kind === 'update' || plan.kind === 'delete' || plan.kind === 'merge'
}

type Rare = Extract<
  Plan,
  { kind: 'function scan' | 'project set' | 'window' | 'distinct on' | 'set operation' | 'cte scan' | 'recursive union' | 'with' }
>

export function createRare(plan: Rare, scope: CompileScope, needed: NeededColumns | null, onChange: OnChange): Operator {
  const input = (child: Plan, columns: NeededColumns | null = null): Operator => build(child, scope, columns, onChange)
  switch (plan.kind) {
    case 'function scan':
      return new FunctionScan(plan, scope)
    case 'project set':
      return new ProjectSet(plan, input(plan.input, ownNeeds(plan, plan.input)), scope)
    case 'window':
      return new Window(plan, input(plan.input), scope)
    case 'distinct on':
      return new DistinctOn(input(plan.input, alsoNeeded(plan, needed)), plan.keys, scope)
    case 'set operation':
      return createSetOperation(plan, input(plan.left), input(plan.right))
    case 'cte scan':
      return new CteScan(plan.id, scope.runtime)
    case 'recursive union':
      return new RecursiveUnion(plan.id, input(plan.start), input(plan.step), plan.output, plan.distinct, scope.runtime)
    case 'with':
      return buildWith(plan, scope, needed, onChange)
    default:
      return unreachable(plan)
  }
}
