// What every builder of a plan node needs: nodes without inputs, and what to ask of an input.

import type { ColumnNumber, LogicalExpression } from '../bind/relation.ts'
import { forEachInput } from '../bind/relation-tree.ts'
import type { Plan } from '../plan.ts'
import { Layout, type BuildRequest, type Built, type PlanContext } from './plan-context.ts'

export const noRow = new Layout([])

type PlanOutput = Pick<Plan, 'output' | 'rows'>

export function leaf(context: PlanContext, columns: readonly ColumnNumber[], make: (output: PlanOutput) => Plan, rows: number): Built {
  return { plan: make({ output: context.output(columns), rows: Math.max(1, rows) }), layout: new Layout(columns), cost: rows, order: [] }
}

/** The request for an input: what is required above and what the node itself uses. */
export function needing(
  request: BuildRequest,
  uses: readonly (LogicalExpression | null)[],
  without: readonly ColumnNumber[] = [],
): BuildRequest {
  const required = new Set(request.required)
  for (const column of without) required.delete(column)
  for (const e of uses) if (e !== null) forEachInput(e, column => required.add(column))
  return { required, frame: request.frame }
}
