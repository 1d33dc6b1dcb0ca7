// Copies chosen rows of a vector into a fresh dense one: joins, sorts and index lookups make their output with it.

import { physicalKind } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import type { Vector } from '../values/vector.ts'

/** Rows at `positions[0..count)`; a negative position gives NULL. `mayMiss`: false promises that there is none. */
export function gather(vector: Vector, positions: Int32Array, count: number, mayMiss: boolean): Vector {
  const { data, nulls, type } = vector
  if (data instanceof Int32Array) {
    const out = new Int32Array(count)
    for (let i = 0; i < count; i++) out[i] = data[positions[i]]
    return { type, data: out, nulls: gatherNulls(nulls, positions, count, mayMiss) }
  }
  if (data instanceof Float64Array) {
    if (physicalKind(type) === 'any' && type.name !== 'int8') return gatherPlain(vector, positions, count)
    const out = new Float64Array(count)
    for (let i = 0; i < count; i++) out[i] = data[positions[i]]
    return { type, data: out, nulls: gatherNulls(nulls, positions, count, mayMiss) }
  }
  if (mayMiss || nulls !== null) return gatherPlain(vector, positions, count)
  const out: SqlValue[] = new Array<SqlValue>(count)
  for (let i = 0; i < count; i++) out[i] = data[positions[i]]
  return { type, data: out, nulls: null }
}

/**
 * Aligned to positions instead of dense: position p of the result is row `rows[p]`, NULL where that is negative. Only
 * selected positions are filled. `size`: rows of the vector.
 */
export function gatherAligned(
  vector: Vector,
  size: number,
  rows: Int32Array,
  selection: Int32Array,
  count: number,
  length: number,
): Vector {
  const { data, nulls, type } = vector
  const origin = { column: data, size, rows }
  if (data instanceof Int32Array || data instanceof Float64Array) {
    const out = data instanceof Int32Array ? new Int32Array(length) : new Float64Array(length)
    let outNulls: Uint8Array | null = null
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const row = rows[p]
      if (row < 0 || (nulls !== null && nulls[row] === 1)) {
        outNulls ??= new Uint8Array(length)
        outNulls[p] = 1
      } else out[p] = data[row]
    }
    return { type, data: out, nulls: outNulls, origin }
  }
  const out: SqlValue[] = new Array<SqlValue>(length)
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    const row = rows[p]
    out[p] = row < 0 ? null : data[row]
  }
  return { type, data: out, nulls: null, origin }
}

function gatherPlain({ type, data, nulls }: Vector, positions: Int32Array, count: number): Vector {
  const out: SqlValue[] = new Array<SqlValue>(count)
  for (let i = 0; i < count; i++) {
    const position = positions[i]
    out[i] = position < 0 || (nulls !== null && nulls[position] === 1) ? null : data[position]
  }
  return { type, data: out, nulls: null }
}

function gatherNulls(nulls: Uint8Array | null, positions: Int32Array, count: number, mayMiss: boolean): Uint8Array | null {
  if (!mayMiss) {
    if (nulls === null) return null
    const out = new Uint8Array(count)
    for (let i = 0; i < count; i++) out[i] = nulls[positions[i]]
    return out
  }
  let out: Uint8Array | null = null
  for (let i = 0; i < count; i++) {
    const position = positions[i]
    if (position < 0 || (nulls !== null && nulls[position] === 1)) {
      out ??= new Uint8Array(count)
      out[i] = 1
    }
  }
  return out
}
