// The clauses of MERGE over the rows that plan.ts promises. Part of rare queries.

import type { LogicalExpression, MergeRelation } from '../bind/relation.ts'
import type { MergePlan } from '../plan.ts'
import { lowerAssignments } from './build-change.ts'
import { type Frame, Layout, type PlanContext } from './plan-context.ts'

export function lowerClauses(context: PlanContext, r: MergeRelation, layout: Layout, frame: Frame | null): MergePlan['clauses'] {
  const row = new Layout(r.rowColumns)
  const lower = (e: LogicalExpression) => context.lower(e, layout, frame)
  return r.clauses.map(({ matched, condition, action }) => {
    const lowered = condition && lower(condition)
    if (action.kind === 'insert')
      return { matched, condition: lowered, action: { kind: 'insert', rowExpressions: action.rowExpressions.map(lower) } }
    if (action.kind !== 'update') return { matched, condition: lowered, action: { kind: action.kind } }
    const assignments = lowerAssignments(context, action.assignments, layout, frame)
    return {
      matched,
      condition: lowered,
      action: { kind: 'update', assignments, generated: lowerAssignments(context, action.generated, row, frame) },
    }
  })
}
