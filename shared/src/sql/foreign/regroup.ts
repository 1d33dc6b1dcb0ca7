// Repairs the grouping of node-sql-parser's trees. It gives AND and OR no precedence (`a OR b AND c` comes out as `(a OR b) AND c`),
// but it marks what stood in parentheses: the chain of operators between marks is flattened and grouped again by precedence.

import { isPresent, nodeOf, textOf } from './foreign-tree.ts'
import type { ForeignNode } from './foreign-tree.ts'

/** A node of the regrouped tree. */
export type Grouped =
  | { readonly kind: 'operand'; readonly node: unknown }
  | { readonly kind: 'prefix'; readonly operator: string; readonly operand: Grouped }
  | { readonly kind: 'infix'; readonly operator: string; readonly left: Grouped; readonly right: Grouped }

type Item = { readonly kind: 'operand'; readonly node: unknown } | { readonly kind: 'prefix' | 'infix'; readonly operator: string }

const powers: ReadonlyMap<string, number> = new Map([
  ['OR', 1],
  ['XOR', 2],
  ['AND', 3],
  ...[
    '=',
    '<=>',
    '<>',
    '!=',
    '<',
    '>',
    '<=',
    '>=',
    'IS',
    'IS NOT',
    'LIKE',
    'NOT LIKE',
    'IN',
    'NOT IN',
    'BETWEEN',
    'NOT BETWEEN',
    'REGEXP',
    'NOT REGEXP',
    'RLIKE',
    'NOT RLIKE',
    'GLOB',
    'NOT GLOB',
  ].map(operator => [operator, 5] as const),
  ['|', 6],
  ['&', 7],
  ['<<', 8],
  ['>>', 8],
  ['+', 9],
  ['-', 9],
  ['*', 10],
  ['/', 10],
  ['%', 10],
  ['DIV', 10],
  ['MOD', 10],
  ['^', 11],
  ['||', 12],
  ['->', 13],
  ['->>', 13],
])
const notPower = 4
const signPower = 12

/** Power of an operator; an unknown one binds like a comparison. */
function powerOf(operator: string): number {
  return powers.get(operator) ?? 5
}

/** The tree with its operators grouped by precedence. */
export function regroup(node: unknown): Grouped {
  const items: Item[] = []
  flatten(node, items, true)
  let at = 0
  return parse(0)

  function parse(floor: number): Grouped {
    const item = items[at++]
    let left: Grouped
    if (item.kind === 'operand') left = item
    else {
      const power = item.operator === 'NOT' ? notPower : signPower
      left = { kind: 'prefix', operator: item.operator, operand: parse(power) }
    }
    for (;;) {
      const next = items[at]
      if (next === undefined || next.kind !== 'infix') return left
      const power = powerOf(next.operator)
      if (power < floor) return left
      at++
      left = { kind: 'infix', operator: next.operator, left, right: parse(power + 1) }
    }
  }
}

/** Operators and operands from left to right; what stands in parentheses is one operand. */
function flatten(value: unknown, items: Item[], isRoot: boolean): void {
  const node = nodeOf(value)
  const isClosed = !isRoot && node['parentheses'] === true
  const operator = textOf(node['operator']).toUpperCase()
  if (isClosed) {
    items.push({ kind: 'operand', node: value })
  } else if (node['type'] === 'binary_expr') {
    flatten(node['left'], items, false)
    items.push({ kind: 'infix', operator })
    flatten(node['right'], items, false)
  } else if (node['type'] === 'unary_expr') {
    items.push({ kind: 'prefix', operator })
    flatten(node['expr'], items, false)
  } else if (isNegation(node)) {
    // NOT (x) comes out as a call of a function "not".
    items.push({ kind: 'prefix', operator: 'NOT' })
    items.push({ kind: 'operand', node: firstArgument(node) })
  } else {
    items.push({ kind: 'operand', node: value })
  }
}

function isNegation(node: ForeignNode): boolean {
  if (node['type'] !== 'function' || isPresent(node['over'])) return false
  const name = nodeOf(node['name'])['name']
  return Array.isArray(name) && name.length === 1 && textOf(nodeOf(name[0])['value']).toLowerCase() === 'not'
}

function firstArgument(node: ForeignNode): unknown {
  const args = nodeOf(node['args'])['value']
  const first: unknown = Array.isArray(args) ? args[0] : undefined
  return { ...nodeOf(first), parentheses: true }
}
