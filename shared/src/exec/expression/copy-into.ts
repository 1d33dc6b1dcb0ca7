// Copies selected positions of a vector into a result buffer of the same type, position by position.

import type { Vector } from '../../values/vector.ts'
import type { ResultBuffer } from './result-buffer.ts'

export function copyInto(buffer: ResultBuffer, vector: Vector, selection: Int32Array, count: number): void {
  const { data, nulls } = vector
  if (data instanceof Int32Array && buffer.isInts) {
    const ints = buffer.ints
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      ints[p] = data[p]
    }
    // A later operand of COALESCE overwrites a NULL of an earlier one.
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (nulls !== null && nulls[p] === 1) buffer.setNull(p)
      else buffer.clearNull(p)
    }
    return
  }
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    buffer.set(p, nulls !== null && nulls[p] === 1 ? null : data[p])
  }
}
