// sum and avg of float4 and float8: exact sums a group, rounded once, so that the order of rows never shows.

import { FloatSum } from '../../functions/float-sum.ts'
import { overflow } from '../../functions/value-errors.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import { grownFloats, type Accumulator } from './accumulator.ts'

/** Beyond this the running sum could overflow, or a term is an infinity: such terms go to the exact accumulator. */
const largeTerm = 1e300

export class SumFloats implements Accumulator {
  readonly #argument: Evaluate
  readonly #type: SqlType
  readonly #isAverage: boolean
  #counts = new Float64Array(1)
  /** The sum of a group is high + low + rest, exactly: each addition keeps its rounding error (Knuth's two-sum). */
  #high = new Float64Array(1)
  #low = new Float64Array(1)
  readonly #rest = new Map<number, FloatSum>()
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
    const { data, nulls } = this.#vector
    this.#counts = grownFloats(this.#counts, groupCount)
    this.#high = grownFloats(this.#high, groupCount)
    this.#low = grownFloats(this.#low, groupCount)
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      // A plain array holds its NULLs itself.
      if (nulls !== null ? nulls[p] === 1 : data[p] === null) continue
      this.#addOne(data[p] as number, groups === null ? 0 : groups[p])
    }
  }

  #addOne(x: number, group: number): void {
    this.#counts[group]++
    const high = this.#high[group]
    const sum = high + x
    if (!(x < largeTerm && x > -largeTerm && sum < largeTerm && sum > -largeTerm)) return this.#restOf(group).add(x)
    const part = sum - high
    const error = high - (sum - part) + (x - part)
    this.#high[group] = sum
    if (error === 0) return
    const low = this.#low[group]
    const lowSum = low + error
    const lowPart = lowSum - low
    const lowError = low - (lowSum - lowPart) + (error - lowPart)
    this.#low[group] = lowSum
    if (lowError !== 0) this.#restOf(group).add(lowError)
  }

  #restOf(group: number): FloatSum {
    let rest = this.#rest.get(group)
    if (rest === undefined) this.#rest.set(group, (rest = new FloatSum()))
    return rest
  }

  finish(groupCount: number): Vector {
    const counts = grownFloats(this.#counts, groupCount)
    const buffer = new ResultBuffer(this.#type)
    buffer.begin(groupCount)
    for (let group = 0; group < groupCount; group++) buffer.set(group, counts[group] === 0 ? null : this.#valueOf(group, counts[group]))
    return buffer.finish()
  }

  #valueOf(group: number, count: number): SqlValue {
    const high = this.#high[group]
    const low = this.#low[group]
    const isRound = this.#type.name === 'float8' && !this.#rest.has(group)
    // One addition of two doubles rounds once, so it is right; so does the division of an exact sum.
    if (isRound && !this.#isAverage) return high + low
    if (isRound && low === 0) return high / count
    const sum = this.#restOf(group)
    sum.add(high)
    sum.add(low)
    sum.count = count
    if (this.#isAverage) return sum.average()
    if (this.#type.name === 'float8') return sum.sum()
    const rounded = Math.fround(sum.sum())
    if (!Number.isFinite(rounded) && sum.special() === null) throw overflow()
    return rounded
  }
}
