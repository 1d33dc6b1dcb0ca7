// count(*) and count(x): how many rows, or how many values that are not NULL.

import { sqlTypes } from '../../values/sql-type.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Evaluate } from '../expression/evaluate.ts'
import { grownFloats, type Accumulator } from './accumulator.ts'

export class Count implements Accumulator {
  readonly #argument: Evaluate | null
  #counts = new Float64Array(1)
  #batch: Batch | null = null
  #vector: Vector | null = null

  /** null: count(*). */
  constructor(argument: Evaluate | null) {
    this.#argument = argument
  }

  prepare(batch: Batch): void {
    this.#vector = this.#argument?.(batch) ?? null
    this.#batch = batch
  }

  add(groups: Int32Array | null, groupCount: number): void {
    if (this.#batch === null) return
    const { selection, count } = this.#batch
    this.#counts = grownFloats(this.#counts, groupCount)
    const counts = this.#counts
    const vector = this.#vector
    if (vector === null || (vector.nulls === null && !Array.isArray(vector.data))) {
      if (groups === null) counts[0] += count
      else for (let i = 0; i < count; i++) counts[groups[selection[i]]]++
      return
    }
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (!isNullAt(vector, p)) counts[groups === null ? 0 : groups[p]]++
    }
  }

  finish(groupCount: number): Vector {
    return { type: sqlTypes.int8, data: grownFloats(this.#counts, groupCount), nulls: null }
  }
}
