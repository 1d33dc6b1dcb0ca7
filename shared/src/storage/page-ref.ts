// A clean child: the hash of its page, and the node while it is in memory. All parents that name one page may share
// one PageRef, so the cache drops a node everywhere by clearing `node`. Made by page-cache.ts and checkpoint-tree.ts.

import type { PageHash } from '../base/brand.ts'
import type { TreeNode } from './node.ts'

export class PageRef {
  readonly kind = 2
  readonly hash: PageHash
  node: TreeNode | null = null
  /** Set by every access; the cache's sweep clears it and evicts what it finds cleared. */
  isRecent = true
  /** Memory that the node takes, as the cache counts it. */
  bytes = 0

  constructor(hash: PageHash) {
    this.hash = hash
  }
}
