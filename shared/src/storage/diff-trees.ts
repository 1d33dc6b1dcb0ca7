// The rows that differ between two trees of one table. Subtrees that are one node, or pages of one hash, are skipped
// unread, so the work is in the differences. Used for change sets of bulk transactions, for branches and for bootstrap.

import { assert } from '../base/assert.ts'
import type { Cell, Key } from '../base/cell.ts'
import { sameBirth, sameStamp } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { BlobReference } from './blob-reference.ts'
import type { InnerNode } from './inner-node.ts'
import type { Leaf } from './leaf.ts'
import type { Child, TreeNode } from './node.ts'
import type { PageRef } from './page-ref.ts'
import { sameCell } from './same-cell.ts'
import type { Tree } from './tree.ts'

/** One row that is not the same on both sides: values, birth or stamps. */
export interface RowDifference {
  readonly key: Key
  readonly before: StoredRow | null
  readonly after: StoredRow | null
}

/** One side of the walk: the subtree that holds the position, and where it ends (undefined: with the tree). */
interface Side {
  readonly tree: Tree
  child: Child
  end: Key | undefined
}

/** Walks the differences in key order. `next` may throw PageFault and is then called again. */
export class TreeDiff {
  readonly #before: Tree
  readonly #after: Tree
  #from: Key | undefined
  #isDone = false

  constructor(before: Tree, after: Tree) {
    assert(JSON.stringify(before.layout) === JSON.stringify(after.layout), 'trees to compare have one layout')
    this.#before = before.fork()
    this.#after = after.fork()
  }

  /** The next differences, at least one and at most those of a leaf; null at the end. */
  next(): readonly RowDifference[] | null {
    while (!this.#isDone) {
      const before: Side = { tree: this.#before, child: this.#before.root, end: undefined }
      const after: Side = { tree: this.#after, child: this.#after.root, end: undefined }
      const isSame = descendTogether(before, after, this.#from)
      const end = earlier(before.end, after.end)
      const found = isSame ? [] : compareLeaves(before.child as Leaf, after.child as Leaf, { from: this.#from, to: end })
      this.#from = end
      this.#isDone = end === undefined
      if (found.length > 0) return found
    }
    return null
  }
}

/** True when both sides stand on the same subtree; else both stand on the leaf that holds `key`. */
function descendTogether(before: Side, after: Side, key: Key | undefined): boolean {
  for (;;) {
    if (isSameChild(before.child, after.child)) return true
    const nodeBefore = nodeOf(before)
    const nodeAfter = nodeOf(after)
    const heightBefore = heightOf(nodeBefore)
    const heightAfter = heightOf(nodeAfter)
    if (heightBefore === 0 && heightAfter === 0) {
      before.child = nodeBefore
      after.child = nodeAfter
      return false
    }
    if (nodeBefore.kind === 1 && heightBefore >= heightAfter) stepDown(before, nodeBefore, key, nodeAfter)
    if (nodeAfter.kind === 1 && heightAfter >= heightBefore) stepDown(after, nodeAfter, key, nodeBefore)
  }
}

function isSameChild(a: Child, b: Child): boolean {
  if (a === b) return true
  const hash = a.kind === 2 ? a.hash : a.page?.hash
  return hash !== undefined && hash === (b.kind === 2 ? b.hash : b.page?.hash)
}

function nodeOf(side: Side): TreeNode {
  return side.tree.load(side.child)
}

function heightOf(node: TreeNode): number {
  return node.kind === 0 ? 0 : node.height
}

function stepDown(side: Side, node: InnerNode, key: Key | undefined, other: TreeNode): void {
  const index = key === undefined ? 0 : node.indexOf(key)
  if (index + 1 < node.starts.length) side.end = node.starts[index + 1]
  side.child = node.children[index]
  readAhead(side, node, index, other)
}

/** Faults for a child that is to be read, and for its later siblings that the other side does not have. */
function readAhead(side: Side, node: InnerNode, index: number, other: TreeNode): void {
  const { child, tree } = side
  const isMissing = (candidate: Child): candidate is PageRef =>
    candidate.kind === 2 && candidate.node === null && tree.source?.find(candidate) === null
  const others = other.kind === 1 ? other.children : [other]
  if (tree.source === null || !isMissing(child) || others.some(candidate => isSameChild(candidate, child))) return
  const missing: PageRef[] = [child]
  for (let i = index + 1; i < node.children.length && missing.length < tree.source.readAheadPages; i++) {
    const sibling = node.children[i]
    if (isMissing(sibling) && !others.some(candidate => isSameChild(candidate, sibling))) missing.push(sibling)
  }
  throw tree.source.fault(missing, tree.shape)
}

function earlier(a: Key | undefined, b: Key | undefined): Key | undefined {
  return a === undefined ? b : b === undefined || a < b ? a : b
}

/** Differences of the rows in [from, to). */
function compareLeaves(before: Leaf, after: Leaf, range: { from: Key | undefined; to: Key | undefined }): RowDifference[] {
  const found: RowDifference[] = []
  const [i0, endBefore] = rowsIn(before, range)
  const [j0, endAfter] = rowsIn(after, range)
  let i = i0
  let j = j0
  while (i < endBefore || j < endAfter) {
    if (j === endAfter || (i < endBefore && before.keys[i] < after.keys[j])) {
      found.push({ key: before.keys[i], before: before.row(i), after: null })
      i++
    } else if (i === endBefore || after.keys[j] < before.keys[i]) {
      found.push({ key: after.keys[j], before: null, after: after.row(j) })
      j++
    } else {
      if (!isSameRow(before, i, after, j)) found.push({ key: before.keys[i], before: before.row(i), after: after.row(j) })
      i++
      j++
    }
  }
  return found
}

function rowsIn(leaf: Leaf, range: { from: Key | undefined; to: Key | undefined }): [number, number] {
  const indexOf = (key: Key): number => {
    const index = leaf.search(key)
    return index < 0 ? -1 - index : index
  }
  return [range.from === undefined ? 0 : indexOf(range.from), range.to === undefined ? leaf.count : indexOf(range.to)]
}

function isSameRow(before: Leaf, i: number, after: Leaf, j: number): boolean {
  for (let position = 0; position < before.columns.length; position++) {
    const a = storedCell(before, position, i)
    const b = storedCell(after, position, j)
    if (a instanceof BlobReference || b instanceof BlobReference) {
      if (a instanceof BlobReference && b instanceof BlobReference) {
        if (a.hash !== b.hash) return false
      } else if (!sameCell(before.row(i).cells[position], after.row(j).cells[position])) return false
    } else if (!sameCell(a, b)) return false
  }
  return hasSameStamps(before, i, after, j)
}

/** The cell as the leaf has it: a reference for a value that is not in memory. */
function storedCell(leaf: Leaf, position: number, index: number): Cell {
  const nullMap = leaf.nullMaps[position]
  return nullMap !== null && nullMap[index] === 1 ? null : leaf.columns[position][index]
}

function hasSameStamps(before: Leaf, i: number, after: Leaf, j: number): boolean {
  if (before.births === null || after.births === null) return true
  const a = before.births[i]
  const b = after.births[j]
  if (a !== b && !(sameBirth(a, b) && sameStamp(a, b))) return false
  const stampsA = before.cellStamps === null ? null : before.cellStamps[i]
  const stampsB = after.cellStamps === null ? null : after.cellStamps[j]
  if (stampsA === stampsB) return true
  for (let position = 0; position < before.columns.length; position++) {
    // No stamp of its own: the cell has the birth's.
    if (!sameStamp(stampsA?.get(position) ?? a, stampsB?.get(position) ?? b)) return false
  }
  return true
}
