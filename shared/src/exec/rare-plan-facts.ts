// As plan-facts.ts, for the nodes that few statements have. Part of rare queries.

import { unreachable } from '../base/assert.ts'
import type { BoundExpression, BoundFrameBound } from '../sql/bound-expression.ts'
import type { Plan } from '../sql/plan.ts'
import { assigned, conditions, sortExpressions } from './plan-facts.ts'

function clauseExpressions({ condition, action }: Extract<Plan, { kind: 'merge' }>['clauses'][number]): (BoundExpression | null)[] {
  if (action.kind === 'update') return [condition, ...assigned(action.assignments), ...assigned(action.generated)]
  return action.kind === 'insert' ? [condition, ...action.rowExpressions] : [condition]
}

function frameExpressions(bound: BoundFrameBound): BoundExpression[] {
  return bound.kind === 'preceding' || bound.kind === 'following' ? [bound.offset] : []
}

type Rare = Extract<
  Plan,
  {
    kind: 'function scan' | 'project set' | 'window' | 'distinct on' | 'set operation' | 'with' | 'cte scan' | 'recursive union' | 'merge'
  }
>

/** Every expression that the node itself evaluates. */
export function rareExpressions(plan: Rare): readonly (BoundExpression | null)[] {
  switch (plan.kind) {
    case 'function scan':
      return plan.calls.flatMap(call => call.args)
    case 'project set':
      return plan.items.flatMap(item => (item.kind === 'scalar' ? [item.expression] : item.args))
    case 'window':
      return [
        ...plan.partitionBy,
        ...sortExpressions(plan.orderBy),
        ...plan.functions.flatMap(f => [...f.args, f.filter, ...frameExpressions(f.frame.start), ...frameExpressions(f.frame.end)]),
      ]
    case 'distinct on':
      return plan.keys
    case 'set operation':
    case 'with':
    case 'cte scan':
    case 'recursive union':
      return [] // prettier-ignore
    case 'merge':
      return [...plan.clauses.flatMap(clauseExpressions), ...conditions(plan.checks)]
    default:
      return unreachable(plan)
  }
}

/** Are there functions in it whose rows may differ from one run to the next? */
export function callsVolatileTable(plan: Extract<Plan, { kind: 'function scan' | 'project set' }>): boolean {
  return plan.kind === 'function scan'
    ? plan.calls.some(call => call.function.volatility === 'volatile')
    : plan.items.some(item => item.kind === 'set' && item.function.volatility === 'volatile')
}
