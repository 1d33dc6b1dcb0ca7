// Parts of finished columns as vectors that start at position 0: aggregates and windows hand out their results with it.

import type { Vector } from '../values/vector.ts'

export function sliceVector(vector: Vector, from: number, to: number): Vector {
  const { type, data, nulls } = vector
  if (from === 0) return vector
  const part = data instanceof Int32Array || data instanceof Float64Array ? data.subarray(from, to) : data.slice(from, to)
  return { type, data: part, nulls: nulls === null ? null : nulls.subarray(from, to) }
}
