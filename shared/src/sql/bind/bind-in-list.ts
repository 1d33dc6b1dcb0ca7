// Lists after IN: `x IN (1, 2, 3)`. IN with a query is a subquery (bind-subquery.ts).

import { commonType } from '../../values/type-category.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { Expression } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { bindComparison } from './bind-operator.ts'
import { coerce } from './coerce.ts'
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
