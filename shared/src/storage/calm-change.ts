// O(1) proofs that a change of one row stays within its leaf: that no split of the cap rule can appear or vanish by it.
// "Soft" starts are those that only the cap rule made (level -1). A proof that fails is not a change: restructure.ts decides.
// Why they hold: a row is a soft start exactly when the rows between its neighbours of smaller hash weigh more than the cap.

import type { Key } from '../base/cell.ts'
import type { Leaf } from './leaf.ts'
import type { KeyHash } from './key-hash.ts'
import type { TreePath } from './tree-path.ts'
import { firstLevel, noLevel, type TreeShape } from './tree-shape.ts'

export interface InsertedRow {
  readonly leaf: Leaf
  readonly index: number
  readonly hash: KeyHash
  readonly key: Key
  readonly width: number
}

/** A row that is no boundary by its hash can be put into its leaf as it is. */
export function isCalmInsert(shape: TreeShape, path: TreePath, row: InsertedRow): boolean {
  if (row.leaf.bytes + row.width > shape.parameters.capBytes) return false
  if (path.depth === 0) return true
  const isStartSoft = path.level === noLevel
  const isNextSoft = path.nextLevel() === noLevel
  if (!isStartSoft && !isNextSoft) return true
  // A new first row of all makes the old first row a candidate for a split.
  if (row.index === 0) return false
  if (isStartSoft && !isBelow(shape, row, path.slot.start)) return false
  const next = isNextSoft ? path.nextStart() : null
  return next === null || isBelow(shape, row, next.start)
}

/**
 * A row behind all others of its leaf, which begins a leaf and no inner node, can be put into a leaf of its own beside it: nothing moves
 * there, as long as hard boundaries follow and the parent, a whole run by itself, has room. So grows a table that is loaded in order.
 */
export function isCalmBoundary(shape: TreeShape, path: TreePath, leaf: Leaf, index: number): boolean {
  const { nodes, indexes, depth } = path
  if (depth === 0 || index < leaf.count || path.nextLevel() === noLevel) return false
  if (nodes[depth - 1].children.length >= shape.parameters.innerCap) return false
  const isWholeRun = depth === 1 || nodes[depth - 2].levels[indexes[depth - 2]] >= 1
  return isWholeRun && nextNodeLevel(path) >= 1
}

/** Level of the inner node after the leaf's parent; `firstLevel` at the end of the tree. */
function nextNodeLevel({ nodes, indexes, depth }: TreePath): number {
  for (let i = depth - 2; i >= 0; i--) {
    const next = indexes[i] + 1
    if (next < nodes[i].levels.length) return nodes[i].levels[next]
  }
  return firstLevel
}

/** True when the row's place in the order of splits comes after that of `start`. */
function isBelow(shape: TreeShape, row: InsertedRow, start: Key): boolean {
  const hash = shape.hashOf(start)
  return row.hash > hash || (row.hash === hash && row.key > start)
}

/** A row may grow within its size class while the leaf keeps within the cap. */
export function isCalmGrowth(shape: TreeShape, bytes: number): boolean {
  return bytes <= shape.parameters.capBytes
}

/** A leaf may shrink to `bytes` when the soft starts beside it keep the weight that made them. */
export function isCalmShrink(shape: TreeShape, path: TreePath, leaf: Leaf, bytes: number): boolean {
  if (path.depth === 0) return true
  const isStartSoft = path.level === noLevel
  const next = path.nextLevel() === noLevel ? path.nextStart() : null
  if (!isStartSoft && next === null) return true
  const node = path.nodes[path.depth - 1]
  const index = path.indexes[path.depth - 1]
  // The soft start of larger hash is the one whose range is smallest: if it stays, so do the others.
  const isAtNext = next !== null && (!isStartSoft || isLater(shape, next.start, path.slot.start))
  const neighbour = index + (isAtNext ? 1 : -1)
  if (neighbour < 0 || neighbour >= node.weights.length || leaf.count < 2) return false
  return bytes + node.weights[neighbour] > shape.parameters.capBytes
}

function isLater(shape: TreeShape, a: Key, b: Key): boolean {
  const hashA = shape.hashOf(a)
  const hashB = shape.hashOf(b)
  return hashA > hashB || (hashA === hashB && a > b)
}
