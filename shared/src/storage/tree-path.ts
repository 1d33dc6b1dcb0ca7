// A position in a tree: the inner nodes from the root down to some height, with the child taken in each.
// `depth` nodes are valid. Depth 0 is the root itself, which has no slot. Moving may throw PageFault and then moves nothing.

import type { Key } from '../base/cell.ts'
import type { InnerNode, Slot } from './inner-node.ts'
import type { Child, TreeNode } from './node.ts'
import { firstLevel } from './tree-shape.ts'

/** Gives the node of a child, or throws PageFault. */
export type LoadChild = (child: Child) => TreeNode

export class TreePath {
  nodes: InnerNode[] = []
  indexes: number[] = []
  depth = 0

  copy(): TreePath {
    const path = new TreePath()
    path.nodes = this.nodes.slice(0, this.depth)
    path.indexes = this.indexes.slice(0, this.depth)
    path.depth = this.depth
    return path
  }

  /** Level of the slot: how hard its start is. The root counts as the first child of all. */
  get level(): number {
    return this.depth === 0 ? firstLevel : this.nodes[this.depth - 1].levels[this.indexes[this.depth - 1]]
  }

  get slot(): Slot {
    return this.nodes[this.depth - 1].slot(this.indexes[this.depth - 1])
  }

  /** The start of the slot after this one, without loading it; null at the end of the tree. */
  nextStart(): { readonly start: Key; readonly level: number } | null {
    for (let i = this.depth - 1; i >= 0; i--) {
      const next = this.indexes[i] + 1
      const node = this.nodes[i]
      if (next < node.starts.length) return { start: node.starts[next], level: node.levels[next] }
    }
    return null
  }

  /** Level of the slot after this one; `firstLevel` at the end of the tree. */
  nextLevel(): number {
    for (let i = this.depth - 1; i >= 0; i--) {
      const next = this.indexes[i] + 1
      if (next < this.nodes[i].levels.length) return this.nodes[i].levels[next]
    }
    return firstLevel
  }

  up(): void {
    this.depth--
  }

  /** To the slot before (-1) or after (1) at the same height; false at the end of the tree. */
  move(step: -1 | 1, load: LoadChild): boolean {
    let at = this.depth - 1
    while (at >= 0 && !hasChild(this.nodes[at], this.indexes[at] + step)) at--
    if (at < 0) return false
    const below: InnerNode[] = []
    let node = this.nodes[at]
    let index = this.indexes[at] + step
    for (let i = at + 1; i < this.depth; i++) {
      node = load(node.children[index]) as InnerNode
      index = step === 1 ? 0 : node.children.length - 1
      below.push(node)
    }
    this.indexes[at] += step
    for (let i = 0; i < below.length; i++) {
      this.nodes[at + 1 + i] = below[i]
      this.indexes[at + 1 + i] = step === 1 ? 0 : below[i].children.length - 1
    }
    return true
  }
}

function hasChild(node: InnerNode, index: number): boolean {
  return index >= 0 && index < node.children.length
}
