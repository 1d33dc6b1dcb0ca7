// sum and avg of float4 and float8: exact sums a group, rounded once, so that the order of rows never shows.

import { FloatSum } from '../../functions/float-sum.ts'
import { overflow } from '../../functions/value-errors.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import type { Accumulator } from './accumulator.ts'

export class SumFloats implements Accumulator {
  readonly #argument: Evaluate
  readonly #type: SqlType
  readonly #isAverage: boolean
  readonly #sums: FloatSum[] = []
  #batch: Batch | null = null
  #vector: Vector | null = null

  constructor(argument: Evaluate, type: SqlType, isAverage: boolean) {
    this.#argument = argument
    this.#type = type
    this.#isAverage = isAverage
  }

  prepare(batch: Batch): void {
    this.#vector = this.#argument(batch)
    this.#batch = batch
  }

  add(groups: Int32Array | null, groupCount: number): void {
    if (this.#batch === null || this.#vector === null) return
    const { selection, count } = this.#batch
    const vector = this.#vector
    const { data } = vector
    this.#reserve(groupCount)
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (!isNullAt(vector, p)) this.#sums[groups === null ? 0 : groups[p]].add(data[p] as number)
    }
  }

  #reserve(groupCount: number): void {
    while (this.#sums.length < groupCount) this.#sums.push(new FloatSum())
  }

  finish(groupCount: number): Vector {
    this.#reserve(groupCount)
    const buffer = new ResultBuffer(this.#type)
    buffer.begin(groupCount)
    for (let group = 0; group < groupCount; group++) buffer.set(group, this.#valueOf(this.#sums[group]))
    return buffer.finish()
  }

  #valueOf(sum: FloatSum): SqlValue {
    if (sum.count === 0) return null
    if (this.#isAverage) return sum.average()
    if (this.#type.name === 'float8') return sum.sum()
    const rounded = Math.fround(sum.sum())
    if (!Number.isFinite(rounded) && sum.special() === null) throw overflow()
    return rounded
  }
}
