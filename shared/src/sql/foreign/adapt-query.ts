// SELECT, UPDATE and DELETE of node-sql-parser as ours.

import { notSupported } from '../../base/errors.ts'
import { adaptExpression, adaptOrderBy } from './adapt-expression.ts'
import { isPresent, listOf, nodeOf, textOf } from './foreign-tree.ts'
import type { DeleteStatement, Expression, FromItem, GroupingElement, Query, SelectItem, SelectQuery, UpdateStatement } from '../ast.ts'
import type { Adapter } from './adapt-expression.ts'
import type { ForeignNode } from './foreign-tree.ts'

/** SELECT with its set operations. */
export function adaptQuery(tree: unknown, adapter: Adapter): Query {
  const node = nodeOf(tree)
  if (node['type'] !== 'select') throw notSupported(`${textOf(node['type']).toUpperCase()} of a foreign dialect as a query`, adapter.at)
  if (isPresent(node['with'])) throw notSupported('WITH in a dump of a foreign dialect', adapter.at)
  let query: Query = adaptSelect(node, adapter)
  // The parts of a union are a list; ORDER BY and LIMIT of the whole stand in the last part.
  for (let part = node; isPresent(part['_next']); part = nodeOf(part['_next'])) {
    const operation = textOf(part['set_op']).toLowerCase()
    const [operator, all] = operation.split(' ')
    if (operator !== 'union' && operator !== 'intersect' && operator !== 'except') throw notSupported(operation.toUpperCase(), adapter.at)
    const next = nodeOf(part['_next'])
    const isLast = !isPresent(next['_next'])
    const right = adaptSelect(isLast && next['parentheses_symbol'] !== true ? { ...next, orderby: null, limit: null } : next, adapter)
    const tail = isLast ? tailOf(next, adapter) : noTail
    query = { kind: 'set operation', operator, all: all === 'all', left: query, right, ...tail, with: null, at: adapter.at }
  }
  return query
}

interface Tail {
  readonly orderBy: SelectQuery['orderBy']
  readonly limit: Expression | null
  readonly withTies: false
  readonly offset: Expression | null
  readonly locking: readonly never[]
}

const noTail: Tail = { orderBy: [], limit: null, withTies: false, offset: null, locking: [] }

function adaptSelect(node: ForeignNode, adapter: Adapter): SelectQuery {
  const { at } = adapter
  const distinct = nodeOf(node['distinct'])['type'] ?? node['distinct']
  return {
    kind: 'select',
    distinct: isPresent(distinct) && textOf(distinct).toUpperCase() === 'DISTINCT' ? [] : null,
    items: listOf(node['columns']).map(item => adaptItem(nodeOf(item), adapter)),
    from: adaptFrom(node['from'], adapter),
    where: isPresent(node['where']) ? adaptExpression(node['where'], adapter) : null,
    groupBy: adaptGroupBy(nodeOf(node['groupby']), adapter),
    groupByDistinct: false,
    having: isPresent(node['having']) ? adaptExpression(node['having'], adapter) : null,
    windows: [],
    into: null,
    with: null,
    ...tailOf(node, adapter),
    at,
  }
}

function adaptItem(item: ForeignNode, adapter: Adapter): SelectItem {
  const alias = isPresent(item['as']) ? adapter.original(textOf(item['as'])) : null
  return { expression: adaptExpression(item['expr'], adapter), alias, at: adapter.at }
}

function adaptGroupBy(node: ForeignNode, adapter: Adapter): GroupingElement[] {
  const items = listOf(node['columns']).map(item => adaptExpression(item, adapter))
  const isRollup = listOf(node['modifiers']).some(modifier => textOf(nodeOf(modifier)['value']).toLowerCase() === 'with rollup')
  if (isRollup) return [{ kind: 'rollup', items: items.map(item => [item]) }]
  return items.map(expression => ({ kind: 'expression', expression }))
}

/** ORDER BY, LIMIT n, m (offset first), LIMIT n OFFSET m, TOP n, OFFSET … FETCH. */
function tailOf(node: ForeignNode, adapter: Adapter): Tail {
  const orderBy = adaptOrderBy(node['orderby'], adapter)
  const limit = nodeOf(node['limit'])
  const values = listOf(limit['value']).map(value => adaptExpression(value, adapter))
  if (values.length > 0) {
    const isOffsetFirst = limit['seperator'] === ','
    const [count, offset] = isOffsetFirst && values.length === 2 ? [values[1], values[0]] : values
    return { ...noTail, orderBy, limit: count, offset: offset ?? null }
  }
  const fetch = nodeOf(limit['fetch'])['value']
  const offset = nodeOf(limit['offset'])['value']
  const top = nodeOf(node['top'])
  if (isPresent(top['percent'])) throw notSupported('TOP … PERCENT', adapter.at)
  const count: Expression | null = isPresent(fetch)
    ? adaptExpression(fetch, adapter)
    : isPresent(top['value'])
      ? { kind: 'number', text: textOf(top['value']), at: adapter.at }
      : null
  return { ...noTail, orderBy, limit: count, offset: isPresent(offset) ? adaptExpression(offset, adapter) : null }
}

const joinTypes: Readonly<Record<string, (FromItem & { kind: 'join' })['type']>> = {
  'INNER JOIN': 'inner',
  JOIN: 'inner',
  'LEFT JOIN': 'left',
  'LEFT OUTER JOIN': 'left',
  'RIGHT JOIN': 'right',
  'RIGHT OUTER JOIN': 'right',
  'FULL JOIN': 'full',
  'FULL OUTER JOIN': 'full',
  'CROSS JOIN': 'cross',
}

/** A list of tables; those with a join continue the one before. */
function adaptFrom(value: unknown, adapter: Adapter): FromItem[] {
  const items: FromItem[] = []
  for (const node of listOf(value).map(nodeOf)) {
    if (node['type'] === 'dual') continue
    const right = adaptTable(node, adapter)
    const join = textOf(node['join']).toUpperCase()
    const left = items[items.length - 1]
    if (join === '' || left === undefined) {
      items.push(right)
      continue
    }
    const type = joinTypes[join]
    if (type === undefined) throw notSupported(join, adapter.at)
    const on = isPresent(node['on']) ? adaptExpression(node['on'], adapter) : null
    const using = isPresent(node['using'])
      ? listOf(node['using']).map(column => adapter.original(textOf(nodeOf(column)['value'] ?? column)))
      : null
    const actual = type === 'inner' && on === null && using === null ? 'cross' : type
    items[items.length - 1] = {
      kind: 'join',
      type: actual,
      natural: false,
      left,
      right,
      on,
      using,
      usingAlias: null,
      alias: null,
      at: adapter.at,
    }
  }
  return items
}

/** Words that node-sql-parser takes for aliases when it does not know the join. */
const joinWords: ReadonlySet<string> = new Set(['natural', 'cross', 'left', 'right', 'full', 'inner'])

function adaptTable(node: ForeignNode, adapter: Adapter): FromItem {
  const { at } = adapter
  const alias = isPresent(node['as']) ? adapter.original(textOf(node['as'])) : null
  if (alias !== null && joinWords.has(alias.toLowerCase()))
    throw notSupported(`${alias.toUpperCase()} JOIN in a dump of a foreign dialect`, at)
  const tableAlias = alias === null ? null : { name: alias, columns: [] }
  const inner = nodeOf(node['expr'])
  if (isPresent(inner['ast'])) {
    return { kind: 'subquery', query: adaptQuery(inner['ast'], adapter), lateral: false, alias: tableAlias, at }
  }
  if (!isPresent(node['table'])) throw notSupported('this FROM item of a foreign dialect', at)
  return { kind: 'table', name: [adapter.original(textOf(node['table']))], only: false, alias: tableAlias, sample: null, at }
}

/** UPDATE of one table, perhaps joined with others. */
export function adaptUpdate(node: ForeignNode, adapter: Adapter): UpdateStatement {
  const { at } = adapter
  const [target, ...rest] = listOf(node['table'])
  if (rest.length > 0 || isPresent(nodeOf(node['limit'])['value'])) throw notSupported('UPDATE of joined tables in a dump', at)
  const table = adaptTable(nodeOf(target), adapter)
  if (table.kind !== 'table') throw notSupported('UPDATE of a subquery', at)
  const set = listOf(node['set']).map(item => {
    const assignment = nodeOf(item)
    return { columns: [adapter.original(textOf(assignment['column']))], value: adaptExpression(assignment['value'], adapter), at }
  })
  const where = isPresent(node['where']) ? adaptExpression(node['where'], adapter) : null
  return {
    kind: 'update',
    with: null,
    table: table.name,
    only: false,
    alias: table.alias?.name ?? null,
    set,
    from: [],
    where,
    returning: [],
    at,
  }
}

/** DELETE from one table. */
export function adaptDelete(node: ForeignNode, adapter: Adapter): DeleteStatement {
  const { at } = adapter
  const from = listOf(node['from'])
  if (from.length !== 1 || listOf(nodeOf(node['limit'])['value']).length > 0) throw notSupported('DELETE from joined tables in a dump', at)
  const table = adaptTable(nodeOf(from[0]), adapter)
  if (table.kind !== 'table') throw notSupported('DELETE from a subquery', at)
  const where = isPresent(node['where']) ? adaptExpression(node['where'], adapter) : null
  return {
    kind: 'delete',
    with: null,
    table: table.name,
    only: false,
    alias: table.alias?.name ?? null,
    using: [],
    where,
    returning: [],
    at,
  }
}
