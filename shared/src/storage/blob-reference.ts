// Stands in a leaf's column for a value that is stored out of line, until leaf.ts resolves it through its BlobSource.
// Readers of a leaf never see one: column() and row() resolve first, or throw PageFault.

import type { PageHash } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'

/** A value above `inlineValueBytes`, by the hash of its blob page. */
export class BlobReference {
  readonly kind = 'blob-reference'
  readonly hash: PageHash
  /** Length of the blob page: what loading it costs. */
  readonly byteLength: number

  constructor(hash: PageHash, byteLength: number) {
    this.hash = hash
    this.byteLength = byteLength
  }
}

/** Where a leaf finds its out-of-line values: the page cache. */
export interface BlobSource {
  /** Values in the order of `references`; throws PageFault unless all are in memory. */
  blobs(references: readonly BlobReference[]): readonly Cell[]
  /** The leaf that holds resolved values grew by so many bytes. */
  grew(leaf: object, bytes: number): void
}
