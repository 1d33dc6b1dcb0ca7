// Which columns of an input are read at all: scans skip the others, joins and sorts do not copy them.

import { forEachChild } from '../sql/bind/expression-tree.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'

/** By output position; true: somebody reads it. */
export type NeededColumns = readonly boolean[]

/** Positions of the input that any of the expressions reads. */
export function neededBy(width: number, expressions: Iterable<BoundExpression | null>): boolean[] {
  const needed = new Array<boolean>(width).fill(false)
  for (const expression of expressions) if (expression !== null) markInputs(expression, needed)
  return needed
}

/** Sets `needed` at every input position that the expression reads. */
export function markInputs(expression: BoundExpression, needed: boolean[]): void {
  if (expression.kind === 'input') needed[expression.index] = true
  else for (const child of childrenOf(expression)) markInputs(child, needed)
}

/** Operands that are evaluated over the same input row, subplans' bindings among them. */
export function childrenOf(expression: BoundExpression): readonly BoundExpression[] {
  const children: BoundExpression[] = []
  forEachChild(
    expression,
    child => children.push(child),
    subplan => children.push(...subplan.bindings.map(binding => binding.value)),
  )
  return children
}
