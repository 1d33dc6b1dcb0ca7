// The right rows of a hash join by key id: for each id a run of row numbers, in input order.

import type { SqlType } from '../values/sql-type.ts'
import type { Vector } from '../values/vector.ts'
import { isNullAt } from '../values/vector.ts'
import { KeyTable } from './key-table.ts'

export class JoinIndex {
  readonly #table: KeyTable
  readonly #nullsEqual: boolean
  #ids = new Int32Array(64)
  #rows = 0
  /** Rows of id i: `#byId[#starts[i]]` up to `#byId[#starts[i + 1]]`. */
  #starts = new Int32Array(1)
  #byId = new Int32Array(0)
  #scratch = new Int32Array(0)
  #isUnique = true
  #hasNullKeys = false

  constructor(types: readonly SqlType[], nullsEqual: boolean) {
    this.#table = new KeyTable(types)
    this.#nullsEqual = nullsEqual
  }

  /** true: no key has two rows. Valid after `seal`. */
  get isUnique(): boolean {
    return this.#isUnique
  }

  /** true: every row has a key of its own, so ids and row numbers are the same. Valid after `seal`. */
  get isDirect(): boolean {
    return this.#isUnique && this.#table.size === this.#rows && !this.#hasNullKeys
  }

  /** Takes the next `count` rows. Rows with a NULL key are counted but never found, unless NULLs are equal. */
  add(keys: readonly Vector[], selection: Int32Array, count: number, length: number): void {
    if (this.#scratch.length < length) this.#scratch = new Int32Array(length)
    const ids = this.#scratch
    this.#table.add(keys, selection, count, ids)
    this.#reserve(count)
    const hasNulls = !this.#nullsEqual && keys.some(key => key.nulls !== null || Array.isArray(key.data))
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const isNull = hasNulls && keys.some(key => isNullAt(key, p))
      if (isNull) this.#hasNullKeys = true
      this.#ids[this.#rows + i] = isNull ? -1 : ids[p]
    }
    this.#rows += count
  }

  #reserve(count: number): void {
    if (this.#rows + count <= this.#ids.length) return
    const grown = new Int32Array(Math.max(this.#rows + count, 2 * this.#ids.length))
    grown.set(this.#ids)
    this.#ids = grown
  }

  /** Call once, after the last row. */
  seal(): void {
    const keys = this.#table.size
    const starts = new Int32Array(keys + 2)
    for (let row = 0; row < this.#rows; row++) if (this.#ids[row] >= 0) starts[this.#ids[row] + 2]++
    for (let id = 2; id < starts.length; id++) {
      if (starts[id] > 1) this.#isUnique = false
      starts[id] += starts[id - 1]
    }
    const byId = new Int32Array(this.#rows)
    for (let row = 0; row < this.#rows; row++) if (this.#ids[row] >= 0) byId[starts[this.#ids[row] + 1]++] = row
    this.#starts = starts
    this.#byId = byId
  }

  /** Ids of left keys by position; -1: no such key. */
  find(keys: readonly Vector[], selection: Int32Array, count: number, ids: Int32Array): void {
    this.#table.find(keys, selection, count, ids, this.#nullsEqual)
  }

  start(id: number): number {
    return this.#starts[id]
  }

  end(id: number): number {
    return this.#starts[id + 1]
  }

  /** Row numbers; index with `start` and `end`. */
  get rows(): Int32Array {
    return this.#byId
  }
}
