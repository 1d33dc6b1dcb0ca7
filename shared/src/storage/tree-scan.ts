// Walks the leaves of a tree in key order. Its whole state is the key where it goes on, so a fault, or a change of the
// tree between two calls, cannot lead it astray; finding the next leaf again costs a fraction of a microsecond.

import { assert } from '../base/assert.ts'
import type { Key } from '../base/cell.ts'
import type { Leaf } from './leaf.ts'
import type { KeyRange, LeafCursor, LeafSlice } from './tree-contract.ts'
import type { TreePath } from './tree-path.ts'

/** Where a scan is going, so that a fault can ask for the leaves after this one. */
export interface ReadAhead {
  readonly direction: 'ascending' | 'descending'
  /** The far end of the range; undefined: the end of the tree. */
  readonly bound: Key | undefined
}

export interface ScannedTree {
  /** The leaf whose range holds `key` (the first leaf for undefined), with `path` leading to it. */
  leafAt(key: Key | undefined, path: TreePath, readAhead: ReadAhead): Leaf
  /** The leaf that holds the greatest keys below `key` (the last leaf for undefined), with `path` leading to it. */
  leafBefore(key: Key | undefined, path: TreePath, readAhead: ReadAhead): Leaf
}

/** Index of the first row whose key is not below `key`; above it when `after`. */
function rowFrom(leaf: Leaf, key: Key, after: boolean): number {
  const index = leaf.search(key)
  return index < 0 ? -1 - index : after ? index + 1 : index
}

export class AscendingScan implements LeafCursor {
  readonly #tree: ScannedTree
  readonly #path: TreePath
  readonly #to: Key | undefined
  readonly #toInclusive: boolean
  readonly #readAhead: ReadAhead
  #from: Key | undefined
  #fromInclusive: boolean
  #isDone = false

  constructor(tree: ScannedTree, path: TreePath, range: KeyRange) {
    this.#tree = tree
    this.#path = path
    this.#from = range.from
    this.#fromInclusive = range.fromInclusive ?? true
    this.#to = range.to
    this.#toInclusive = range.toInclusive ?? false
    this.#readAhead = { direction: 'ascending', bound: range.to }
  }

  next(): LeafSlice | null {
    while (!this.#isDone) {
      const leaf = this.#tree.leafAt(this.#from, this.#path, this.#readAhead)
      const next = this.#path.nextStart()
      const start = this.#from === undefined ? 0 : rowFrom(leaf, this.#from, !this.#fromInclusive)
      const end = this.#to === undefined ? leaf.count : rowFrom(leaf, this.#to, this.#toInclusive)
      this.#isDone = next === null || (this.#to !== undefined && (next.start > this.#to || (next.start === this.#to && !this.#toInclusive)))
      if (next !== null) {
        this.#from = next.start
        this.#fromInclusive = true
      }
      if (start < end) return { leaf, start, end }
    }
    return null
  }
}

export class DescendingScan implements LeafCursor {
  readonly #tree: ScannedTree
  readonly #path: TreePath
  readonly #from: Key | undefined
  readonly #fromInclusive: boolean
  readonly #readAhead: ReadAhead
  #to: Key | undefined
  #toInclusive: boolean
  #isDone = false

  constructor(tree: ScannedTree, path: TreePath, range: KeyRange) {
    this.#tree = tree
    this.#path = path
    this.#from = range.from
    this.#fromInclusive = range.fromInclusive ?? true
    this.#to = range.to
    this.#toInclusive = range.toInclusive ?? false
    this.#readAhead = { direction: 'descending', bound: range.from }
  }

  next(): LeafSlice | null {
    while (!this.#isDone) {
      const leaf =
        this.#toInclusive && this.#to !== undefined
          ? this.#tree.leafAt(this.#to, this.#path, this.#readAhead)
          : this.#tree.leafBefore(this.#to, this.#path, this.#readAhead)
      const start = this.#from === undefined ? 0 : rowFrom(leaf, this.#from, !this.#fromInclusive)
      const end = this.#to === undefined ? leaf.count : rowFrom(leaf, this.#to, this.#toInclusive)
      const ownStart = this.#ownStart()
      this.#isDone = ownStart === undefined || (this.#from !== undefined && ownStart <= this.#from)
      this.#to = ownStart
      this.#toInclusive = false
      if (start < end) return { leaf, start, end }
    }
    return null
  }

  /** The leaf's own start; undefined for the first leaf of all. */
  #ownStart(): Key | undefined {
    const path = this.#path
    for (let i = path.depth - 1; i >= 0; i--) {
      // Index 0 of an inner node has its parent's start, except in the first node of its height.
      if (path.indexes[i] > 0) return path.nodes[i].starts[path.indexes[i]]
    }
    assert(path.depth >= 0, 'a path has a depth')
    return undefined
  }
}
