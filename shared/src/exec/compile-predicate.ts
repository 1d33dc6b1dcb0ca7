// A condition -> a function that keeps the rows for which it is true. Conjunctions refine one selection step by step;
// comparisons with constants are tight loops.

import type { BoundExpression } from '../sql/bound-expression.ts'
import { withSelection } from './batch.ts'
import { negatedOperator } from './expression/comparison-kind.ts'
import { refineComparison } from './expression/compile-compare.ts'
import { refineInList } from './expression/compile-in-list.ts'
import { refineLike } from './expression/compile-like.ts'
import { refineDisjunction, refineNullTest } from './expression/compile-logic.ts'
import { selectTrue, type CompileScope, type Refine } from './expression/evaluate.ts'
import { compileInvariant, isInvariant } from './expression/invariant.ts'

export function compilePredicate(condition: BoundExpression, scope: CompileScope): Refine {
  const invariant = isInvariant(condition) ? compileInvariant(condition, scope) : null
  if (invariant !== null) return ({ selection, count }, out) => (invariant() === true ? copySelection(selection, count, out) : 0)
  switch (condition.kind) {
    case 'and':
      return refineConjunction(condition.operands.map(operand => compilePredicate(operand, scope)))
    case 'or':
      return refineDisjunction(condition.operands.map(operand => compilePredicate(operand, scope)))
    case 'compare':
      return refineComparison(condition, condition.operator, scope)
    case 'in list':
      return refineInList(condition, condition.negated, scope)
    case 'is null':
    case 'is truth':
      return refineNullTest(condition, scope) // prettier-ignore
    case 'not':
      return refineNegation(condition.operand, scope) ?? refineByValue(condition, scope)
    case 'call':
      return refineLike(condition, true, scope) ?? refineByValue(condition, scope)
    default:
      return refineByValue(condition, scope)
  }
}

/** NOT of what has a direct opposite: true exactly when the operand is false. */
function refineNegation(operand: BoundExpression, scope: CompileScope): Refine | null {
  switch (operand.kind) {
    case 'compare':
      return refineComparison(operand, negatedOperator[operand.operator], scope)
    case 'in list':
      return refineInList(operand, !operand.negated, scope)
    case 'call':
      return refineLike(operand, false, scope)
    case 'not':
      return compilePredicate(operand.operand, scope)
    default:
      return null
  }
}

function refineByValue(condition: BoundExpression, scope: CompileScope): Refine {
  const evaluate = scope.compile(condition)
  return (batch, out) => selectTrue(evaluate(batch), batch.selection, batch.count, out)
}

function refineConjunction(operands: readonly Refine[]): Refine {
  return (batch, out) => {
    let n = operands[0](batch, out)
    for (let i = 1; i < operands.length && n > 0; i++) n = operands[i](withSelection(batch, out, n), out)
    return n
  }
}

function copySelection(selection: Int32Array, count: number, out: Int32Array): number {
  if (selection !== out) for (let i = 0; i < count; i++) out[i] = selection[i]
  return count
}
