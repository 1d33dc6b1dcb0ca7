// A column of one batch: the unit that operators and kernels work on.
// NULL: in 'i32' and 'f64' vectors `nulls[i] === 1` (`nulls === null` means none); in 'any' vectors the item is `null`.

import type { SqlValue } from './sql-value.ts'
import { physicalKind, type SqlType } from './sql-type.ts'

export type VectorData = Int32Array | Float64Array | SqlValue[]

export interface Vector {
  readonly type: SqlType
  /**
   * Typed by `physicalKind(type)`, with one exception: a vector of kind 'any' whose type is int8 may be a
   * Float64Array (every value a safe integer, nulls in `nulls`). Always read through `data[i]` and `nulls`.
   */
  readonly data: VectorData
  readonly nulls: Uint8Array | null
  /** Set by joins: what the values are copies of, so that grouping computes the key of each original only once. */
  readonly origin?: VectorOrigin
}

/** Position p holds row `rows[p]` of `column` (NULL where negative). `size`: rows of the column. */
export interface VectorOrigin {
  readonly column: VectorData
  readonly size: number
  readonly rows: Int32Array
}

/** NULL at position `i`, for every kind of vector. */
export function isNullAt(vector: Vector, i: number): boolean {
  return vector.nulls === null ? vector.data[i] === null : vector.nulls[i] === 1
}

/** The value at `i` in its runtime form: booleans come out as true/false. */
export function valueAt(vector: Vector, i: number): SqlValue {
  if (vector.nulls !== null && vector.nulls[i] === 1) return null
  const item = vector.data[i]
  return vector.type.name === 'bool' && typeof item === 'number' && vector.type.kind === 'scalar' ? item !== 0 : item
}

/** A vector of `type` from runtime values. */
export function vectorOf(type: SqlType, values: readonly SqlValue[]): Vector {
  const kind = physicalKind(type)
  if (kind === 'any') return { type, data: values.slice(), nulls: null }
  const data = kind === 'i32' ? new Int32Array(values.length) : new Float64Array(values.length)
  let nulls: Uint8Array | null = null
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value === null) {
      nulls ??= new Uint8Array(values.length)
      nulls[i] = 1
    } else data[i] = Number(value)
  }
  return { type, data, nulls }
}
