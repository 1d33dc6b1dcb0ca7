// Puts out-of-line values into a leaf's column before a reader sees it. Called by leaf.ts.
// Throws PageFault while some are not in memory; those that are stay in the leaf, so every retry gets further.

import type { Cell } from '../base/cell.ts'
import { BlobReference } from './blob-reference.ts'
import type { Leaf } from './leaf.ts'

/** Values asked for at once, and their bytes: a column of large values must not fill the memory in one step. */
const batchValues = 64
const batchBytes = 4 * 1024 * 1024

/** After it returns, rows [start, end) of the column hold values. */
export function resolveBlobs(leaf: Leaf, position: number, range: { readonly start: number; readonly end: number }): void {
  const items = leaf.columns[position]
  const source = leaf.blobSource
  if (source === null || !Array.isArray(items)) return
  let next = range.start
  for (;;) {
    const indexes: number[] = []
    const references: BlobReference[] = []
    let bytes = 0
    for (; next < range.end && indexes.length < batchValues && bytes < batchBytes; next++) {
      const cell: Cell = items[next]
      if (!(cell instanceof BlobReference)) continue
      indexes.push(next)
      references.push(cell)
      bytes += cell.byteLength
    }
    if (indexes.length === 0) return
    const values = source.blobs(references)
    for (let i = 0; i < indexes.length; i++) items[indexes[i]] = values[i]
    source.grew(leaf, bytes)
  }
}
