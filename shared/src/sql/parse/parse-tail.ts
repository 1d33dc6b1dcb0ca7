// What stands after a query: ORDER BY, LIMIT, OFFSET, FETCH FIRST, FOR UPDATE.

import { grammarError } from './syntax-error.ts'
import { parseOperand } from './parse-operand.ts'
import { parseOrderBy } from './parse-order.ts'
import * as token from './token.ts'
import type { Expression, LockingClause, Query, QueryTail } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Limit and offset as they are read. */
interface Bounds {
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
  parseLocking(cursor, locking)
  parseBounds(cursor, bounds)
  if (locking.length === 0) parseLocking(cursor, locking)
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
    else if (cursor.isWord('fetch') && !bounds.hasLimit) parseFetch(cursor, bounds)
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

/** FETCH FIRST | NEXT [count] ROW | ROWS ONLY | WITH TIES. */
function parseFetch(cursor: TokenCursor, bounds: Bounds): void {
  const at = cursor.at
  cursor.advance()
  bounds.hasLimit = true
  if (!cursor.acceptWord('first')) cursor.expectWord('next')
  if (isRowWord(cursor) && !cursor.isPunctuationAhead(1, '(')) bounds.limit = { kind: 'number', text: '1', at }
  else bounds.limit = parseFetchCount(cursor)
  if (!isRowWord(cursor)) throw cursor.unexpected()
  cursor.advance()
  if (cursor.acceptWord('only')) return
  cursor.expectWords('with', 'ties')
  bounds.withTies = true
}

/** A plain operand or a signed number. */
function parseFetchCount(cursor: TokenCursor): Expression {
  const at = cursor.at
  const isSigned = cursor.isOperator('-') || cursor.isOperator('+')
  if (!isSigned) return parseOperand(cursor)
  const operator = cursor.take()
  if (cursor.kind !== token.integerToken && cursor.kind !== token.decimalToken) throw cursor.unexpected()
  return { kind: 'unary', operator, operand: parseOperand(cursor), at }
}

function isRowWord(cursor: TokenCursor): boolean {
  return cursor.isWord('row') || cursor.isWord('rows')
}

/** FOR UPDATE …, any number of times. FOR READ ONLY says nothing. */
function parseLocking(cursor: TokenCursor, locking: LockingClause[]): void {
  if (cursor.isWords('for', 'read')) {
    cursor.expectWords('for', 'read', 'only')
    return
  }
  while (cursor.isWord('for')) {
    const at = cursor.at
    cursor.advance()
    const strength = parseStrength(cursor)
    const tables = cursor.acceptWord('of') ? cursor.list(inner => inner.qualifiedName()) : []
    const wait = cursor.acceptWord('nowait') ? 'nowait' : cursor.acceptWords('skip', 'locked') ? 'skip locked' : 'wait'
    locking.push({ strength, tables, wait, at })
  }
}

function parseStrength(cursor: TokenCursor): LockingClause['strength'] {
  if (cursor.kind !== token.unreservedToken) throw cursor.unexpected()
  if (cursor.acceptWord('update')) return 'update'
  if (cursor.acceptWord('share')) return 'share'
  if (cursor.acceptWord('no')) {
    cursor.expectWords('key', 'update')
    return 'no key update'
  }
  cursor.expectWords('key', 'share')
  return 'key share'
}
