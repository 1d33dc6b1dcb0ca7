// sum and avg of int2, int4 and int8. Sums stay plain numbers while they are safe and spill into a bigint a group.

import { toInt8 } from '../../functions/integer-arithmetic.ts'
import { divideDecimals } from '../../values/decimal-arithmetic.ts'
import { makeDecimal } from '../../values/decimal.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import { grownFloats, type Accumulator } from './accumulator.ts'

/** Half of the safe range: a sum and a safe term below it cannot round before the check. */
const spillAt = 2 ** 52

export class SumIntegers implements Accumulator {
  readonly #argument: Evaluate
  readonly #type: SqlType
  readonly #isAverage: boolean
  #sums = new Float64Array(1)
  #counts = new Float64Array(1)
  readonly #spilled = new Map<number, bigint>()
  #batch: Batch | null = null
  #vector: Vector | null = null

  /** `type`: int8 or numeric for a sum, numeric for an average. */
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
    const { data, nulls } = this.#vector
    this.#sums = grownFloats(this.#sums, groupCount)
    this.#counts = grownFloats(this.#counts, groupCount)
    if (data instanceof Int32Array && nulls === null && groups !== null) this.#addInts(data, selection, count, groups)
    else if (data instanceof Int32Array && nulls === null) this.#addIntsOfOneGroup(data, selection, count)
    else this.#addAny(data, nulls, selection, count, groups)
  }

  #addInts(data: Int32Array, selection: Int32Array, count: number, groups: Int32Array): void {
    const sums = this.#sums
    const counts = this.#counts
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const group = groups[p]
      const sum = sums[group] + data[p]
      sums[group] = sum
      counts[group]++
      if (sum > spillAt || sum < -spillAt) this.#spill(group)
    }
  }

  #addIntsOfOneGroup(data: Int32Array, selection: Int32Array, count: number): void {
    // A batch is far smaller than 2^20 rows, so its own sum is exact.
    let sum = 0
    for (let i = 0; i < count; i++) sum += data[selection[i]]
    this.#sums[0] += sum
    this.#counts[0] += count
    if (this.#sums[0] > spillAt || this.#sums[0] < -spillAt) this.#spill(0)
  }

  #addAny(data: Vector['data'], nulls: Uint8Array | null, selection: Int32Array, count: number, groups: Int32Array | null): void {
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const item: SqlValue = nulls !== null && nulls[p] === 1 ? null : data[p]
      if (item === null) continue
      const group = groups === null ? 0 : groups[p]
      this.#counts[group]++
      if (typeof item === 'number' && item < spillAt && item > -spillAt) {
        this.#sums[group] += item
        if (this.#sums[group] > spillAt || this.#sums[group] < -spillAt) this.#spill(group)
      } else this.#spilled.set(group, (this.#spilled.get(group) ?? 0n) + BigInt(item as number | bigint))
    }
  }

  #spill(group: number): void {
    this.#spilled.set(group, (this.#spilled.get(group) ?? 0n) + BigInt(this.#sums[group]))
    this.#sums[group] = 0
  }

  finish(groupCount: number): Vector {
    const sums = grownFloats(this.#sums, groupCount)
    const counts = grownFloats(this.#counts, groupCount)
    const buffer = new ResultBuffer(this.#type)
    buffer.begin(groupCount)
    for (let group = 0; group < groupCount; group++) {
      if (counts[group] === 0) buffer.setNull(group)
      else buffer.set(group, this.#valueOf(sums[group], this.#spilled.get(group), counts[group]))
    }
    return buffer.finish()
  }

  #valueOf(sum: number, spilled: bigint | undefined, count: number): SqlValue {
    const total = spilled === undefined ? sum : spilled + BigInt(sum)
    if (this.#isAverage) return divideDecimals(makeDecimal(total, 0), makeDecimal(count, 0))
    if (this.#type.name === 'numeric') return makeDecimal(total, 0)
    return typeof total === 'number' ? total : toInt8(total)
  }
}
