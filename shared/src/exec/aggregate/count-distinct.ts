// count(DISTINCT x): one table over (group, value) pairs, so that no group keeps rows.

import type { SqlType } from '../../values/sql-type.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Evaluate } from '../expression/evaluate.ts'
import { createKeyCoder, type KeyCoder } from '../key-coder.ts'
import { IntegerTable } from '../integer-table.ts'
import { grownFloats, type Accumulator } from './accumulator.ts'

const codeLimit = 2 ** 26

export class CountDistinct implements Accumulator {
  readonly #argument: Evaluate
  readonly #coder: KeyCoder
  readonly #pairs = new IntegerTable()
  #counts = new Float64Array(1)
  #codes = new Int32Array(0)
  #batch: Batch | null = null
  #vector: Vector | null = null

  constructor(argument: Evaluate, type: SqlType) {
    this.#argument = argument
    this.#coder = createKeyCoder(type)
  }

  prepare(batch: Batch): void {
    this.#vector = this.#argument(batch)
    this.#batch = batch
  }

  add(groups: Int32Array | null, groupCount: number): void {
    const vector = this.#vector
    if (this.#batch === null || vector === null) return
    const { selection, count, length } = this.#batch
    if (this.#codes.length < length) this.#codes = new Int32Array(length)
    this.#counts = grownFloats(this.#counts, groupCount)
    this.#coder.add(vector, selection, count, this.#codes)
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (isNullAt(vector, p)) continue
      const group = groups === null ? 0 : groups[p]
      const known = this.#pairs.size
      if (this.#pairs.add(group * codeLimit + this.#codes[p]) === known) this.#counts[group]++
    }
  }

  finish(groupCount: number): Vector {
    return { type: sqlTypes.int8, data: grownFloats(this.#counts, groupCount), nulls: null }
  }
}
