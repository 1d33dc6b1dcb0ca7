// Comparisons: `column operator constant` through kernels, the rest through a test of the type.

import type { BoundExpression, ComparisonOperator } from '../../sql/bound-expression.ts'
import { type SqlType, sqlTypes } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { type Vector, isNullAt } from '../../values/vector.ts'
import { dropNulls, refineByTest, refineFloats, refineIdentical, refineIntPairs, refineInts, refinePairs } from './compare-kernels.ts'
import { type ValueTest, comparisonKind, mirrored, valueTest } from './comparison-kind.ts'
import type { CompileScope, Evaluate, Refine } from './evaluate.ts'
import { compileInvariantItem } from './invariant.ts'
import { ResultBuffer } from './result-buffer.ts'

type Comparison = Extract<BoundExpression, { kind: 'compare' }>

/** The comparison as a condition. */
export function refineComparison(expression: Comparison, operator: ComparisonOperator, scope: CompileScope): Refine {
  const { left, right, operandType } = expression
  const rightValue = compileInvariantItem(right, scope)
  if (rightValue !== null) return refineConstant(scope.compile(left), operator, rightValue, operandType)
  const leftValue = compileInvariantItem(left, scope)
  if (leftValue !== null) return refineConstant(scope.compile(right), mirrored[operator], leftValue, operandType)
  return refineColumns(scope.compile(left), scope.compile(right), operator, operandType)
}

function refineConstant(operand: Evaluate, operator: ComparisonOperator, constantOf: () => SqlValue, type: SqlType): Refine {
  const test = valueTest(operator, type)
  const isIdentity = operator === '=' && comparisonKind(type) !== 'other'
  return (batch, out) => {
    const constant = constantOf()
    if (constant === null) return 0
    return refineVector(operand(batch), operator, constant, test, isIdentity, batch.selection, batch.count, out)
  }
}

function refineVector(
  vector: Vector,
  operator: ComparisonOperator,
  constant: SqlValue,
  test: ValueTest,
  isIdentity: boolean,
  selection: Int32Array,
  count: number,
  out: Int32Array,
): number {
  const { data, nulls } = vector
  if (typeof constant === 'number' && constant === constant) {
    if (data instanceof Int32Array) return dropNulls(nulls, out, refineInts(operator, data, constant, selection, count, out))
    if (data instanceof Float64Array) return dropNulls(nulls, out, refineFloats(operator, data, constant, selection, count, out))
  } else if (isIdentity && Array.isArray(data) && typeof constant === 'string')
    return refineIdentical(data, constant, selection, count, out)
  return refineByTest(test, vector, constant, selection, count, out)
}

function refineColumns(left: Evaluate, right: Evaluate, operator: ComparisonOperator, type: SqlType): Refine {
  const test = valueTest(operator, type)
  return (batch, out) => {
    const a = left(batch)
    const b = right(batch)
    if (operator !== '<>' && a.data instanceof Int32Array && b.data instanceof Int32Array) {
      const n = refineIntPairs(operator, a.data, b.data, batch.selection, batch.count, out)
      return dropNulls(b.nulls, out, dropNulls(a.nulls, out, n))
    }
    return refinePairs(test, a, b, batch.selection, batch.count, out)
  }
}

/** The comparison as a value: true, false or NULL. */
export function evaluateComparison(expression: Comparison, scope: CompileScope): Evaluate {
  const left = scope.compile(expression.left)
  const right = scope.compile(expression.right)
  const test = valueTest(expression.operator, expression.operandType)
  const buffer = new ResultBuffer(sqlTypes.bool)
  return batch => {
    const a = left(batch)
    const b = right(batch)
    buffer.begin(batch.length)
    const ints = buffer.ints
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      if (isNullAt(a, p) || isNullAt(b, p)) buffer.setNull(p)
      else ints[p] = test(a.data[p], b.data[p]) ? 1 : 0
    }
    return buffer.finish()
  }
}
