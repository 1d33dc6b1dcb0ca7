// One aggregate over all groups at once. Arguments are evaluated first, for all aggregates of a node, and only then is
// anything added: a PageFault in an argument leaves every state as it was.

import type { Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'

export interface Accumulator {
  /** Evaluates the arguments over a batch with at least one row. May throw PageFault. */
  prepare(batch: Batch): void
  /**
   * Adds the rows of the batch that was prepared. `groups`: the group of each row, by position; null: all are of group 0.
   * Groups below `groupCount` exist.
   */
  add(groups: Int32Array | null, groupCount: number): void
  /** One value a group, at positions 0..groupCount-1. */
  finish(groupCount: number): Vector
}

/** A copy of at least `size` items. */
export function grownFloats(array: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  if (array.length >= size) return array
  const grown = new Float64Array(Math.max(size, 2 * array.length, 16))
  grown.set(array)
  return grown
}

export function grownInts(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  if (array.length >= size) return array
  const grown = new Int32Array(Math.max(size, 2 * array.length, 16))
  grown.set(array)
  return grown
}
