// BoundExpression -> a function from batches to vectors. Compiled once per operator tree; every kind has its own file.
// Conditions of filters and joins go through compile-predicate.ts instead, which makes selections and no vectors.

import type { BoundExpression } from '../sql/bound-expression.ts'
import { evaluateArithmetic } from './expression/compile-arithmetic.ts'
import { evaluateCall } from './expression/compile-call.ts'
import { evaluateCast } from './expression/compile-cast.ts'
import { evaluateComparison } from './expression/compile-compare.ts'
import { evaluateCase, evaluateCoalesce } from './expression/compile-conditional.ts'
import { evaluateInList } from './expression/compile-in-list.ts'
import { evaluateJunction, evaluateNot, evaluateNullTest } from './expression/compile-logic.ts'
import type { CompileScope, Evaluate } from './expression/evaluate.ts'
import { compileInvariant, compileLeafVector, isInvariant } from './expression/invariant.ts'
import { lateOperators } from './late-operators.ts'

/** Compiles any expression. What is the same for every row is computed once a batch. */
export function compileExpression(expression: BoundExpression, scope: CompileScope): Evaluate {
  if (isInvariant(expression)) {
    const invariant = compileInvariant(expression, scope)
    if (invariant !== null) return compileLeafVector(expression, invariant)
  }
  return compileRows(expression, scope)
}

/** Compiles the expression's own operator, row by row. */
export function compileRows(expression: BoundExpression, scope: CompileScope): Evaluate {
  switch (expression.kind) {
    case 'input': {
      const { index } = expression
      return batch => batch.columns[index]
    }
    case 'constant':
    case 'parameter':
    case 'correlation':
    case 'sql value': {
      const invariant = compileInvariant(expression, scope)
      return compileLeafVector(expression, invariant ?? (() => null))
    } // prettier-ignore
    case 'compare':
      return evaluateComparison(expression, scope)
    case 'arithmetic':
      return evaluateArithmetic(expression, scope)
    case 'call':
      return evaluateCall(expression, scope)
    case 'cast':
      return evaluateCast(expression, scope)
    case 'and':
    case 'or':
      return evaluateJunction(expression, scope) // prettier-ignore
    case 'not':
      return evaluateNot(scope.compile(expression.operand))
    case 'is null':
    case 'is truth':
      return evaluateNullTest(expression, scope) // prettier-ignore
    case 'is distinct':
      return lateOperators.get().evaluateDistinctness(expression, scope)
    case 'case':
      return evaluateCase(expression, scope)
    case 'coalesce':
      return evaluateCoalesce(expression, scope)
    case 'greatest':
    case 'least':
      return lateOperators.get().evaluateExtreme(expression, scope) // prettier-ignore
    case 'in list':
      return evaluateInList(expression, scope)
    default:
      return lateOperators.get().compileComposite(expression, scope)
  }
}
