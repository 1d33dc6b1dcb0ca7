// Dense ids for keys of one or more columns: groups, distinct rows, join keys, set operations.
// Columns are coded one by one, then pairs of codes are numbered, so no key is ever written out as text.

import type { SqlType } from '../values/sql-type.ts'
import type { Vector } from '../values/vector.ts'
import { IntegerTable } from './integer-table.ts'
import { createKeyCoder, type KeyCoder } from './key-coder.ts'

/** Codes stay below this; a pair of codes is exact in a double. */
const codeLimit = 2 ** 26

export class KeyTable {
  readonly #coders: readonly KeyCoder[]
  readonly #pairs: readonly IntegerTable[]
  /** For a key of no columns: is the single key there? */
  #hasUnit = false
  #codes = new Int32Array(0)

  constructor(types: readonly SqlType[]) {
    this.#coders = types.map(createKeyCoder)
    this.#pairs = types.slice(1).map(() => new IntegerTable())
  }

  /** Number of distinct keys added. */
  get size(): number {
    if (this.#coders.length === 0) return this.#hasUnit ? 1 : 0
    return this.#pairs.at(-1)?.size ?? this.#coders[0].size
  }

  /** Writes the id of each selected row's key to `ids`, by position; new keys get the next ids. NULL equals NULL. */
  add(vectors: readonly Vector[], selection: Int32Array, count: number, ids: Int32Array): void {
    if (this.#coders.length === 0) {
      this.#hasUnit = true
      fill(ids, selection, count, 0)
      return
    }
    this.#coders[0].add(vectors[0], selection, count, ids)
    for (let k = 1; k < this.#coders.length; k++) {
      const codes = this.#take(ids.length)
      this.#coders[k].add(vectors[k], selection, count, codes)
      const pairs = this.#pairs[k - 1]
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        ids[p] = pairs.add(ids[p] * codeLimit + codes[p])
      }
    }
  }

  /** As `add`, but unknown keys get -1. With `nullsEqual` false a NULL anywhere gives -1. */
  find(vectors: readonly Vector[], selection: Int32Array, count: number, ids: Int32Array, nullsEqual: boolean): void {
    if (this.#coders.length === 0) return fill(ids, selection, count, this.#hasUnit ? 0 : -1)
    this.#findColumn(0, vectors[0], selection, count, ids, nullsEqual)
    for (let k = 1; k < this.#coders.length; k++) {
      const codes = this.#take(ids.length)
      this.#findColumn(k, vectors[k], selection, count, codes, nullsEqual)
      const pairs = this.#pairs[k - 1]
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        const code = codes[p]
        ids[p] = ids[p] < 0 || code < 0 ? -1 : pairs.find(ids[p] * codeLimit + code)
      }
    }
  }

  #findColumn(k: number, vector: Vector, selection: Int32Array, count: number, codes: Int32Array, nullsEqual: boolean): void {
    const coder = this.#coders[k]
    coder.find(vector, selection, count, codes)
    const { nullCode } = coder
    if (nullsEqual || nullCode < 0) return
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (codes[p] === nullCode) codes[p] = -1
    }
  }

  #take(length: number): Int32Array {
    if (this.#codes.length < length) this.#codes = new Int32Array(length)
    return this.#codes
  }
}

function fill(ids: Int32Array, selection: Int32Array, count: number, id: number): void {
  for (let i = 0; i < count; i++) ids[selection[i]] = id
}
