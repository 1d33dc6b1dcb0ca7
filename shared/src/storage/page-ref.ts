// A clean child: the hash of its page, and the node while it is in memory. All parents that name one page may share
// one PageRef, so the cache drops a node everywhere by clearing `node`. Made by page decoders and checkpoint-tree.ts.

import type { PageHash } from '../base/brand.ts'
import type { TreeNode } from './node.ts'

/** What a parent says about a page; loading checks it, so that a wrong page cannot pass for another. */
export interface PageClaim {
  /** 0: a leaf. null: not known (the root of a tree that was just opened). */
  readonly height: number | null
  /** Rows below. */
  readonly count: number
  /** Some row below has a value in a blob page: garbage collection must look into its leaves. */
  readonly hasBlobs: boolean
}

/** A page in steady use survives this many sweeps; one that a scan passed by, fewer. */
export const maxUses = 3

export class PageRef {
  readonly kind = 2
  readonly hash: PageHash
  readonly claim: PageClaim
  node: TreeNode | null = null
  /** Accesses up to `maxUses`; the cache's sweep takes one away and drops what has none. */
  uses = 1
  /** Memory that the node takes, as the cache counts it. */
  bytes = 0

  constructor(hash: PageHash, claim: PageClaim) {
    this.hash = hash
    this.claim = claim
  }
}
