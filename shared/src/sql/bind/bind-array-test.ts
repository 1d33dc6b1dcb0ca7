// `x IN (1, 2, 3)` and `x op ANY (array)`.

import { SqlError } from '../../base/errors.ts'
import { commonType } from '../../values/type-category.ts'
import { arrayOf, sqlTypes } from '../../values/sql-type.ts'
import { baseType } from '../../functions/resolve-polymorphic.ts'
import type { Expression } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { bindComparison, bindOperator, checkBooleanOperator, comparisonOf } from './bind-operator.ts'
import { coerce, isUnknown } from './coerce.ts'
import { comparisonType } from './operand-types.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope } from './scope.ts'

export function bindInList(scope: Scope, e: Extract<Expression, { kind: 'in list' }>): LogicalExpression {
  const { statement } = scope
  const { negated } = e
  const operand = bindExpression(scope, e.operand)
  const items = e.list.map(item => bindExpression(scope, item))
  const common = operand.kind === 'row' ? null : commonType([operand.type, ...items.map(i => i.type)])
  const type = common === null ? null : comparisonType(common, common)
  if (type === null) {
    const tests = items.map((item, i) => bindComparison(scope, negated ? '<>' : '=', operand, item, e.list[i].at))
    return tests.length === 1 ? tests[0] : { kind: negated ? 'and' : 'or', type: sqlTypes.bool, operands: tests }
  }
  if (items.length === 1) return bindComparison(scope, negated ? '<>' : '=', operand, items[0], e.at)
  return {
    kind: 'in list',
    type: sqlTypes.bool,
    negated,
    operandType: type,
    operand: coerce(statement, operand, type, e.operand.at),
    items: items.map((item, i) => coerce(statement, item, type, e.list[i].at)),
  }
}

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
