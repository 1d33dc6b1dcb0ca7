// UNION, EXCEPT and INTERSECT, and TABLE t. Part of rare queries.

import { SqlError } from '../../base/errors.ts'
import { sqlMaxChain } from '../../base/limits.ts'
import type { Query, SelectQuery } from '../ast.ts'
import { parseRelation } from './parse-from.ts'
import { none, parsePrimary } from './parse-query.ts'
import type { TokenCursor } from './token-cursor.ts'

/** TABLE t is SELECT * FROM t. */
export function parseTableQuery(cursor: TokenCursor): SelectQuery {
  const at = cursor.at
  cursor.advance()
  const tableAt = cursor.at
  const { name, only } = parseRelation(cursor)
  return {
    kind: 'select',
    distinct: null,
    items: [{ expression: { kind: 'star', qualifier: null, at }, alias: null, at }],
    from: [{ kind: 'table', name, only, alias: null, sample: null, at: tableAt }],
    where: null,
    groupBy: [],
    groupByDistinct: false,
    having: null,
    windows: [],
    into: null,
    with: null,
    orderBy: none,
    limit: null,
    withTies: false,
    offset: null,
    locking: none,
    at,
  }
}

const unionPower = 1

const intersectPower = 2

/** The set operations that follow `first` and bind at least as tightly as `floor`. */
export function parseSetOperations(cursor: TokenCursor, first: Query, floor = unionPower): Query {
  let left = first
  let chain = 0
  for (;;) {
    const at = cursor.at
    const power = cursor.isWord('union') || cursor.isWord('except') ? unionPower : cursor.isWord('intersect') ? intersectPower : 0
    if (power === 0 || power < floor) return left
    if (++chain > sqlMaxChain) throw new SqlError('54001', 'stack depth limit exceeded', { position: at })
    const word = cursor.take()
    const operator = word === 'union' || word === 'except' ? word : 'intersect'
    const all = cursor.acceptWord('all')
    if (!all) cursor.acceptWord('distinct')
    const right = parseSetOperations(cursor, parsePrimary(cursor), power + 1)
    const tail = { with: null, orderBy: none, limit: null, withTies: false, offset: null, locking: none } as const
    left = { kind: 'set operation', operator, all, left, right, ...tail, at }
  }
}
