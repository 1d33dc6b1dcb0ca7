// Queries: SELECT, VALUES, TABLE, set operations, WITH, and what may stand around them. Clauses of SELECT are in parse-select.ts.

import { SqlError } from '../../base/errors.ts'
import { sqlMaxChain } from '../../base/limits.ts'
import { grammarError } from './syntax-error.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseTail } from './parse-tail.ts'
import { parseRelation } from './parse-from.ts'
import { parseSelect } from './parse-select.ts'
import type { Expression, Query, SelectQuery, ValuesQuery, WithClause } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

// Nodes are written out field by field: spreading a shared empty tail costs as much as lexing the statement.
const none: readonly never[] = []
const unionPower = 1
const intersectPower = 2

/** select_no_parens or select_with_parens, WITH included. */
export function parseQueryRule(cursor: TokenCursor): Query {
  cursor.enter()
  const query = parseQueryAfterWith(cursor, cursor.isWord('with') ? lateGrammar.get().parseWith(cursor) : null)
  cursor.leave()
  return query
}

/** A query whose WITH clause, if it has one, was read before. */
export function parseQueryAfterWith(cursor: TokenCursor, withClause: WithClause | null): Query {
  const query = parseTail(cursor, parseSetOperations(cursor, parsePrimary(cursor), unionPower))
  if (withClause === null) return query
  if (query.kind !== 'select' && query.kind !== 'values' && query.kind !== 'set operation') throw cursor.unexpected()
  if (query.with !== null) throw grammarError('multiple WITH clauses not allowed', query.with.at)
  return { ...query, with: withClause, at: withClause.at }
}

/** Set operations and the tail that follow `first`, which stood in parentheses; `first` itself when nothing does. */
export function parseQueryRest(cursor: TokenCursor, first: Query): Query {
  return parseTail(cursor, parseSetOperations(cursor, first, unionPower))
}

function parseSetOperations(cursor: TokenCursor, first: Query, floor: number): Query {
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
    left = {
      kind: 'set operation',
      operator,
      all,
      left,
      right,
      with: null,
      orderBy: none,
      limit: null,
      withTies: false,
      offset: null,
      locking: none,
      at,
    }
  }
}

function parsePrimary(cursor: TokenCursor): Query {
  if (cursor.is('(')) {
    cursor.enter()
    cursor.advance()
    const query = parseQueryRule(cursor)
    cursor.expect(')')
    cursor.leave()
    return query
  }
  if (cursor.isWord('select')) return parseSelect(cursor)
  if (cursor.isWord('values')) return parseValues(cursor)
  if (cursor.isWord('table')) return parseTableQuery(cursor)
  throw cursor.unexpected()
}

function parseValues(cursor: TokenCursor): ValuesQuery {
  const at = cursor.at
  cursor.advance()
  const rows = cursor.list(parseValuesRow)
  return { kind: 'values', rows, with: null, orderBy: none, limit: null, withTies: false, offset: null, locking: none, at }
}

function parseValuesRow(cursor: TokenCursor): readonly Expression[] {
  return cursor.parenthesised(cursor.rules.expression)
}

/** TABLE t is SELECT * FROM t. */
function parseTableQuery(cursor: TokenCursor): SelectQuery {
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
