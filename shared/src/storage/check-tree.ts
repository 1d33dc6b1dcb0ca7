// Checks every invariant of a tree that needs no bytes: key order, counts, weights, levels, and that the structure is the
// one that its rows alone decide. Called by tests, by the command-line check and after imports; reads every page.

import { OwnerToken, type Child, type TreeNode } from './node.ts'
import type { Leaf } from './leaf.ts'
import type { InnerNode, Slot } from './inner-node.ts'
import { partitionInner } from './restructure.ts'
import { splitRun } from './split-run.ts'
import { PageFault } from './tree-contract.ts'
import type { Tree } from './tree.ts'
import { firstLevel, noLevel, type TreeShape } from './tree-shape.ts'

/** Broken promises, in words; empty when the tree is sound. Holds the whole tree in memory while it runs. */
export async function checkTree(tree: Tree): Promise<string[]> {
  const problems: string[] = []
  const leaves: Leaf[] = []
  const nodes = new Map<Child, TreeNode>()
  const root = await loadAll(tree, tree.root, nodes)
  const walk: Walk = { nodeOf: child => nodes.get(child) ?? tree.load(child), problems }
  const count = root.count
  if (count !== tree.count) problems.push(`the root holds ${count} rows, the tree says ${tree.count}`)
  collectLeaves(walk, root, leaves)
  checkOrder(leaves, problems)
  if (problems.length > 0) return problems
  let height = 0
  let slots = leafSlots(tree.shape, leaves, problems)
  while (slots.length > 1) slots = partitionInner({ shape: tree.shape, owner: new OwnerToken() }, slots, ++height)
  compareNodes(walk, root, slots[0].child)
  return problems
}

interface Walk {
  readonly nodeOf: (child: Child) => TreeNode
  readonly problems: string[]
}

/** Puts every node below into `nodes`, where the page cache cannot drop it. */
async function loadAll(tree: Tree, child: Child, nodes: Map<Child, TreeNode>): Promise<TreeNode> {
  let node: TreeNode | null = null
  while (node === null) {
    try {
      node = tree.load(child)
    } catch (fault) {
      if (!(fault instanceof PageFault)) throw fault
      await fault.load()
    }
  }
  nodes.set(child, node)
  if (node.kind === 1) for (const below of node.children) await loadAll(tree, below, nodes)
  return node
}

function collectLeaves(walk: Walk, node: TreeNode, leaves: Leaf[]): void {
  const { problems } = walk
  if (node.kind === 0) {
    leaves.push(node)
    let bytes = 0
    for (let i = 0; i < node.count; i++) bytes += node.widthAt(i)
    if (bytes !== node.bytes) problems.push(`a leaf of ${bytes} canonical bytes says ${node.bytes}`)
    return
  }
  const children: readonly Child[] = node.children
  for (let i = 0; i < children.length; i++) {
    const child = walk.nodeOf(children[i])
    const weight = child.kind === 0 ? child.bytes : child.children.length
    if (node.counts[i] !== child.count) problems.push(`a child of ${child.count} rows is counted as ${node.counts[i]}`)
    if (node.weights[i] !== weight) problems.push(`a child of weight ${weight} is weighed as ${node.weights[i]}`)
    collectLeaves(walk, child, leaves)
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

function compareNodes(walk: Walk, found: TreeNode, expected: Child): void {
  if (found.kind !== expected.kind) walk.problems.push(`a node of kind ${found.kind} where kind ${expected.kind} belongs`)
  else if (found.kind === 1 && expected.kind === 1) compareInner(walk, found, expected)
}

function compareInner(walk: Walk, found: InnerNode, expected: InnerNode): void {
  if (found.height !== expected.height) walk.problems.push(`a node of height ${found.height}, not ${expected.height}`)
  const [startsFound, startsExpected] = [found, expected].map(node => `${node.starts.join()} (levels ${node.levels.join()})`)
  if (startsFound !== startsExpected) walk.problems.push(`children begin at ${startsFound}, not ${startsExpected}`)
  else for (let i = 0; i < found.children.length; i++) compareNodes(walk, walk.nodeOf(found.children[i]), expected.children[i])
}
