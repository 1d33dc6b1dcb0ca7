// jsonb's btree order, equality and containment (@>).

import { compareDecimals, parseDecimal } from './decimal.ts'
import { compareText } from './compare-text.ts'
import { sortJsonObject, type JsonNode, type JsonObject } from './json.ts'

/** Null < string < number < boolean < array < object. */
const ranks: Readonly<Record<JsonNode['kind'], number>> = { null: 0, string: 1, number: 2, boolean: 3, array: 4, object: 5 }

function isScalar(node: JsonNode): boolean {
  return node.kind !== 'array' && node.kind !== 'object'
}

/** Of two whole jsonb values. An empty array at the top is less than a scalar: a scalar counts as an array of one there. */
export function compareJson(a: JsonNode, b: JsonNode): number {
  if (isScalar(a) !== isScalar(b) && (a.kind === 'array' || b.kind === 'array')) {
    const countOfA = a.kind === 'array' ? a.items.length : 1
    const countOfB = b.kind === 'array' ? b.items.length : 1
    return countOfA === countOfB ? (isScalar(a) ? -1 : 1) : countOfA - countOfB
  }
  return compareNodes(a, b)
}

function compareNumberTexts(a: string, b: string): number {
  return a === b ? 0 : compareDecimals(parseDecimal(a), parseDecimal(b))
}

function compareNodes(a: JsonNode, b: JsonNode): number {
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value)
  if (a.kind === 'number' && b.kind === 'number') return compareNumberTexts(a.text, b.text)
  if (a.kind === 'boolean' && b.kind === 'boolean') return Number(a.value) - Number(b.value)
  if (a.kind === 'array' && b.kind === 'array') {
    if (a.items.length !== b.items.length) return a.items.length - b.items.length
    for (let i = 0; i < a.items.length; i++) {
      const order = compareNodes(a.items[i], b.items[i])
      if (order !== 0) return order
    }
    return 0
  }
  if (a.kind === 'object' && b.kind === 'object') return compareObjects(sortJsonObject(a), sortJsonObject(b))
  return ranks[a.kind] - ranks[b.kind]
}

function compareObjects(a: JsonObject, b: JsonObject): number {
  if (a.keys.length !== b.keys.length) return a.keys.length - b.keys.length
  for (let i = 0; i < a.keys.length; i++) {
    const order = compareText(a.keys[i], b.keys[i]) || compareNodes(a.values[i], b.values[i])
    if (order !== 0) return order
  }
  return 0
}

/** jsonb @> : does `a` contain `b`? Both from jsonb text: keys are unique. An array at the top also contains a bare scalar that is one of its items. */
export function jsonContains(a: JsonNode, b: JsonNode): boolean {
  if (a.kind === 'array' && isScalar(b)) return a.items.some(item => isScalar(item) && compareNodes(item, b) === 0)
  return contains(a, b)
}

function contains(a: JsonNode, b: JsonNode): boolean {
  if (a.kind === 'object' && b.kind === 'object') {
    return b.keys.every((key, i) => {
      const at = a.keys.lastIndexOf(key)
      return at >= 0 && contains(a.values[at], b.values[i])
    })
  }
  if (a.kind === 'array' && b.kind === 'array') return b.items.every(wanted => a.items.some(item => contains(item, wanted)))
  return a.kind === b.kind && compareNodes(a, b) === 0
}
