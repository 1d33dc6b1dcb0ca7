// min and max of every type with an order: numbers in typed arrays, other values in a plain one.

import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import { comparisonKind, orderOf } from '../expression/comparison-kind.ts'
import type { Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import { grownFloats, type Accumulator } from './accumulator.ts'

/** min or max, by the type of the argument. */
export function createExtreme(argument: Evaluate, type: SqlType, isMax: boolean): Accumulator {
  return comparisonKind(type) === 'number' ? new NumberExtreme(argument, type, isMax) : new ValueExtreme(argument, type, isMax)
}

class NumberExtreme implements Accumulator {
  readonly #argument: Evaluate
  readonly #type: SqlType
  readonly #isMax: boolean
  /** The best number so far; NaN: none yet. Infinities are values of timestamps. */
  #best = new Float64Array(1).fill(NaN)
  #batch: Batch | null = null
  #vector: Vector | null = null

  constructor(argument: Evaluate, type: SqlType, isMax: boolean) {
    this.#argument = argument
    this.#type = type
    this.#isMax = isMax
  }

  prepare(batch: Batch): void {
    this.#vector = this.#argument(batch)
    this.#batch = batch
  }

  add(groups: Int32Array | null, groupCount: number): void {
    if (this.#batch === null || this.#vector === null) return
    const { selection, count } = this.#batch
    const { data, nulls } = this.#vector
    this.#reserve(groupCount)
    const best = this.#best
    const isMax = this.#isMax
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      // A plain array holds its NULLs itself.
      if (nulls !== null ? nulls[p] === 1 : data[p] === null) continue
      const value = data[p] as number
      const group = groups === null ? 0 : groups[p]
      // Also true while the best is NaN.
      if (isMax ? !(value <= best[group]) : !(value >= best[group])) best[group] = value
    }
  }

  #reserve(groupCount: number): void {
    const known = this.#best.length
    this.#best = grownFloats(this.#best, groupCount)
    if (this.#best.length > known) this.#best.fill(NaN, known)
  }

  finish(groupCount: number): Vector {
    this.#reserve(groupCount)
    const buffer = new ResultBuffer(this.#type)
    buffer.begin(groupCount)
    for (let group = 0; group < groupCount; group++) {
      const value = this.#best[group]
      buffer.set(group, Number.isNaN(value) ? null : value)
    }
    return buffer.finish()
  }
}

class ValueExtreme implements Accumulator {
  readonly #argument: Evaluate
  readonly #type: SqlType
  readonly #sign: number
  readonly #order: (a: SqlValue, b: SqlValue) => number
  readonly #best: SqlValue[] = []
  #batch: Batch | null = null
  #vector: Vector | null = null

  constructor(argument: Evaluate, type: SqlType, isMax: boolean) {
    this.#argument = argument
    this.#type = type
    this.#sign = isMax ? 1 : -1
    this.#order = orderOf(type)
  }

  prepare(batch: Batch): void {
    this.#vector = this.#argument(batch)
    this.#batch = batch
  }

  add(groups: Int32Array | null, groupCount: number): void {
    if (this.#batch === null || this.#vector === null) return
    const { selection, count } = this.#batch
    const vector = this.#vector
    while (this.#best.length < groupCount) this.#best.push(null)
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (isNullAt(vector, p)) continue
      const value = vector.data[p]
      const group = groups === null ? 0 : groups[p]
      const best = this.#best[group]
      if (best === null || this.#sign * this.#order(value, best) > 0) this.#best[group] = value
    }
  }

  finish(groupCount: number): Vector {
    const buffer = new ResultBuffer(this.#type)
    buffer.begin(groupCount)
    for (let group = 0; group < groupCount; group++) buffer.set(group, this.#best[group] ?? null)
    return buffer.finish()
  }
}
