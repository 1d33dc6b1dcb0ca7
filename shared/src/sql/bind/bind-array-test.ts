// `x op ANY (array)`. Comes with the part of rare queries (late-binding.ts).

import { SqlError } from '../../base/errors.ts'
import { arrayOf, sqlTypes } from '../../values/sql-type.ts'
import { baseType } from '../../functions/resolve-polymorphic.ts'
import type { Expression } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { bindOperator, comparisonOf } from './bind-operator.ts'
import { checkBooleanOperator } from './bind-rows.ts'
import { coerce, isUnknown } from './coerce.ts'
import { comparisonType } from './operand-types.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope } from './scope.ts'

export interface QuantifiedArray {
  readonly left: Expression
  readonly operator: string
  readonly quantifier: 'any' | 'all'
  readonly array: Expression
  readonly at: number
}

export function bindQuantifiedArray(scope: Scope, e: QuantifiedArray): LogicalExpression {
  const { statement } = scope
  const written = bindExpression(scope, e.left)
  const given = bindExpression(scope, e.array)
  const array = isUnknown(given.type)
    ? coerce(statement, given, arrayOf(isUnknown(written.type) ? sqlTypes.text : baseType(written.type)), e.array.at)
    : given
  const element = array.type.element
  if (array.type.kind !== 'array' || element === undefined)
    throw new SqlError('42809', 'op ANY/ALL (array) requires array on right side', { position: e.at })
  const comparison = comparisonOf(e.operator)
  const type = comparison === null ? null : comparisonType(written.type, element)
  const left =
    type !== null ? coerce(statement, written, type, e.at) : isUnknown(written.type) ? coerce(statement, written, element, e.at) : written
  const inputs: [LogicalExpression, LogicalExpression] = [
    { kind: 'input', type: left.type, index: 0 },
    { kind: 'input', type: element, index: 1 },
  ]
  const test = bindOperator(scope, e.operator, inputs[0], inputs[1], e.at)
  return {
    kind: 'quantified array',
    type: sqlTypes.bool,
    quantifier: e.quantifier,
    left,
    array,
    comparison: checkBooleanOperator(test, e.at),
  }
}
