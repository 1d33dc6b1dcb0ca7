// Expressions over subqueries, arrays and rows. Comes with the part of rare queries (late-operators.ts).

import { unreachable } from '../base/assert.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'
import {
  evaluateArray, evaluateField, evaluateQuantifiedArray, evaluateRow, evaluateSlice, evaluateSubscript,
} from './expression/compile-composite.ts' // prettier-ignore
import { evaluateArraySubquery, evaluateExists, evaluateQuantifiedSubquery, evaluateScalarSubquery } from './expression/compile-subquery.ts'
import type { CompileScope, Evaluate } from './expression/evaluate.ts'

type Composite = Extract<
  BoundExpression,
  {
    kind:
      | 'scalar subquery'
      | 'exists'
      | 'array subquery'
      | 'quantified subquery'
      | 'quantified array'
      | 'array'
      | 'row'
      | 'subscript'
      | 'slice'
      | 'field'
  }
>

export function compileComposite(expression: Composite, scope: CompileScope): Evaluate {
  switch (expression.kind) {
    case 'scalar subquery':
      return evaluateScalarSubquery(expression, scope)
    case 'exists':
      return evaluateExists(expression, scope)
    case 'array subquery':
      return evaluateArraySubquery(expression, scope)
    case 'quantified subquery':
      return evaluateQuantifiedSubquery(expression, scope)
    case 'quantified array':
      return evaluateQuantifiedArray(expression, scope)
    case 'array':
      return evaluateArray(expression, scope)
    case 'row':
      return evaluateRow(expression, scope)
    case 'subscript':
      return evaluateSubscript(expression, scope)
    case 'slice':
      return evaluateSlice(expression, scope)
    case 'field':
      return evaluateField(expression, scope)
    default:
      return unreachable(expression)
  }
}
