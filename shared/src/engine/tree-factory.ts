// How a head gets its trees: empty ones for new tables and indexes, and ones at a stored root. One per open database,
// because all its trees share a hash seed and a page cache.

import type { PageHash } from '../base/brand.ts'
import type { TreeLayout, TreeWriter } from '../storage/tree-contract.ts'

export interface TreeFactory {
  empty(layout: TreeLayout): TreeWriter
  /** `root` null: an empty tree. */
  open(layout: TreeLayout, root: PageHash | null, count: number): TreeWriter
}
