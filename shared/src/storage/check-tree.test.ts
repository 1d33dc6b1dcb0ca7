// The checker is what other tests trust: it must see every kind of damage that a tree in memory can have.

import { describe, expect, it } from 'vitest'
import { assert } from '../base/assert.ts'
import { seededRandom } from '../base/random.ts'
import { parameterSets, randomKey, randomRow, treeLayouts, treeSeed } from '../testing/random-rows.ts'
import { checkTree } from './check-tree.ts'
import type { InnerNode } from './inner-node.ts'
import type { Leaf } from './leaf.ts'
import type { TreeNode } from './node.ts'
import { Tree } from './tree.ts'

const layout = treeLayouts[1]

function randomTree(): Tree {
  const random = seededRandom(5)
  const tree = Tree.empty(layout, treeSeed, { parameters: parameterSets['tiny'] })
  for (let i = 0; i < 300; i++) {
    const key = randomKey(random, layout, 1000)
    tree.put(key, randomRow(random, layout, key))
  }
  return tree
}

function nodesOf(tree: Tree): { readonly leaves: Leaf[]; readonly inner: InnerNode[] } {
  const leaves: Leaf[] = []
  const inner: InnerNode[] = []
  const visit = (node: TreeNode): void => {
    if (node.kind === 0) leaves.push(node)
    else {
      inner.push(node)
      for (const child of node.children) visit(tree.load(child))
    }
  }
  visit(tree.load(tree.root))
  return { leaves, inner }
}

/** One damage to a sound tree, and what the checker says of it. */
const damages: readonly (readonly [string, (tree: Tree) => void, RegExp])[] = [
  ['a count that is wrong', tree => void nodesOf(tree).inner[1].counts[0]++, /is counted as|the root holds/],
  ['a weight that is wrong', tree => void nodesOf(tree).inner[1].weights[0]++, /is weighed as/],
  ['a leaf that says other bytes', tree => void nodesOf(tree).leaves[3].bytes++, /canonical bytes/],
  ['two keys out of order', tree => {
    const { keys } = nodesOf(tree).leaves.find(({ count }) => count > 1) ?? { keys: [] }
    ;[keys[0], keys[1]] = [keys[1], keys[0]]
  }, /follows/],
  ['a key twice', tree => {
    const { keys } = nodesOf(tree).leaves.find(({ count }) => count > 1) ?? { keys: [] }
    keys[1] = keys[0]
  }, /follows/],
  ['two children that changed places', tree => {
    const { children, counts, weights } = nodesOf(tree).inner.find(node => node.height === 1 && node.children.length > 1) ?? nodesOf(tree).inner[0]
    for (const array of [children, counts, weights]) array.reverse()
  }, /follows/],
  ['a start that is not its key', tree => {
    const node = nodesOf(tree).inner.find(({ children }) => children.length > 1)
    assert(node, 'the tree has inner nodes')
    node.starts[1] = `${String(node.starts[1])}x`
  }, /children begin at/],
  ['a level that is not its hash', tree => {
    const node = nodesOf(tree).inner.find(({ children }) => children.length > 1)
    assert(node, 'the tree has inner nodes')
    node.levels[1]++
  }, /children begin at/],
] // prettier-ignore

describe('the checker of trees', () => {
  it('finds nothing in a sound tree that is deep enough to damage', async () => {
    const tree = randomTree()
    const { leaves, inner } = nodesOf(tree)
    expect(leaves.length).toBeGreaterThan(20)
    expect(inner.length).toBeGreaterThan(5)
    expect(await checkTree(tree)).toEqual([])
  })

  it.each(damages)('finds %s', async (_, damage, words) => {
    const tree = randomTree()
    damage(tree)
    expect((await checkTree(tree)).join('\n')).toMatch(words)
  })

  it('finds borders that the rows do not make: the key that made one is another now', async () => {
    const tree = randomTree()
    const node = nodesOf(tree).inner.find(({ height, children }) => height === 1 && children.length > 1)
    assert(node, 'the tree has leaves below one node')
    const leaf = tree.load(node.children[1])
    assert(leaf.kind === 0, 'the children at height 1 are leaves')
    const key = `${String(leaf.keys[0])}\u0000`
    leaf.keys[0] = key
    node.starts[1] = key
    expect((await checkTree(tree)).join('\n')).toMatch(/leaves of|children begin at|canonical bytes/)
  })
})
