// Gives the values of one key column dense codes: equal values have equal codes. NULL has a code of its own.
// One coder per way of hashing; key-table.ts puts the codes of several columns together.

import { equalityKeyFor, type EqualityKey } from '../values/equality-key.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { valueAt, type Vector, type VectorOrigin } from '../values/vector.ts'
import { comparisonKind } from './expression/comparison-kind.ts'
import { IntegerTable } from './integer-table.ts'

/** Writes a code for each selected row to `codes`, by position. */
export interface KeyCoder {
  /** New values get new codes. */
  add(vector: Vector, selection: Int32Array, count: number, codes: Int32Array): void
  /** Unknown values get -1. */
  find(vector: Vector, selection: Int32Array, count: number, codes: Int32Array): void
  /** Number of codes given. */
  readonly size: number
  /** The code of NULL, or -1 when none was added. */
  readonly nullCode: number
}

export function createKeyCoder(type: SqlType): KeyCoder {
  switch (comparisonKind(type)) {
    case 'number':
    case 'int8':
      return new NumberCoder() // prettier-ignore
    case 'float':
    case 'text':
    case 'label':
      return new ItemCoder() // prettier-ignore
    case 'other':
      return new ValueCoder(type)
  }
}

/** Whole numbers, and bigints beyond 2^53 on the side. Codes are the table's ids; NULL and bigints take ids of impossible keys. */
class NumberCoder implements KeyCoder {
  readonly #table = new IntegerTable()
  readonly #big = new Map<bigint, number>()
  nullCode = -1
  /** Numbers that stand for NULL and for bigints in the table: below every safe integer. */
  #nextStandIn = -(2 ** 53) - 2

  get size(): number {
    return this.#table.size
  }

  add({ data, nulls }: Vector, selection: Int32Array, count: number, codes: Int32Array): void {
    const table = this.#table
    if (nulls === null && data instanceof Int32Array) {
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        codes[p] = table.add(data[p])
      }
    } else if (nulls === null && data instanceof Float64Array) {
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        codes[p] = table.add(data[p])
      }
    } else {
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        const item = nulls !== null && nulls[p] === 1 ? null : data[p]
        codes[p] = typeof item === 'number' ? table.add(item) : item === null ? this.#addNull() : this.#addBig(item)
      }
    }
  }

  find({ data, nulls }: Vector, selection: Int32Array, count: number, codes: Int32Array): void {
    const table = this.#table
    if (nulls === null && data instanceof Int32Array) {
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        codes[p] = table.findInt(data[p])
      }
    } else if (nulls === null && data instanceof Float64Array) {
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        codes[p] = table.find(data[p])
      }
    } else {
      for (let i = 0; i < count; i++) {
        const p = selection[i]
        const item = nulls !== null && nulls[p] === 1 ? null : data[p]
        codes[p] = typeof item === 'number' ? table.find(item) : item === null ? this.nullCode : (this.#big.get(item as bigint) ?? -1)
      }
    }
  }

  #addNull(): number {
    if (this.nullCode < 0) this.nullCode = this.#addStandIn()
    return this.nullCode
  }

  #addBig(item: SqlValue): number {
    const key = typeof item === 'bigint' ? item : BigInt(Number(item))
    let code = this.#big.get(key)
    if (code === undefined) this.#big.set(key, (code = this.#addStandIn()))
    return code
  }

  #addStandIn(): number {
    const code = this.#table.add(this.#nextStandIn)
    this.#nextStandIn *= 1.0000001
    return code
  }
}

/** Items that a Map compares as SQL does: strings; floats with NaN equal to NaN and -0 to 0. */
class ItemCoder implements KeyCoder {
  readonly #codes = new Map<SqlValue, number>()
  readonly #known = new OriginCodes()

  get size(): number {
    return this.#codes.size
  }

  get nullCode(): number {
    return this.#codes.get(null) ?? -1
  }

  add(vector: Vector, selection: Int32Array, count: number, out: Int32Array): void {
    const { data, nulls, origin } = vector
    if (origin !== undefined) return this.#addCopies(vector, origin, selection, count, out)
    const codes = this.#codes
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const item = nulls !== null && nulls[p] === 1 ? null : data[p]
      let code = codes.get(item)
      if (code === undefined) codes.set(item, (code = codes.size))
      out[p] = code
    }
  }

  /** Looks each row of the origin up once. */
  #addCopies({ data, nulls }: Vector, origin: VectorOrigin, selection: Int32Array, count: number, out: Int32Array): void {
    const known = this.#known.of(origin)
    const { rows } = origin
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const row = rows[p] + 1
      let code = known[row] - 1
      if (code < 0) {
        const item = nulls !== null && nulls[p] === 1 ? null : data[p]
        const found = this.#codes.get(item)
        code = found ?? this.#codes.size
        if (found === undefined) this.#codes.set(item, code)
        known[row] = code + 1
      }
      out[p] = code
    }
  }

  find({ data, nulls }: Vector, selection: Int32Array, count: number, out: Int32Array): void {
    const codes = this.#codes
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      out[p] = codes.get(nulls !== null && nulls[p] === 1 ? null : data[p]) ?? -1
    }
  }
}

/** Codes already given to the rows of one origin, plus one; slot 0 is the missing row. */
class OriginCodes {
  #column: VectorOrigin['column'] | null = null
  #codes = new Int32Array(0)

  of({ column, size }: VectorOrigin): Int32Array {
    if (this.#column !== column || this.#codes.length <= size) {
      this.#column = column
      this.#codes = new Int32Array(size + 1)
    }
    return this.#codes
  }
}

/** Everything else, through the type's equality key. */
class ValueCoder implements KeyCoder {
  readonly #codes = new Map<EqualityKey, number>()
  readonly #keyOf: (value: SqlValue) => EqualityKey

  constructor(type: SqlType) {
    this.#keyOf = equalityKeyFor(type)
  }

  get size(): number {
    return this.#codes.size
  }

  get nullCode(): number {
    return this.#codes.get(null) ?? -1
  }

  add(vector: Vector, selection: Int32Array, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const value = valueAt(vector, p)
      const key = value === null ? null : this.#keyOf(value)
      let code = this.#codes.get(key)
      if (code === undefined) this.#codes.set(key, (code = this.#codes.size))
      out[p] = code
    }
  }

  find(vector: Vector, selection: Int32Array, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const value = valueAt(vector, p)
      out[p] = this.#codes.get(value === null ? null : this.#keyOf(value)) ?? -1
    }
  }
}
