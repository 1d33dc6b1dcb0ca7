// Every scan of a plan, subplans of expressions included.

import type { BoundExpression, SubPlan } from '../sql/bound-expression.ts'
import type { Plan } from '../sql/plan.ts'

type Scan = Extract<Plan, { kind: 'table scan' | 'index scan' }>

/** Walks plain data: plans and expressions are objects and arrays with a `kind`; definitions of tables and functions are skipped. */
export function scansOfPlan(plan: Plan): readonly Scan[] {
  const scans: Scan[] = []
  visit(plan, scans)
  return scans
}

const skipped = new Set(['table', 'index', 'function', 'type', 'output', 'operandType'])

function visit(node: Plan | BoundExpression | SubPlan | readonly unknown[] | object, scans: Scan[]): void {
  if (Array.isArray(node)) {
    for (const item of node) if (typeof item === 'object' && item !== null) visit(item, scans)
    return
  }
  if (isScan(node)) scans.push(node)
  for (const [name, value] of Object.entries(node))
    if (!skipped.has(name) && typeof value === 'object' && value !== null) visit(value, scans)
}

function isScan(node: object): node is Scan {
  return 'kind' in node && (node.kind === 'table scan' || node.kind === 'index scan')
}
