// Changing jsonb: ||, -, #-, jsonb_set, jsonb_insert, strip_nulls. Trees in, trees out; printing is the caller's.

import { SqlError } from '../base/errors.ts'
import { jsonArray, jsonIndexOfStep, jsonNull, jsonObject, type JsonNode } from '../values/json.ts'
import { invalidParameter } from './value-errors.ts'

type JsonObjectNode = Extract<JsonNode, { kind: 'object' }>

const isContainer = (node: JsonNode): boolean => node.kind === 'array' || node.kind === 'object'
const itemsOf = (node: JsonNode): readonly JsonNode[] => (node.kind === 'array' ? node.items : [node])

/** a || b: objects merge, arrays join, everything else becomes an item. */
export function concatJson(a: JsonNode, b: JsonNode): JsonNode {
  if (a.kind === 'object' && b.kind === 'object') return jsonObject([...a.keys, ...b.keys], [...a.values, ...b.values])
  return jsonArray([...itemsOf(a), ...itemsOf(b)])
}

/** Without the members or string items of these names. */
export function deleteKeys(node: JsonNode, names: readonly (string | null)[]): JsonNode {
  if (node.kind === 'array') return jsonArray(node.items.filter(item => item.kind !== 'string' || !names.includes(item.value)))
  if (node.kind !== 'object') throw invalidParameter('cannot delete from scalar')
  return withoutMembers(node, key => names.includes(key))
}

function withoutMembers(node: JsonObjectNode, isGone: (key: string, value: JsonNode) => boolean): JsonNode {
  const kept = node.keys.map((_, i) => i).filter(i => !isGone(node.keys[i], node.values[i]))
  return jsonObject(
    kept.map(i => node.keys[i]),
    kept.map(i => node.values[i]),
  )
}

/** Without item `index` of an array. */
export function deleteIndex(node: JsonNode, index: number): JsonNode {
  if (node.kind === 'object') throw invalidParameter('cannot delete from object using integer index')
  if (node.kind !== 'array') throw invalidParameter('cannot delete from scalar')
  const at = index < 0 ? index + node.items.length : index
  return jsonArray(node.items.filter((_, i) => i !== at))
}

export function deletePath(node: JsonNode, path: readonly (string | null)[]): JsonNode {
  if (!isContainer(node)) throw invalidParameter('cannot delete path in scalar')
  return path.length === 0 ? node : changePath(node, path, 0, { kind: 'delete' })
}

/** What happens at the end of a path. */
export type PathChange =
  | { readonly kind: 'delete' }
  | { readonly kind: 'set'; readonly value: JsonNode; readonly creates: boolean }
  | { readonly kind: 'insert'; readonly value: JsonNode; readonly isAfter: boolean }

/** jsonb_set and jsonb_insert. A path that leads nowhere changes nothing. */
export function setPath(node: JsonNode, path: readonly (string | null)[], change: PathChange): JsonNode {
  if (!isContainer(node)) throw invalidParameter('cannot set path in scalar')
  return path.length === 0 ? node : changePath(node, path, 0, change)
}

function changePath(node: JsonNode, path: readonly (string | null)[], depth: number, change: PathChange): JsonNode {
  const step = path[depth]
  if (step === null) throw new SqlError('22004', `path element at position ${depth + 1} is null`)
  if (node.kind === 'object') return changeMember(node, path, depth, change)
  if (node.kind !== 'array') return node
  const index = jsonIndexOfStep(step)
  if (index === null) throw new SqlError('22P02', `path element at position ${depth + 1} is not an integer: "${step}"`)
  return changeItem(node.items, index, path, depth, change)
}

function changeMember(node: JsonObjectNode, path: readonly (string | null)[], depth: number, change: PathChange): JsonNode {
  const key = path[depth] ?? ''
  const isLast = depth === path.length - 1
  const at = node.keys.lastIndexOf(key)
  if (at < 0) {
    const adds = isLast && (change.kind === 'insert' || (change.kind === 'set' && change.creates))
    return adds ? jsonObject([...node.keys, key], [...node.values, change.value]) : node
  }
  if (!isLast) return jsonObject(node.keys, node.values.with(at, changePath(node.values[at], path, depth + 1, change)))
  if (change.kind === 'delete') return withoutMembers(node, name => name === key)
  if (change.kind === 'insert')
    throw invalidParameter('cannot replace existing key', 'Try using the function jsonb_set to replace key value.')
  return jsonObject(node.keys, node.values.with(at, change.value))
}

function changeItem(
  items: readonly JsonNode[],
  index: number,
  path: readonly (string | null)[],
  depth: number,
  change: PathChange,
): JsonNode {
  const at = index < 0 ? index + items.length : index
  const isInside = at >= 0 && at < items.length
  if (depth < path.length - 1) return jsonArray(isInside ? items.with(at, changePath(items[at], path, depth + 1, change)) : items)
  if (change.kind === 'delete') return jsonArray(items.filter((_, i) => i !== at))
  if (isInside) {
    if (change.kind === 'set') return jsonArray(items.with(at, change.value))
    return jsonArray(items.toSpliced(change.isAfter ? at + 1 : at, 0, change.value))
  }
  if (change.kind === 'set' && !change.creates) return jsonArray(items)
  return jsonArray(at < 0 ? [change.value, ...items] : [...items, change.value])
}

/** Without members that are null, at every depth; `inArrays` also drops null items. */
export function stripNulls(node: JsonNode, inArrays = false): JsonNode {
  if (node.kind === 'array')
    return jsonArray(node.items.filter(item => !inArrays || item.kind !== 'null').map(item => stripNulls(item, inArrays)))
  if (node.kind !== 'object') return node
  const kept = withoutMembers(node, (_, value) => value.kind === 'null')
  return kept.kind === 'object'
    ? jsonObject(
        kept.keys,
        kept.values.map(value => stripNulls(value, inArrays)),
      )
    : jsonNull
}
