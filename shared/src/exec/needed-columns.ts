// Which columns of an input are read at all: scans skip the others, joins and sorts do not copy them.

import { unreachable } from '../base/assert.ts'
import type { BoundExpression, SubPlan } from '../sql/bound-expression.ts'

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
  switch (expression.kind) {
    case 'constant':
    case 'parameter':
    case 'input':
    case 'correlation':
    case 'sql value':
      return [] // prettier-ignore
    case 'compare':
    case 'arithmetic':
    case 'is distinct':
      return [expression.left, expression.right] // prettier-ignore
    case 'call':
      return expression.args
    case 'cast':
    case 'not':
    case 'is null':
    case 'is truth':
    case 'field':
      return [expression.operand] // prettier-ignore
    case 'and':
    case 'or':
    case 'coalesce':
    case 'greatest':
    case 'least':
      return expression.operands // prettier-ignore
    case 'case':
      return [...expression.branches.flatMap(branch => [branch.when, branch.then]), expression.otherwise]
    case 'in list':
      return [expression.operand, ...expression.items]
    case 'scalar subquery':
    case 'exists':
    case 'array subquery':
      return bindingsOf(expression.subplan) // prettier-ignore
    case 'quantified subquery':
      return [...expression.left, ...bindingsOf(expression.subplan)]
    case 'quantified array':
      return [expression.left, expression.array]
    case 'array':
    case 'row':
      return expression.items // prettier-ignore
    case 'subscript':
      return [expression.operand, ...expression.indexes]
    case 'slice':
      return [expression.operand, ...expression.bounds.flatMap(bound => [bound.lower, bound.upper]).filter(bound => bound !== null)]
    default:
      return unreachable(expression)
  }
}

function bindingsOf(subplan: SubPlan): BoundExpression[] {
  return subplan.bindings.map(binding => binding.value)
}
