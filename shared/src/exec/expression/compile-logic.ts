// AND, OR, NOT, IS NULL, IS TRUE in three-valued logic. Operands are evaluated from left to right, each only for the rows
// that the earlier ones left undecided: `x <> 0 and 1/x > 2` never divides by zero.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import { withSelection } from '../batch.ts'
import type { CompileScope, Evaluate, Refine } from './evaluate.ts'
import { ResultBuffer } from './result-buffer.ts'

/** A scratch selection of at least `length` items, kept between batches. */
export class SelectionBuffer {
  #items = new Int32Array(0)

  take(length: number): Int32Array {
    if (this.#items.length < length) this.#items = new Int32Array(Math.max(length, 2 * this.#items.length))
    return this.#items
  }
}

/** AND and OR as values. `decisive`: the operand value that settles the row (0 for AND, 1 for OR). */
export function evaluateJunction(expression: Extract<BoundExpression, { kind: 'and' | 'or' }>, scope: CompileScope): Evaluate {
  const operands = expression.operands.map(operand => scope.compile(operand))
  const decisive = expression.kind === 'and' ? 0 : 1
  const buffer = new ResultBuffer(sqlTypes.bool)
  const undecided = new SelectionBuffer()
  return batch => {
    buffer.begin(batch.length)
    const ints = buffer.ints
    for (let i = 0; i < batch.count; i++) ints[batch.selection[i]] = 1 - decisive
    let rest = batch
    for (const operand of operands) {
      if (rest.count === 0) break
      const left = undecided.take(batch.count)
      const n = settle(operand(rest), decisive, buffer, rest.selection, rest.count, left)
      rest = withSelection(batch, left, n)
    }
    return buffer.finish()
  }
}

/** Notes one operand's values; answers the rows that are still undecided (NULL so far among them). */
function settle(vector: Vector, decisive: number, buffer: ResultBuffer, selection: Int32Array, count: number, left: Int32Array): number {
  const ints = buffer.ints
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (isNullAt(vector, p)) buffer.setNull(p)
    else if (vector.data[p] === decisive) {
      ints[p] = decisive
      buffer.clearNull(p)
      continue
    }
    left[n++] = p
  }
  return n
}

/** OR as a condition: each operand sees only the rows that none before it took. */
export function refineDisjunction(operands: readonly Refine[]): Refine {
  const taken = new SelectionBuffer()
  const open = new SelectionBuffer()
  let marks = new Uint8Array(0)
  return (batch, out) => {
    if (marks.length < batch.length) marks = new Uint8Array(batch.length)
    const { selection, count } = batch
    for (let i = 0; i < count; i++) marks[selection[i]] = 0
    let rest = batch
    for (const operand of operands) {
      if (rest.count === 0) break
      const hits = taken.take(rest.count)
      const n = operand(rest, hits)
      if (n === 0) continue
      for (let i = 0; i < n; i++) marks[hits[i]] = 1
      rest = withSelection(batch, open.take(count), keepUnmarked(marks, rest.selection, rest.count, open.take(count)))
    }
    let n = 0
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (marks[p] === 1) out[n++] = p
    }
    return n
  }
}

function keepUnmarked(marks: Uint8Array, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (marks[p] === 0) out[n++] = p
  }
  return n
}

export function evaluateNot(operand: Evaluate): Evaluate {
  const buffer = new ResultBuffer(sqlTypes.bool)
  return batch => {
    const vector = operand(batch)
    buffer.begin(batch.length)
    const ints = buffer.ints
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      if (isNullAt(vector, p)) buffer.setNull(p)
      else ints[p] = vector.data[p] === 0 ? 1 : 0
    }
    return buffer.finish()
  }
}

/** IS NULL, IS TRUE and their kin: a test of each value that is never NULL. */
export function evaluateNullTest(expression: NullTest, scope: CompileScope): Evaluate {
  const operand = scope.compile(expression.operand)
  const test = nullTest(expression)
  const buffer = new ResultBuffer(sqlTypes.bool)
  return batch => {
    const vector = operand(batch)
    buffer.begin(batch.length)
    const ints = buffer.ints
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      ints[p] = test(vector, p) ? 1 : 0
    }
    return buffer.finish()
  }
}

export function refineNullTest(expression: NullTest, scope: CompileScope): Refine {
  const operand = scope.compile(expression.operand)
  const test = nullTest(expression)
  return (batch, out) => {
    const vector = operand(batch)
    let n = 0
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      if (test(vector, p)) out[n++] = p
    }
    return n
  }
}

type NullTest = Extract<BoundExpression, { kind: 'is null' | 'is truth' }>

function nullTest(expression: NullTest): (vector: Vector, position: number) => boolean {
  const { negated } = expression
  if (expression.kind === 'is null') {
    // A row value is null when all of its fields are, and not null when none is: the two are not opposites.
    if (expression.operand.type.name === 'record' && expression.operand.type.kind === 'scalar')
      return (vector, p) => isRecordAll(vector, p, negated)
    return negated ? (vector, p) => !isNullAt(vector, p) : isNullAt
  }
  if (expression.truth === 'unknown') return negated ? (vector, p) => !isNullAt(vector, p) : isNullAt
  const wanted = expression.truth === 'true' ? 1 : 0
  return (vector, p) => (!isNullAt(vector, p) && vector.data[p] === wanted) !== negated
}

function isRecordAll(vector: Vector, position: number, notNull: boolean): boolean {
  const value = vector.data[position]
  if (value === null || typeof value !== 'object' || !('kind' in value) || value.kind !== 'record') return !notNull
  return value.fields.every(field => (field === null) !== notNull)
}
