// `a = 1 OR a = 2` is `a IN (1, 2)`, which a key or an index can serve.

import { sameType, sqlTypes } from '../../values/sql-type.ts'
import { equalExpressions } from '../bind/expression-tree.ts'
import type { LogicalExpression } from '../bind/relation.ts'

/** Rewrites an OR (or the ORs of an AND) of equalities on one operand. */
export function joinFromEqualities(e: LogicalExpression): LogicalExpression {
  if (e.kind === 'and') {
    const operands = e.operands.map(joinFromEqualities)
    return operands.some((o, i) => o !== e.operands[i]) ? { ...e, operands } : e
  }
  if (e.kind !== 'or') return e
  const first = testOf(e.operands[0])
  if (first === null) return e
  const items = [...first.items]
  for (const operand of e.operands.slice(1)) {
    const test = testOf(operand)
    if (test === null || !sameType(test.type, first.type) || !equalExpressions(test.operand, first.operand)) return e
    items.push(...test.items)
  }
  return { kind: 'in list', type: sqlTypes.bool, negated: false, operandType: first.type, operand: first.operand, items }
}

interface Test {
  readonly operand: LogicalExpression
  readonly items: readonly LogicalExpression[]
  readonly type: LogicalExpression['type']
}

/** `column = value` or `column IN (values)`. */
function testOf(e: LogicalExpression): Test | null {
  if (e.kind === 'in list' && !e.negated && e.operand.kind === 'input') return { operand: e.operand, items: e.items, type: e.operandType }
  if (e.kind !== 'compare' || e.operator !== '=') return null
  if (e.left.kind === 'input' && isValue(e.right)) return { operand: e.left, items: [e.right], type: e.operandType }
  if (e.right.kind === 'input' && isValue(e.left)) return { operand: e.right, items: [e.left], type: e.operandType }
  return null
}

const isValue = (e: LogicalExpression): boolean => e.kind === 'constant' || e.kind === 'parameter'
