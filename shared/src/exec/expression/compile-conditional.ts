// CASE, COALESCE, GREATEST, LEAST. A branch is evaluated for its own rows only, so an error in a branch that no row takes
// is not raised.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import { isNullAt } from '../../values/vector.ts'
import { type Batch, withSelection } from '../batch.ts'
import { SelectionBuffer } from './compile-logic.ts'
import { copyInto } from './copy-into.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { ResultBuffer } from './result-buffer.ts'

export function evaluateCase(expression: Extract<BoundExpression, { kind: 'case' }>, scope: CompileScope): Evaluate {
  const branches = expression.branches.map(branch => ({ when: scope.compilePredicate(branch.when), then: scope.compile(branch.then) }))
  const otherwise = scope.compile(expression.otherwise)
  const buffer = new ResultBuffer(expression.type)
  const hits = new SelectionBuffer()
  const open = new SelectionBuffer()
  return batch => {
    buffer.begin(batch.length)
    let rest: Batch = batch
    for (const { when, then } of branches) {
      if (rest.count === 0) break
      const taken = hits.take(batch.count)
      const n = when(rest, taken)
      if (n === 0) continue
      copyInto(buffer, then(withSelection(batch, taken, n)), taken, n)
      const remaining = open.take(batch.count)
      rest = withSelection(batch, remaining, subtract(rest.selection, rest.count, taken, n, remaining))
    }
    if (rest.count > 0) copyInto(buffer, otherwise(rest), rest.selection, rest.count)
    return buffer.finish()
  }
}

/** `all` without `some`, a subsequence of it. `out` may be `all`. */
function subtract(all: Int32Array, count: number, some: Int32Array, someCount: number, out: Int32Array): number {
  let n = 0
  let s = 0
  for (let i = 0; i < count; i++) {
    const p = all[i]
    if (s < someCount && some[s] === p) s++
    else out[n++] = p
  }
  return n
}

export function evaluateCoalesce(expression: Extract<BoundExpression, { kind: 'coalesce' }>, scope: CompileScope): Evaluate {
  const operands = expression.operands.map(operand => scope.compile(operand))
  const buffer = new ResultBuffer(expression.type)
  const open = new SelectionBuffer()
  return batch => {
    buffer.begin(batch.length)
    let rest: Batch = batch
    for (const operand of operands) {
      const vector = operand(rest)
      copyInto(buffer, vector, rest.selection, rest.count)
      const remaining = open.take(batch.count)
      let n = 0
      for (let i = 0; i < rest.count; i++) {
        const p = rest.selection[i]
        if (isNullAt(vector, p)) remaining[n++] = p
      }
      if (n === 0) break
      rest = withSelection(batch, remaining, n)
    }
    return buffer.finish()
  }
}
