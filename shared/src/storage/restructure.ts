// The general way to change one row: every run that the row can move a boundary of is built again, height by height, as
// new nodes beside the old ones. Called by tree.ts when a change is not provably local to one leaf.
// Nothing reachable from the old root is changed, so a PageFault anywhere leaves the tree as it was.

import { assert } from '../base/assert.ts'
import type { Key } from '../base/cell.ts'
import { ZenError } from '../base/errors.ts'
import { rowMaxBytes } from '../base/limits.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { InnerNode, type Slot } from './inner-node.ts'
import type { Leaf } from './leaf.ts'
import type { Child, OwnerToken } from './node.ts'
import { splitRun, type Run } from './split-run.ts'
import type { LoadChild, TreePath } from './tree-path.ts'
import { firstLevel, noLevel, type TreeShape } from './tree-shape.ts'

/** One row inserted, replaced or (row null) deleted. */
export interface RowEdit {
  readonly key: Key
  readonly row: StoredRow | null
  readonly width: number
  /** Level of the key after the edit; `noLevel` for a delete. */
  readonly level: number
  /** Level of the key before it; `noLevel` when absent. */
  readonly oldLevel: number
}

export interface RestructureContext {
  readonly shape: TreeShape
  readonly owner: OwnerToken
  readonly load: LoadChild
  /** Loads all children, or throws one PageFault for all that are missing. */
  readonly loadAll: (children: readonly Child[]) => void
}

/** The new root. `path` leads to the leaf whose range holds the key. */
export function restructure(context: RestructureContext, path: TreePath, edit: RowEdit, root: Child): Child {
  const first = path.copy()
  const last = path.copy()
  let slots = editLeaves(context, collectLeafRun(context, { first, last, root, edit }), edit)
  const top = path.depth
  for (let height = 1; height <= top; height++)
    slots = partitionInner(context, childrenOfRun(context, { first, last, height }, slots), height)
  for (let height = top + 1; slots.length > 1; height++) slots = partitionInner(context, slots, height)
  return withoutSingleChild(slots[0].child, context.load)
}

/** The leaves of the run(s) whose parts can change; `first` and `last` are moved to their ends. */
function collectLeafRun(context: RestructureContext, where: { first: TreePath; last: TreePath; root: Child; edit: RowEdit }): Slot[] {
  const { first, last, root, edit } = where
  const { load } = context
  if (first.depth === 0) {
    const leaf = load(root)
    assert(leaf.kind === 0, 'a root without a path is a leaf')
    return [{ start: context.shape.noKey, level: firstLevel, child: leaf, count: leaf.count, weight: leaf.bytes }]
  }
  // A key that stops beginning its leaf by itself joins that leaf's run to the one before.
  const joins = edit.oldLevel > noLevel && edit.level !== edit.oldLevel
  if (joins) first.move(-1, load)
  while (first.level === noLevel) first.move(-1, load)
  const slots: Slot[] = []
  const walk = first.copy()
  for (;;) {
    slots.push(walk.slot)
    const passesKey = samePosition(walk, last)
    if (passesKey) {
      if (last.nextLevel() !== noLevel) break
      last.move(1, load)
    }
    walk.move(1, load)
  }
  context.loadAll(slots.map(slot => slot.child))
  return slots
}

function samePosition(a: TreePath, b: TreePath): boolean {
  for (let i = 0; i < a.depth; i++) if (a.indexes[i] !== b.indexes[i]) return false
  return true
}

/** The run's leaves with the edit made, as new leaves where they differ. */
function editLeaves(context: RestructureContext, slots: readonly Slot[], edit: RowEdit): Slot[] {
  const leaves = slots.map(slot => context.load(slot.child) as Leaf)
  const rows = leaves[0].copy(context.owner)
  for (let i = 1; i < leaves.length; i++) rows.append(leaves[i], 0, leaves[i].count)
  applyEdit(rows, edit)
  const starts = ownStarts(slots, rows, edit)
  const parts: Slot[] = []
  for (let i = 0; i < starts.length; i++) {
    const from = starts[i].index
    const to = i + 1 < starts.length ? starts[i + 1].index : rows.count
    const run: Run = {
      count: to - from,
      weightOf: index => rows.widthAt(from + index),
      hashOf: index => context.shape.hashOf(rows.keys[from + index]),
    }
    const { capBytes, splitDepth, maxRows } = context.shape.parameters
    const cuts = to === rows.count && from === 0 && rows.bytes <= capBytes ? [0] : splitRun(run, { cap: capBytes, depth: splitDepth })
    for (let j = 0; j < cuts.length; j++) {
      const start = from + cuts[j]
      const end = j + 1 < cuts.length ? from + cuts[j + 1] : to
      const isWhole = start === 0 && end === rows.count
      const child = isWhole ? rows : (unchangedLeaf(leaves, rows, { start, end }, edit.key) ?? rows.slice(context.owner, { start, end }, 8))
      if (child.count > maxRows || (child.count > 1 && child.bytes > rowMaxBytes)) throw tooManyRows(child, maxRows)
      const isSoft = j > 0
      const level = isSoft ? noLevel : starts[i].level
      parts.push({ start: isSoft ? rows.keys[start] : starts[i].key, level, child, count: child.count, weight: child.bytes })
    }
  }
  return parts
}

function tooManyRows(leaf: Leaf, maxRows: number): ZenError {
  const { count, bytes } = leaf
  return new ZenError('LIMIT_EXCEEDED', `a page would hold ${count} rows of ${bytes} bytes: the keys look chosen to do that`, {
    details: { limit: 'leafMaxRows', rows: count, bytes, maxRows },
  })
}

function applyEdit(rows: Leaf, edit: RowEdit): void {
  const index = rows.search(edit.key)
  if (edit.row === null) rows.remove(index, rows.widthAt(index))
  else if (index < 0) rows.insert(-1 - index, edit.key, edit.row, edit.width)
  else rows.replace(index, edit.row, edit.width - rows.widthAt(index))
}

/** Where runs begin in `rows`: keys that begin a leaf by their own hash. */
function ownStarts(slots: readonly Slot[], rows: Leaf, edit: RowEdit): { key: Key; level: number; index: number }[] {
  const starts: { key: Key; level: number; index: number }[] = []
  for (const { start, level } of slots) {
    if (level === firstLevel) starts.push({ key: start, level, index: 0 })
    else if (level !== noLevel && start !== edit.key) starts.push({ key: start, level, index: rows.search(start) })
  }
  if (edit.level !== noLevel) starts.push({ key: edit.key, level: edit.level, index: rows.search(edit.key) })
  return starts.sort((a, b) => a.index - b.index || b.level - a.level)
}

/** The old leaf with exactly these rows, if the edit did not touch them: it may be clean, and then stays so. */
function unchangedLeaf(leaves: readonly Leaf[], rows: Leaf, part: { start: number; end: number }, editKey: Key): Leaf | null {
  const { start, end } = part
  const count = end - start
  if (count === 0 || (rows.keys[start] <= editKey && editKey <= rows.keys[end - 1])) return null
  return (
    leaves.find(leaf => leaf.count === count && leaf.keys[0] === rows.keys[start] && leaf.keys[count - 1] === rows.keys[end - 1]) ?? null
  )
}

/** All children of the run of nodes at `height` around [first, last], with those between the two replaced by `slots`. */
function childrenOfRun(
  context: RestructureContext,
  where: { first: TreePath; last: TreePath; height: number },
  slots: readonly Slot[],
): Slot[] {
  const { first, last, height } = where
  let children = [...slotsOf(first.nodes[first.depth - 1], 0, first.indexes[first.depth - 1]), ...slots]
  const lastNode = last.nodes[last.depth - 1]
  children.push(...slotsOf(lastNode, last.indexes[last.depth - 1] + 1, lastNode.children.length))
  first.up()
  last.up()
  while (first.level < height) {
    first.move(-1, context.load)
    const node = context.load(first.slot.child) as InnerNode
    children = [...slotsOf(node, 0, node.children.length), ...children]
  }
  while (last.nextLevel() < height) {
    last.move(1, context.load)
    const node = context.load(last.slot.child) as InnerNode
    children.push(...slotsOf(node, 0, node.children.length))
  }
  return children
}

function slotsOf(node: InnerNode, from: number, to: number): Slot[] {
  const slots: Slot[] = []
  for (let i = from; i < to; i++) slots.push(node.slot(i))
  return slots
}

/** Nodes at `height` over `children`, which begin a run. */
export function partitionInner(context: Pick<RestructureContext, 'shape' | 'owner'>, children: readonly Slot[], height: number): Slot[] {
  const { innerCap, splitDepth } = context.shape.parameters
  const nodes: Slot[] = []
  let from = 0
  for (let to = 1; to <= children.length; to++) {
    if (to < children.length && children[to].level < height) continue
    const start = from
    const run: Run = { count: to - start, weightOf: () => 1, hashOf: index => context.shape.hashOf(children[start + index].start) }
    const cuts = splitRun(run, { cap: innerCap, depth: splitDepth })
    for (let j = 0; j < cuts.length; j++) {
      const part = children.slice(start + cuts[j], j + 1 < cuts.length ? start + cuts[j + 1] : to)
      const child = InnerNode.ofSlots(context.owner, height, part)
      nodes.push({ start: part[0].start, level: part[0].level, child, count: child.count, weight: part.length })
    }
    from = to
  }
  return nodes
}

/** The tree is as high as the lowest height that has a single node. */
function withoutSingleChild(root: Child, load: LoadChild): Child {
  let child = root
  while (child.kind === 1 && child.children.length === 1) {
    const only: Child = child.children[0]
    child = child.height > 1 && child.weights[0] === 1 ? load(only) : only
  }
  return child
}
