// FETCH FIRST … ROWS and FOR UPDATE … behind a query. Part of rare queries.

import { parseOperand } from './parse-operand.ts'
import * as token from './token.ts'
import type { Expression, LockingClause } from '../ast.ts'
import type { Bounds } from './parse-tail.ts'
import type { TokenCursor } from './token-cursor.ts'

/** FETCH FIRST | NEXT [count] ROW | ROWS ONLY | WITH TIES. */
export function parseFetch(cursor: TokenCursor, bounds: Bounds): void {
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
export function parseLocking(cursor: TokenCursor, locking: LockingClause[]): void {
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
