// Applies a change to every expression or every node of a tree, from the leaves up.

import type { Expression } from '../ast.ts'

const expressionKinds: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'number',
  'string',
  'bit string',
  'parameter',
  'column',
  'star',
  'unary',
  'binary',
  'and',
  'or',
  'not',
  'is',
  'is distinct',
  'like',
  'between',
  'in list',
  'in query',
  'exists',
  'scalar query',
  'quantified',
  'case',
  'cast',
  'typed literal',
  'call',
  'array',
  'array query',
  'row',
  'subscript',
  'slice',
  'field',
  'collate',
  'at time zone',
  'extract',
  'sql value',
  'grouping',
  'default',
])

/** A copy of the tree in which every expression went through `change`. Nodes that stay the same are shared. */
export function mapTree<T>(tree: T, change: (expression: Expression) => Expression): T {
  return mapAny(tree, node => (isExpression(node) ? change(node) : node)) as T
}

/** Every object of the tree goes through `change`, from the leaves up. */
export function mapObjects<T>(tree: T, change: (node: object) => object): T {
  return mapAny(tree, change) as T
}

function mapAny(value: unknown, change: (node: object) => object): unknown {
  if (Array.isArray(value)) {
    const mapped = value.map(item => mapAny(item, change))
    return mapped.some((item, i) => item !== value[i]) ? mapped : value
  }
  if (typeof value !== 'object' || value === null) return value
  let copy: Record<string, unknown> | null = null
  for (const [key, field] of Object.entries(value)) {
    const mapped = mapAny(field, change)
    if (mapped === field) continue
    copy ??= { ...value }
    copy[key] = mapped
  }
  return change(copy ?? value)
}

function isExpression(node: object): node is Expression {
  if (!('kind' in node)) return false
  return typeof node.kind === 'string' && expressionKinds.has(node.kind) && 'at' in node
}
