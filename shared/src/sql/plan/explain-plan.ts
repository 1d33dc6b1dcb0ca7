// EXPLAIN: a plan as an indented tree.

import type { Plan, PlannedStatement } from '../plan.ts'

export function explainPlan(planned: PlannedStatement): string {
  const plan: Plan = planned.plan
  return plan.kind
}
