// sum and avg of numeric. Digits of one scale add up as plain numbers; what is larger, or of another scale, goes
// through an exact accumulator of the group.

import { addDecimals, divideDecimals } from '../../values/decimal-arithmetic.ts'
import { DecimalSum } from '../../values/decimal-sum.ts'
import { makeDecimal } from '../../values/decimal.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { Decimal } from '../../values/sql-value.ts'
import type { Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import { grownFloats, grownInts, type Accumulator } from './accumulator.ts'

const spillAt = 2 ** 52

export class SumDecimals implements Accumulator {
  readonly #argument: Evaluate
  readonly #isAverage: boolean
  #digits = new Float64Array(1)
  /** Scale of a group's digits plus one; 0: no digits yet. */
  #scales = new Int32Array(1)
  #counts = new Float64Array(1)
  readonly #rest = new Map<number, DecimalSum>()
  #batch: Batch | null = null
  #vector: Vector | null = null

  constructor(argument: Evaluate, isAverage: boolean) {
    this.#argument = argument
    this.#isAverage = isAverage
  }

  prepare(batch: Batch): void {
    this.#vector = this.#argument(batch)
    this.#batch = batch
  }

  add(groups: Int32Array | null, groupCount: number): void {
    if (this.#batch === null || this.#vector === null) return
    const { selection, count } = this.#batch
    const { data } = this.#vector
    this.#digits = grownFloats(this.#digits, groupCount)
    this.#scales = grownInts(this.#scales, groupCount)
    this.#counts = grownFloats(this.#counts, groupCount)
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const value = data[p]
      // Only NULL is not a Decimal here.
      if (value !== null) this.#addOne(value as Decimal, groups === null ? 0 : groups[p])
    }
  }

  #addOne(value: Decimal, group: number): void {
    this.#counts[group]++
    const { digits, scale } = value
    const known = this.#scales[group]
    if (known === 0) this.#scales[group] = scale + 1
    if (typeof digits === 'number' && (known === 0 || known === scale + 1) && value.special === undefined) {
      const sum = this.#digits[group] + digits
      if (sum < spillAt && sum > -spillAt) {
        this.#digits[group] = sum
        return
      }
    }
    this.#restOf(group).addDecimal(value)
  }

  #restOf(group: number): DecimalSum {
    let rest = this.#rest.get(group)
    if (rest === undefined) this.#rest.set(group, (rest = new DecimalSum()))
    return rest
  }

  finish(groupCount: number): Vector {
    const counts = grownFloats(this.#counts, groupCount)
    const buffer = new ResultBuffer(sqlTypes.numeric)
    buffer.begin(groupCount)
    for (let group = 0; group < groupCount; group++) {
      if (counts[group] === 0) buffer.setNull(group)
      else {
        const sum = this.#sumOf(group)
        buffer.set(group, this.#isAverage ? divideDecimals(sum, makeDecimal(counts[group], 0)) : sum)
      }
    }
    return buffer.finish()
  }

  #sumOf(group: number): Decimal {
    const plain = makeDecimal(this.#digits[group], this.#scales[group] - 1)
    const rest = this.#rest.get(group)?.sum() ?? null
    return rest === null ? plain : addDecimals(plain, rest)
  }
}
