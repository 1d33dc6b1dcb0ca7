// A table or an index: the history-independent tree. The same rows, seed and parameters give the same pages, whatever
// happened before. Readers and writers use the contract in tree-contract.ts; checkpoint-tree.ts writes it to pages.
// A head owns the nodes it made since its last fork or checkpoint and changes them in place; all others are copied first.

import { assert } from '../base/assert.ts'
import type { PageHash } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import { ZenError } from '../base/errors.ts'
import { keyMaxBytes, rowMaxBytes } from '../base/limits.ts'
import type { StoredRow } from '../base/stored-row.ts'
import type { InnerNode } from './inner-node.ts'
import { Leaf } from './leaf.ts'
import { isCalmBoundary, isCalmGrowth, isCalmInsert, isCalmShrink } from './calm-change.ts'
import { OwnerToken, type Child, type TreeNode } from './node.ts'
import type { NodeSource } from './node-source.ts'
import { maxUses, PageRef } from './page-ref.ts'
import { restructure, type RowEdit } from './restructure.ts'
import type { KeyRange, LeafCursor, LeafEditor, LeafView, TreeLayout, TreeWriter } from './tree-contract.ts'
import { TreePath } from './tree-path.ts'
import { AscendingScan, DescendingScan, type ReadAhead, type ScannedTree } from './tree-scan.ts'
import { noLevel, TreeShape, type TreeParameters } from './tree-shape.ts'

export class Tree implements TreeWriter, ScannedTree {
  readonly shape: TreeShape
  readonly #source: NodeSource | null
  readonly #path = new TreePath()
  #root: Child
  #count: number
  #owner = new OwnerToken()
  /** The row that `get` found last, at the end of #path, for the `update` that often follows; undefined: #path has moved on. */
  #foundKey: Key | undefined = undefined
  #foundIndex = 0

  private constructor(shape: TreeShape, source: NodeSource | null, root: Child | null, count: number) {
    this.shape = shape
    this.#source = source
    this.#root = root ?? new Leaf(shape, this.#owner, 0)
    this.#count = count
  }

  /** A tree without rows. `source` is needed only if it will be checkpointed and its pages evicted. */
  static empty(
    layout: TreeLayout,
    seed: Uint8Array<ArrayBuffer>,
    options: { source?: NodeSource; parameters?: TreeParameters } = {},
  ): Tree {
    return new Tree(new TreeShape(layout, seed, options.parameters), options.source ?? null, null, 0)
  }

  /** The tree whose pages begin at `root`; nothing is loaded before the first read. */
  static open(shape: TreeShape, source: NodeSource, root: PageHash | null, count: number): Tree {
    return new Tree(shape, source, root === null ? null : new PageRef(root, { height: null, count, hasBlobs: true }), count)
  }

  get layout(): TreeLayout {
    return this.shape.layout
  }

  get count(): number {
    return this.#count
  }

  /** The root as checkpoint, diff and checks walk it. Not to be changed. */
  get root(): Child {
    return this.#root
  }

  get source(): NodeSource | null {
    return this.#source
  }

  /** False while the tree equals pages that were written. */
  get isDirty(): boolean {
    return this.#root.kind !== 2 && this.#root.page === null && !(this.#count === 0 && this.#root.kind === 0)
  }

  /** The node of a child, for walks over the whole tree; throws PageFault when it is not in memory. */
  readonly load = (child: Child): TreeNode => this.#nodeOf(child)

  get(key: Key): StoredRow | null {
    const leaf = this.#find(key)
    const index = leaf.search(normalKey(key))
    if (index < 0) return null
    this.#foundKey = key
    this.#foundIndex = index
    return leaf.row(index)
  }

  find(key: Key): { readonly leaf: LeafView; readonly index: number } | null {
    const leaf = this.#find(key)
    const index = leaf.search(normalKey(key))
    return index < 0 ? null : { leaf, index }
  }

  scan(range: KeyRange, direction: 'ascending' | 'descending'): LeafCursor {
    return direction === 'ascending' ? new AscendingScan(this, new TreePath(), range) : new DescendingScan(this, new TreePath(), range)
  }

  put(key: Key, row: StoredRow): void {
    const width = this.#checkedWidth(key, row)
    const leaf = this.#find(key)
    const index = leaf.search(key)
    if (index >= 0) this.#replace(leaf, index, row, width)
    else this.#insert(leaf, -1 - index, normalKey(key), row, width)
  }

  update(key: Key, row: StoredRow, positions: readonly number[] | null = null): boolean {
    const keepsWidth = positions !== null && this.shape.hasFixedWidth(positions)
    const width = keepsWidth ? 0 : this.#checkedWidth(key, row)
    const isFound = this.#foundKey === key
    const leaf = isFound ? this.#leafOfPath() : this.#find(key)
    const index = isFound ? this.#foundIndex : leaf.search(key)
    this.#foundKey = undefined
    if (index < 0) return false
    if (keepsWidth) this.#own(this.#path).replaceCells(index, row, positions)
    else this.#replace(leaf, index, row, width)
    return true
  }

  edit(key: Key): { readonly leaf: LeafEditor; readonly index: number } | null {
    const owner = this.#owner
    let node = this.#root
    while (node.kind === 1 && node.owner === owner) node = node.children[node.indexOf(key)]
    if (node.kind !== 0 || node.owner !== owner) node = this.#ownedLeaf(key)
    const index = node.search(normalKey(key))
    return index < 0 ? null : { leaf: node, index }
  }

  /** The leaf that holds `key`, owned with all nodes above it; one without the key stays as it is. */
  #ownedLeaf(key: Key): Leaf {
    const leaf = this.#find(key)
    return leaf.search(normalKey(key)) < 0 ? leaf : this.#own(this.#path)
  }

  delete(key: Key): boolean {
    const leaf = this.#find(key)
    const index = leaf.search(key)
    if (index < 0) return false
    const width = leaf.widthAt(index)
    // Only a leaf's first row can be a boundary.
    if (this.#beginsLeaf(index) || !isCalmShrink(this.shape, this.#path, leaf, leaf.bytes - width)) {
      const oldLevel = this.shape.levelOf(this.shape.hashOf(leaf.keys[index]), width)
      this.#restructure({ key: leaf.keys[index], row: null, width, level: noLevel, oldLevel })
    } else {
      this.#own(this.#path).remove(index, width)
      this.#addToPath(-1, -width)
    }
    this.#count--
    return true
  }

  fork(): Tree {
    // Neither side may change the nodes that both now see.
    this.#owner = new OwnerToken()
    return new Tree(this.shape, this.#source, this.#root, this.#count)
  }

  /** After a checkpoint: the root is the page `ref` now, unless the tree changed meanwhile. */
  settleRoot(root: Child, ref: PageRef): void {
    if (this.#root === root) this.#root = ref
  }

  leafAt(key: Key | undefined, path: TreePath, readAhead: ReadAhead): Leaf {
    return this.#descend(key, path, readAhead)
  }

  leafBefore(key: Key | undefined, path: TreePath, readAhead: ReadAhead): Leaf {
    path.depth = 0
    let node = this.#nodeOf(this.#root)
    while (node.kind === 1) {
      let index = key === undefined ? node.children.length - 1 : node.indexOf(key)
      // The range of `node` begins below `key`, so only an exact start can be the key itself.
      if (index > 0 && key !== undefined && node.starts[index] >= key) index--
      node = this.#step(node, index, path, readAhead)
    }
    return node
  }

  /** Walks #path to the leaf that holds `key` or would. */
  #find(key: Key): Leaf {
    this.#foundKey = undefined
    return this.#descend(key, this.#path, null)
  }

  #leafOfPath(): Leaf {
    const { nodes, indexes, depth } = this.#path
    const node = this.#nodeOf(depth === 0 ? this.#root : nodes[depth - 1].children[indexes[depth - 1]])
    assert(node.kind === 0, 'a path ends at a leaf')
    return node
  }

  #descend(key: Key | undefined, path: TreePath, readAhead: ReadAhead | null): Leaf {
    path.depth = 0
    let node = this.#nodeOf(this.#root)
    while (node.kind === 1) node = this.#step(node, key === undefined ? 0 : node.indexOf(key), path, readAhead)
    return node
  }

  #step(node: InnerNode, index: number, path: TreePath, readAhead: ReadAhead | null): TreeNode {
    path.nodes[path.depth] = node
    path.indexes[path.depth] = index
    path.depth++
    const child = node.children[index]
    if (child.kind !== 2) return child
    return this.#present(child) ?? this.#missAhead(node, index, readAhead)
  }

  #nodeOf(child: Child): TreeNode {
    if (child.kind !== 2) return child
    const node = this.#present(child)
    if (node === null) throw this.#faultOf([child])
    return node
  }

  #present(ref: PageRef): TreeNode | null {
    if (ref.uses < maxUses) ref.uses++
    return ref.node ?? (this.#source === null ? null : this.#source.find(ref))
  }

  #faultOf(refs: readonly PageRef[]): Error {
    assert(this.#source !== null, 'a tree with pages has a page cache')
    return this.#source.fault(refs, this.shape)
  }

  /** Faults for a child and for missing siblings: those that a scan will reach, or that rows read one by one may want next. */
  #missAhead(node: InnerNode, index: number, readAhead: ReadAhead | null): never {
    throw this.#faultOf(readAhead === null ? this.#missAround(node, index) : this.#missAlong(node, index, readAhead))
  }

  #missAlong(node: InnerNode, index: number, readAhead: ReadAhead): PageRef[] {
    const missing: PageRef[] = []
    const step = readAhead.direction === 'descending' ? -1 : 1
    const pages = this.#source === null ? 1 : this.#source.readAheadPages
    for (let i = index; i >= 0 && i < node.children.length && missing.length < pages; i += step) {
      if (readAhead.bound !== undefined && i !== index) {
        const isPast = step === 1 ? node.starts[i] > readAhead.bound : node.starts[i + 1] <= readAhead.bound
        if (isPast) break
      }
      const child = node.children[i]
      if (child.kind === 2 && this.#present(child) === null) missing.push(child)
    }
    return missing
  }

  /**
   * Each further miss under one node asks for four times as many of its children: many rows read one by one then cost few trips to the
   * store, of which one for a page takes a third of one for sixteen. Only while there is room: it must not push out what is in use.
   */
  #missAround(node: InnerNode, index: number): PageRef[] {
    const pages = this.#source === null ? 1 : Math.min(4 ** node.pointMisses, this.#source.readAheadPages, this.#source.roomPages)
    node.pointMisses = Math.min(node.pointMisses + 1, maxPointMisses)
    const count = node.children.length
    const missing: PageRef[] = []
    for (let i = 0; i < count && (i === 0 || missing.length < pages); i++) {
      const child = node.children[(index + i) % count]
      if (child.kind === 2 && this.#present(child) === null) missing.push(child)
    }
    return missing
  }

  #checkedWidth(key: Key, row: StoredRow): number {
    const isRight = this.shape.isNumeric ? typeof key === 'number' && !Number.isNaN(key) : typeof key === 'string'
    assert(isRight, `a key of this tree is a ${this.layout.keyKind}`)
    const width = this.shape.rowWidth(key, row.cells)
    if (width <= keyMaxBytes) return width
    if (typeof key === 'string' && key.length > keyMaxBytes) throw tooLarge('keyMaxBytes', 'a key', key.length, keyMaxBytes)
    if (width > rowMaxBytes) throw tooLarge('rowMaxBytes', 'a row', width, rowMaxBytes)
    return width
  }

  /** True when the row at `index` of the path's leaf begins that leaf, and is not merely the first row of all. */
  #beginsLeaf(index: number): boolean {
    if (index > 0) return false
    const { indexes, depth } = this.#path
    for (let i = 0; i < depth; i++) if (indexes[i] > 0) return true
    return false
  }

  #insert(leaf: Leaf, index: number, key: Key, row: StoredRow, width: number): void {
    const { shape } = this
    const hash = shape.hashOf(key)
    const level = shape.levelOf(hash, width)
    if (level === noLevel && isCalmInsert(shape, this.#path, { leaf, index, hash, key, width })) {
      this.#own(this.#path).insert(index, key, row, width)
      this.#addToPath(1, width)
    } else if (level === 0 && isCalmBoundary(shape, this.#path, leaf, index)) this.#appendLeaf(key, row, width)
    else this.#restructure({ key, row, width, level, oldLevel: noLevel })
    this.#count++
  }

  /** A leaf of one row behind the path's leaf. */
  #appendLeaf(key: Key, row: StoredRow, width: number): void {
    const path = this.#path
    this.#own(path)
    const added = new Leaf(this.shape, this.#owner, 8)
    added.insert(0, key, row, width)
    const { nodes, indexes, depth } = path
    nodes[depth - 1].insertSlot(indexes[depth - 1] + 1, { start: key, level: 0, child: added, count: 1, weight: width })
    for (let i = 0; i < depth - 1; i++) nodes[i].counts[indexes[i]]++
    if (depth > 1) nodes[depth - 2].weights[indexes[depth - 2]]++
  }

  #replace(leaf: Leaf, index: number, row: StoredRow, width: number): void {
    const { shape } = this
    const oldWidth = leaf.widthAt(index)
    if (width !== oldWidth) {
      const key = leaf.keys[index]
      const isSameClass = Math.clz32(width) === Math.clz32(oldWidth)
      const hash = isSameClass ? 0 : shape.hashOf(key)
      const level = isSameClass ? noLevel : shape.levelOf(hash, width)
      const oldLevel = isSameClass ? noLevel : shape.levelOf(hash, oldWidth)
      const bytes = leaf.bytes + width - oldWidth
      const isCalm = width > oldWidth ? isCalmGrowth(shape, bytes) : isCalmShrink(shape, this.#path, leaf, bytes)
      if (level !== oldLevel || !isCalm) {
        const trueHash = shape.hashOf(key)
        this.#restructure({ key, row, width, level: shape.levelOf(trueHash, width), oldLevel: shape.levelOf(trueHash, oldWidth) })
        return
      }
    }
    this.#own(this.#path).replace(index, row, width - oldWidth)
    if (width !== oldWidth) this.#addToPath(0, width - oldWidth)
  }

  #restructure(edit: RowEdit): void {
    const context = {
      shape: this.shape,
      owner: this.#owner,
      load: this.load,
      loadAll: (children: readonly Child[]) => this.#loadAll(children),
    }
    this.#root = restructure(context, this.#path, edit, this.#root)
  }

  #loadAll(children: readonly Child[]): void {
    const missing = children.filter((child): child is PageRef => child.kind === 2 && this.#present(child) === null)
    if (missing.length > 0) throw this.#faultOf(missing)
  }

  /** The path's leaf, with it and all nodes above it owned by this head. Cannot fault: the path was just walked. */
  #own(path: TreePath): Leaf {
    let node: TreeNode = this.#ownNode(this.#nodeOf(this.#root))
    this.#root = node
    for (let i = 0; i < path.depth && node.kind === 1; i++) {
      path.nodes[i] = node
      const child: Child = node.children[path.indexes[i]]
      const owned: TreeNode = this.#ownNode(this.#nodeOf(child))
      node.children[path.indexes[i]] = owned
      node = owned
    }
    assert(node.kind === 0, 'a path ends at a leaf')
    return node
  }

  #ownNode(node: TreeNode): TreeNode {
    return node.owner === this.#owner ? node : node.copy(this.#owner)
  }

  #addToPath(rows: number, bytes: number): void {
    const { nodes, indexes, depth } = this.#path
    for (let i = 0; i < depth; i++) nodes[i].counts[indexes[i]] += rows
    if (depth > 0) nodes[depth - 1].weights[indexes[depth - 1]] += bytes
  }
}

/** Beyond this count of misses no more pages are asked for at once. */
const maxPointMisses = 3

/** `-0` and `0` are one key. */
function normalKey(key: Key): Key {
  return key === 0 ? 0 : key
}

function tooLarge(limit: string, what: string, bytes: number, maxBytes: number): ZenError {
  return new ZenError('LIMIT_EXCEEDED', `${what} of ${bytes} bytes is larger than ${limit} (${maxBytes})`, {
    details: { limit, bytes, maxBytes },
  })
}
