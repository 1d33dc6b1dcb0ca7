// Where a recursive WITH query may refer to itself: once, in the right side of its UNION, and not where PostgreSQL refuses it.

import { SqlError } from '../../base/errors.ts'
import { lookupFunctions } from '../../functions/function-registry.ts'
import type { SetOperationQuery } from '../ast.ts'

interface Tree {
  readonly [key: string]: unknown
}

const isTree = (node: unknown): node is Tree => typeof node === 'object' && node !== null

/** Does the query read a table of this plain name that no WITH inside of it hides? */
export function mentions(query: unknown, name: string): boolean {
  if (Array.isArray(query)) return query.some(part => mentions(part, name))
  if (!isTree(query)) return false
  if (isReference(query, name)) return true
  return !hides(query, name) && Object.values(query).some(part => mentions(part, name))
}

function isReference(node: Tree, name: string): boolean {
  return node['kind'] === 'table' && Array.isArray(node['name']) && node['name'].length === 1 && node['name'][0] === name
}

function hides(node: Tree, name: string): boolean {
  const clause = node['with']
  if (!isTree(clause) || !Array.isArray(clause['items'])) return false
  return clause['items'].some(item => isTree(item) && item['name'] === name)
}

/** Throws 42P19 for a reference that has no meaning. */
export function checkRecursion(union: SetOperationQuery, name: string): void {
  if (mentions(union.left, name)) throw misplaced(name, 'must not appear within its non-recursive term', union.at)
  const found = { count: 0 }
  walk(union.right, { name, place: null, found })
  if (found.count > 1) throw misplaced(name, 'must not appear more than once', union.right.at)
}

function misplaced(name: string, what: string, at: number): SqlError {
  return new SqlError('42P19', `recursive reference to query "${name}" ${what}`, { position: at })
}

interface Walk {
  readonly name: string
  /** Where the reference stands, if that is not allowed. */
  readonly place: string | null
  readonly found: { count: number }
}

function walk(node: unknown, at: Walk): void {
  if (Array.isArray(node)) {
    for (const part of node) walk(part, at)
    return
  }
  if (!isTree(node)) return
  if (isReference(node, at.name)) {
    if (at.place !== null) throw misplaced(at.name, `must not appear within ${at.place}`, Number(node['at']))
    at.found.count++
    return
  }
  if (hides(node, at.name)) return
  refuseAggregates(node, at)
  for (const [key, part] of Object.entries(node)) walk(part, { ...at, place: placeOf(node, key) ?? at.place })
}

/** What a part of the tree is for a reference inside of it. */
function placeOf(node: Tree, key: string): string | null {
  switch (node['kind']) {
    case 'join':
      if (key === 'right' && node['type'] === 'left') return 'an outer join'
      if (key === 'left' && node['type'] === 'right') return 'an outer join'
      return node['type'] === 'full' && (key === 'left' || key === 'right') ? 'an outer join' : null
    case 'set operation':
      if (node['operator'] === 'except' && key === 'right') return 'EXCEPT'
      return node['operator'] === 'intersect' && node['all'] === true && (key === 'left' || key === 'right') ? 'INTERSECT' : null
    case 'exists':
    case 'scalar query':
    case 'array query':
    case 'in query':
      return key === 'query' ? 'a subquery' : null
    case 'quantified':
      return key === 'right' ? 'a subquery' : null
    default:
      return null
  }
}

/** A SELECT that reads the recursive table may not aggregate it. */
function refuseAggregates(node: Tree, at: Walk): void {
  if (node['kind'] !== 'select' || !mentions(node['from'], at.name)) return
  const search = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(search)
    if (!isTree(part)) return
    if (part['kind'] === 'call' && part['over'] === null && isAggregate(part['name'])) {
      throw new SqlError('42P19', "aggregate functions are not allowed in a recursive query's recursive term", {
        position: Number(part['at']),
      })
    }
    // Queries inside have aggregates of their own.
    if (part['kind'] !== 'select') Object.values(part).forEach(search)
  }
  for (const key of ['items', 'having', 'orderBy']) search(node[key])
}

function isAggregate(name: unknown): boolean {
  return Array.isArray(name) && lookupFunctions(String(name.at(-1))).some(d => d.kind === 'aggregate')
}
