// What a compiled expression is. Made by compile-expression.ts and compile-predicate.ts, called by operators.
// Neither is ever called for a batch without rows: an expression that must not be reached is not evaluated at all.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Operator } from '../operator.ts'
import type { Runtime } from '../runtime.ts'

/**
 * Values at the batch's selected positions; what is at other positions means nothing. The vector is the expression's own
 * buffer, valid until the same expression is evaluated again, or one of the batch's columns.
 */
export type Evaluate = (batch: Batch) => Vector

/**
 * Writes the selected positions for which a condition is true to `out`, in order, and answers how many there are.
 * `out` may be the batch's own selection: nothing is written before it was read.
 */
export type Refine = (batch: Batch, out: Int32Array) => number

/** What expressions are compiled against: the runtime of their tree, and a way to build the plans inside them. */
export interface CompileScope {
  readonly runtime: Runtime
  buildOperator(plan: Plan): Operator
  compile(expression: BoundExpression): Evaluate
  /** As `compile`, without first asking whether the expression is the same for every row. */
  compileRows(expression: BoundExpression): Evaluate
  compilePredicate(condition: BoundExpression): Refine
}

/** Selects the rows where a boolean vector is true. */
export function selectTrue(vector: Vector, selection: Int32Array, count: number, out: Int32Array): number {
  const { data, nulls } = vector
  let n = 0
  if (nulls === null && data instanceof Int32Array) {
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (data[p] === 1) out[n++] = p
    }
    return n
  }
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (!isNullAt(vector, p) && (data[p] === 1 || data[p] === true)) out[n++] = p
  }
  return n
}
