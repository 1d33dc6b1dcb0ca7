// Checks every invariant of a tree that needs no bytes: key order, counts, weights, levels, and that the structure is the
// one that its rows alone decide. Called by tests, by the command-line check and after imports; reads every page.

import { OwnerToken, type Child, type TreeNode } from './node.ts'
import type { Leaf } from './leaf.ts'
import type { InnerNode, Slot } from './inner-node.ts'
import { partitionInner } from './restructure.ts'
import { splitRun } from './split-run.ts'
import type { Tree } from './tree.ts'
import { firstLevel, noLevel, type TreeShape } from './tree-shape.ts'

/** Broken promises, in words; empty when the tree is sound. May throw PageFault; then call it again. */
export function checkTree(tree: Tree): string[] {
  const problems: string[] = []
  const leaves: Leaf[] = []
  const root = tree.load(tree.root)
  const count = root.kind === 0 ? root.count : root.count
  if (count !== tree.count) problems.push(`the root holds ${count} rows, the tree says ${tree.count}`)
  collectLeaves(tree, root, leaves, problems)
  checkOrder(leaves, problems)
  if (problems.length > 0) return problems
  let height = 0
  let slots = leafSlots(tree.shape, leaves, problems)
  while (slots.length > 1) slots = partitionInner({ shape: tree.shape, owner: new OwnerToken() }, slots, ++height)
  compareNodes(tree, root, slots[0].child, problems)
  return problems
}

function collectLeaves(tree: Tree, node: TreeNode, leaves: Leaf[], problems: string[]): void {
  if (node.kind === 0) {
    leaves.push(node)
    let bytes = 0
    for (let i = 0; i < node.count; i++) bytes += node.widthAt(i)
    if (bytes !== node.bytes) problems.push(`a leaf of ${bytes} canonical bytes says ${node.bytes}`)
    return
  }
  const children: readonly Child[] = node.children
  for (let i = 0; i < children.length; i++) {
    const child = tree.load(children[i])
    const weight = child.kind === 0 ? child.bytes : child.children.length
    if (node.counts[i] !== child.count) problems.push(`a child of ${child.count} rows is counted as ${node.counts[i]}`)
    if (node.weights[i] !== weight) problems.push(`a child of weight ${weight} is weighed as ${node.weights[i]}`)
    collectLeaves(tree, child, leaves, problems)
  }
}

function checkOrder(leaves: readonly Leaf[], problems: string[]): void {
  let last: string | number | null = null
  for (const leaf of leaves) {
    for (let i = 0; i < leaf.count; i++) {
      const key = leaf.keys[i]
      if (last !== null && !(key > last)) problems.push(`key ${String(key)} follows ${String(last)}`)
      last = key
    }
  }
}

/** The leaves that the rows decide, as slots that hold the leaves found; a difference in their borders is a problem. */
function leafSlots(shape: TreeShape, leaves: readonly Leaf[], problems: string[]): Slot[] {
  const rows = leaves.flatMap(leaf => Array.from({ length: leaf.count }, (_, index) => ({ leaf, index, key: leaf.keys[index] })))
  const levels = rows.map(({ leaf, index, key }) => shape.levelOf(shape.hashOf(key), leaf.widthAt(index)))
  const starts: Pick<Slot, 'start' | 'level'>[] = []
  const sizes: number[] = []
  let from = 0
  for (let to = 0; to <= rows.length; to++) {
    if (to < rows.length && levels[to] === noLevel) continue
    const start = from
    const cuts = splitRun(
      {
        count: to - start,
        weightOf: i => rows[start + i].leaf.widthAt(rows[start + i].index),
        hashOf: i => shape.hashOf(rows[start + i].key),
      },
      { cap: shape.parameters.capBytes, depth: shape.parameters.splitDepth },
    )
    for (let j = 0; j < cuts.length; j++) {
      const isFirst = starts.length === 0
      const key = isFirst ? shape.noKey : rows[start + cuts[j]].key
      starts.push({ start: key, level: isFirst ? firstLevel : j > 0 ? noLevel : levels[start] })
      sizes.push((j + 1 < cuts.length ? cuts[j + 1] : to - start) - cuts[j])
    }
    from = to
  }
  if (sizes.join() !== leaves.map(leaf => leaf.count).join())
    problems.push(`leaves of ${leaves.map(leaf => leaf.count).join()} rows, not ${sizes.join()}`)
  return starts.map((slot, i) => ({ ...slot, child: leaves[Math.min(i, leaves.length - 1)], count: 0, weight: 0 }))
}

function compareNodes(tree: Tree, found: TreeNode, expected: Child, problems: string[]): void {
  if (found.kind !== expected.kind) problems.push(`a node of kind ${found.kind} where kind ${expected.kind} belongs`)
  else if (found.kind === 1 && expected.kind === 1) compareInner(tree, found, expected, problems)
}

function compareInner(tree: Tree, found: InnerNode, expected: InnerNode, problems: string[]): void {
  if (found.height !== expected.height) problems.push(`a node of height ${found.height}, not ${expected.height}`)
  const same = found.starts.join() === expected.starts.join() && found.levels.join() === expected.levels.join()
  if (!same)
    problems.push(
      `children begin at ${found.starts.join()} (levels ${found.levels.join()}), not ${expected.starts.join()} (${expected.levels.join()})`,
    )
  else for (let i = 0; i < found.children.length; i++) compareNodes(tree, tree.load(found.children[i]), expected.children[i], problems)
}
