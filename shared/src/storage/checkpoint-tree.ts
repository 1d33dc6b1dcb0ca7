// Turns what changed in a tree since its last checkpoint into pages. Called by the engine, which writes the pages of all
// trees with one manifest and then settles each. Works on a fork: the tree may be written to meanwhile.

import { assert } from '../base/assert.ts'
import type { PageHash } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'
import { contentHash } from '../base/content-hash.ts'
import { encodeBlob } from './blob-page.ts'
import { BlobReference } from './blob-reference.ts'
import type { InnerNode } from './inner-node.ts'
import { encodeInner } from './inner-page.ts'
import { encodeLeaf, outOfLineValues } from './leaf-page.ts'
import type { Child, TreeNode } from './node.ts'
import type { PageCache } from './page-cache.ts'
import type { PageRef } from './page-ref.ts'
import { Tree } from './tree.ts'
import type { TreeShape } from './tree-shape.ts'

export interface TreeCheckpoint {
  /** null for a tree without rows. */
  readonly root: PageHash | null
  readonly count: number
  /** New pages, blobs among them. The store may have some of them already. */
  readonly pages: ReadonlyMap<PageHash, Uint8Array<ArrayBuffer>>
  /**
   * To be called once the pages are durable: their nodes become clean, may be dropped from memory, and are not encoded
   * again. A checkpoint that is never settled changes nothing.
   */
  settle(): void
}

/** Pages hashed between two turns of the event loop. */
const batchNodes = 64

/** Encodes and hashes all dirty nodes of `tree` as it is at the time of the call. */
export async function checkpointTree(tree: Tree, cache: PageCache): Promise<TreeCheckpoint> {
  const { count, root } = tree.fork()
  const pages = new Map<PageHash, Uint8Array<ArrayBuffer>>()
  if (count === 0) return { root: null, count, pages, settle: () => undefined }
  const refs = new Map<TreeNode, PageRef>()
  const byHeight: TreeNode[][] = []
  collectDirty(root, byHeight)
  for (const nodes of byHeight) {
    for (let from = 0; from < nodes.length; from += batchNodes) {
      await encodeBatch({ nodes: nodes.slice(from, from + batchNodes), refs, pages, cache, shape: tree.shape })
    }
  }
  const rootRef = refOf(root, refs)
  return { root: rootRef.hash, count, pages, settle: () => settle({ tree, root, rootRef, refs, cache }) }
}

/** A tree at a stored root; no page is read before the first access. */
export function openTree(root: { readonly hash: PageHash; readonly count: number } | null, shape: TreeShape, cache: PageCache): Tree {
  return Tree.open(shape, cache, root === null ? null : root.hash, root === null ? 0 : root.count)
}

function isDirty(child: Child): child is TreeNode {
  return child.kind !== 2 && child.page === null
}

function collectDirty(child: Child, byHeight: TreeNode[][]): void {
  if (!isDirty(child)) return
  const height = child.kind === 0 ? 0 : child.height
  while (byHeight.length <= height) byHeight.push([])
  byHeight[height].push(child)
  if (child.kind === 1) for (const below of child.children) collectDirty(below, byHeight)
}

interface Batch {
  readonly nodes: readonly TreeNode[]
  readonly refs: Map<TreeNode, PageRef>
  readonly pages: Map<PageHash, Uint8Array<ArrayBuffer>>
  readonly cache: PageCache
  readonly shape: TreeShape
}

async function encodeBatch(batch: Batch): Promise<void> {
  const { nodes, refs, pages, cache, shape } = batch
  const fresh = nodes.filter(node => node.encoded === null)
  const blobs = await encodeBlobs(nodes, pages)
  const encoded = fresh.map(node => (node.kind === 0 ? encodeLeaf(node, blobs) : encodeInnerNode(node, refs, shape)))
  const hashes = await Promise.all(encoded.map(page => contentHash(page.bytes)))
  fresh.forEach((node, i) => (node.encoded = { hash: hashes[i], ...encoded[i] }))
  for (const node of nodes) {
    const page = node.encoded
    assert(page !== null, 'a node of the batch is encoded')
    pages.set(page.hash, page.bytes)
    refs.set(node, cache.refOf(page.hash, { height: node.kind === 0 ? 0 : node.height, count: node.count, hasBlobs: page.hasBlobs }))
  }
}

/** Pages of all values that go out of line, and the references that stand for them. */
async function encodeBlobs(nodes: readonly TreeNode[], pages: Batch['pages']): Promise<Map<Cell, BlobReference>> {
  const values = [...new Set(nodes.flatMap(node => (node.kind === 0 ? outOfLineValues(node) : [])))]
  const blobs = await Promise.all(
    values.map(async value => {
      const bytes = encodeBlob(value)
      return { bytes, hash: await contentHash(bytes) }
    }),
  )
  const byValue = new Map<Cell, BlobReference>()
  blobs.forEach(({ bytes, hash }, i) => {
    pages.set(hash, bytes)
    byValue.set(values[i], new BlobReference(hash, bytes.length))
  })
  return byValue
}

function encodeInnerNode(
  node: InnerNode,
  refs: ReadonlyMap<TreeNode, PageRef>,
  shape: TreeShape,
): { bytes: Uint8Array<ArrayBuffer>; hasBlobs: boolean } {
  const children = node.children.map(child => refOf(child, refs))
  return { bytes: encodeInner(node, children, shape), hasBlobs: children.some(child => child.claim.hasBlobs) }
}

function refOf(child: Child, refs: ReadonlyMap<TreeNode, PageRef>): PageRef {
  if (child.kind === 2) return child
  const ref = child.page ?? refs.get(child)
  assert(ref !== undefined, 'children are encoded before their parents')
  return ref
}

function settle(done: { tree: Tree; root: Child; rootRef: PageRef; refs: ReadonlyMap<TreeNode, PageRef>; cache: PageCache }): void {
  const { tree, root, rootRef, refs, cache } = done
  for (const [node, ref] of refs) {
    // Two heads that share nodes may be checkpointed together: the first to settle has done it.
    if (node.page !== null) continue
    // A fork made these nodes immutable for every head, so their owner token opens nothing any more.
    node.owner = null
    node.page = ref
    node.encoded = null
    if (node.kind === 1) for (let i = 0; i < node.children.length; i++) node.children[i] = refOf(node.children[i], refs)
  }
  for (const [node, ref] of refs) if (node.page === ref) cache.adopt(ref, node)
  tree.settleRoot(root, rootRef)
}
