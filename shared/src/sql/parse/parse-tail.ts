// What stands after a query: ORDER BY, LIMIT, OFFSET; FETCH FIRST and FOR UPDATE are in parse-fetch.ts.

import { lateGrammar } from './late-grammar.ts'
import { grammarError } from './syntax-error.ts'
import { parseOrderBy } from './parse-order.ts'
import * as token from './token.ts'
import type { Expression, LockingClause, Query, QueryTail } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Limit and offset as they are read. */
export interface Bounds {
  limit: Expression | null
  offset: Expression | null
  withTies: boolean
  hasLimit: boolean
  hasOffset: boolean
}

/** `query` with the clauses at the cursor; `query` itself when there are none. */
export function parseTail(cursor: TokenCursor, query: Query): Query {
  if (cursor.isAtEnd || cursor.kind === token.punctuationToken) return query
  const at = cursor.at
  const orderBy = parseOrderBy(cursor)
  const bounds: Bounds = { limit: null, offset: null, withTies: false, hasLimit: false, hasOffset: false }
  const locking: LockingClause[] = []
  // FOR UPDATE may stand before LIMIT or after it.
  if (cursor.isWord('for')) lateGrammar.get().parseLocking(cursor, locking)
  parseBounds(cursor, bounds)
  if (locking.length === 0 && cursor.isWord('for')) lateGrammar.get().parseLocking(cursor, locking)
  if (orderBy.length === 0 && !bounds.hasLimit && !bounds.hasOffset && locking.length === 0) return query
  if (query.kind !== 'select' && query.kind !== 'values' && query.kind !== 'set operation') throw cursor.unexpected()
  if (orderBy.length > 0 && query.orderBy.length > 0) throw grammarError('multiple ORDER BY clauses not allowed', at)
  if (bounds.hasLimit && query.limit !== null) throw grammarError('multiple LIMIT clauses not allowed', at)
  if (bounds.hasOffset && query.offset !== null) throw grammarError('multiple OFFSET clauses not allowed', at)
  const merged = {
    orderBy: orderBy.length > 0 ? orderBy : query.orderBy,
    limit: bounds.hasLimit ? bounds.limit : query.limit,
    withTies: bounds.hasLimit ? bounds.withTies : query.withTies,
    offset: bounds.hasOffset ? bounds.offset : query.offset,
    locking: [...query.locking, ...locking],
  }
  checkTies(merged, at)
  return { ...query, ...merged }
}

function checkTies(tail: Omit<QueryTail, 'with'>, at: number): void {
  if (!tail.withTies) return
  if (tail.orderBy.length === 0) throw grammarError('WITH TIES cannot be specified without ORDER BY clause', at)
  if (tail.locking.some(clause => clause.wait === 'skip locked')) {
    throw grammarError('SKIP LOCKED and WITH TIES options cannot be used together', at)
  }
}

/** LIMIT and OFFSET, or FETCH, in any order, each once. */
function parseBounds(cursor: TokenCursor, bounds: Bounds): void {
  for (;;) {
    if (cursor.isWord('limit') && !bounds.hasLimit) parseLimit(cursor, bounds)
    else if (cursor.isWord('fetch') && !bounds.hasLimit) lateGrammar.get().parseFetch(cursor, bounds)
    else if (cursor.isWord('offset') && !bounds.hasOffset) parseOffset(cursor, bounds)
    else return
  }
}

function parseLimit(cursor: TokenCursor, bounds: Bounds): void {
  const at = cursor.at
  cursor.advance()
  bounds.hasLimit = true
  if (!cursor.acceptWord('all')) bounds.limit = cursor.rules.expression(cursor)
  if (cursor.is(',')) throw grammarError('LIMIT #,# syntax is not supported', at, 'Use separate LIMIT and OFFSET clauses.')
}

function parseOffset(cursor: TokenCursor, bounds: Bounds): void {
  cursor.advance()
  bounds.hasOffset = true
  bounds.offset = cursor.rules.expression(cursor)
  if (!cursor.acceptWord('rows')) cursor.acceptWord('row')
}
