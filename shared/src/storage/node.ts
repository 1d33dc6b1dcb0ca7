// The three things a tree's child slot can hold, and who may change a node in place.
// A node with an owner belongs to one head (a Tree) and is dirty; a clean node has no owner and equals its page.

import type { PageHash } from '../base/brand.ts'
import type { InnerNode } from './inner-node.ts'
import type { Leaf } from './leaf.ts'
import type { PageRef } from './page-ref.ts'

/** Identity only: a head's right to change its nodes in place. Renewed on both sides by a fork. */
export class OwnerToken {
  readonly isOwner = true
}

/**
 * The page of a dirty node that a checkpoint encoded and nobody stored yet, or that was only hashed. Such a node is shared
 * with the checkpoint's fork, so it does not change any more.
 */
export interface EncodedNode {
  readonly hash: PageHash
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly hasBlobs: boolean
}

export type TreeNode = Leaf | InnerNode
export type Child = TreeNode | PageRef
