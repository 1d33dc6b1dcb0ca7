// Memory that a node takes, by estimate: what the page cache's budget counts.

import type { TreeNode } from './node.ts'

const nodeBytes = 1024
const childBytes = 240
const referenceBytes = 8

export function nodeMemory(node: TreeNode): number {
  if (node.kind === 1) return nodeBytes + node.children.length * childBytes
  const { shape } = node
  const plainColumns = shape.variable.length + (shape.isNumeric ? 0 : 1) + (shape.layout.stamped ? 1 : 0)
  const typed = node.capacity * (8 * shape.doubleColumns + 4 * shape.integerColumns)
  // Canonical bytes stand for the characters of texts and keys.
  return nodeBytes + typed + node.count * plainColumns * referenceBytes + node.bytes
}
