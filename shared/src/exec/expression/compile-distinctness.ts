// IS DISTINCT FROM, GREATEST and LEAST: comparisons in which NULL is a value, or is passed over. Part of rare queries.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { isNullAt } from '../../values/vector.ts'
import { orderOf, valueTest } from './comparison-kind.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { ResultBuffer } from './result-buffer.ts'

/** IS [NOT] DISTINCT FROM: never NULL. */
export function evaluateDistinctness(expression: Extract<BoundExpression, { kind: 'is distinct' }>, scope: CompileScope): Evaluate {
  const left = scope.compile(expression.left)
  const right = scope.compile(expression.right)
  const same = valueTest('=', expression.operandType)
  const whenSame = expression.negated ? 1 : 0
  const buffer = new ResultBuffer(sqlTypes.bool)
  return batch => {
    const a = left(batch)
    const b = right(batch)
    buffer.begin(batch.length)
    const ints = buffer.ints
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      const aIsNull = isNullAt(a, p)
      const bIsNull = isNullAt(b, p)
      const isSame = aIsNull || bIsNull ? aIsNull && bIsNull : same(a.data[p], b.data[p])
      ints[p] = isSame ? whenSame : 1 - whenSame
    }
    return buffer.finish()
  }
}

/** NULLs are passed over; all NULL gives NULL. */
export function evaluateExtreme(expression: Extract<BoundExpression, { kind: 'greatest' | 'least' }>, scope: CompileScope): Evaluate {
  const operands = expression.operands.map(operand => scope.compile(operand))
  const order = orderOf(expression.type)
  const sign = expression.kind === 'greatest' ? 1 : -1
  const buffer = new ResultBuffer(expression.type)
  return batch => {
    const vectors = operands.map(operand => operand(batch))
    buffer.begin(batch.length)
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      let best = null
      for (const vector of vectors) {
        if (isNullAt(vector, p)) continue
        const item = vector.data[p]
        if (best === null || sign * order(item, best) > 0) best = item
      }
      buffer.set(p, best)
    }
    return buffer.finish()
  }
}
