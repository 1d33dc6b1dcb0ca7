// The unit that operators hand on: columns, and which of their rows count.
// A batch and its vectors stay valid until the next call of `next()` or `reset()` on the operator that gave it:
// whoever keeps rows longer copies them (row-store.ts). Nobody writes into a batch that it was given.

import type { Vector } from '../values/vector.ts'

export interface Batch {
  readonly columns: readonly Vector[]
  /** Positions of the rows that count, in order; only the first `count` items. Every expression result is aligned to positions. */
  readonly selection: Int32Array
  readonly count: number
  /** Positions are below this; results of expressions are made at least this long. */
  readonly length: number
}

/** Rows of a batch that an operator makes itself. Leaves may be larger. */
export const batchRows = 1024

let identity: Int32Array = new Int32Array(0)

/** 0, 1, 2 … at least `length` of them. Shared by all: never written. */
export function identitySelection(length: number): Int32Array {
  if (identity.length < length) {
    identity = new Int32Array(Math.max(length, 2 * identity.length, batchRows))
    for (let i = 0; i < identity.length; i++) identity[i] = i
  }
  return identity
}

/** All rows 0..length-1. */
export function denseBatch(columns: readonly Vector[], length: number): Batch {
  return { columns, selection: identitySelection(length), count: length, length }
}

/** The same columns, other rows. */
export function withSelection(batch: Batch, selection: Int32Array, count: number): Batch {
  return { columns: batch.columns, selection, count, length: batch.length }
}

/** One row without columns: what VALUES without input, and invariant expressions, are evaluated over. */
export const unitBatch: Batch = { columns: [], selection: new Int32Array(1), count: 1, length: 1 }
