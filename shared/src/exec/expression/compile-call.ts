// Calls of scalar functions and casts: a body a row, over the selected rows only. Strict functions are not called for NULL.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { CallTypes } from '../../functions/function-definition.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isNullAt, valueAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { ResultBuffer } from './result-buffer.ts'

type Call = Extract<BoundExpression, { kind: 'call' }>

export function evaluateCall(expression: Call, scope: CompileScope): Evaluate {
  const { function: definition, type } = expression
  const args = expression.args.map(arg => scope.compile(arg))
  const types: CallTypes = { arguments: expression.args.map(arg => arg.type), result: type }
  const buffer = new ResultBuffer(type)
  const { runtime } = scope
  const { body, strict, variadic } = definition
  // Bodies of fixed arity take the values out; a variadic one may keep the array that it gets.
  const reused: SqlValue[] = new Array<SqlValue>(args.length).fill(null)
  const vectors: Vector[] = []
  return (batch: Batch) => {
    for (let a = 0; a < args.length; a++) vectors[a] = args[a](batch)
    const context = runtime.evaluation
    const { selection, count } = batch
    buffer.begin(batch.length)
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (strict && isAnyNull(vectors, p)) {
        buffer.setNull(p)
        continue
      }
      const values = variadic === true ? new Array<SqlValue>(args.length) : reused
      for (let a = 0; a < args.length; a++) values[a] = valueAt(vectors[a], p)
      buffer.set(p, body(values, context, types))
    }
    return buffer.finish()
  }
}

function isAnyNull(vectors: readonly Vector[], position: number): boolean {
  for (let a = 0; a < vectors.length; a++) if (isNullAt(vectors[a], position)) return true
  return false
}
