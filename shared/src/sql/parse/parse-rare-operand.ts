// Operands that few statements have: subqueries, rows, OVERLAPS, GROUPING, functions named by words of types. Part of rare queries.

import type { Expression, Query } from '../ast.ts'
import { parseCall } from './parse-call.ts'
import { parseIndirection } from './parse-indirection.ts'
import { parseParenthesis } from './parse-operand.ts'
import { parseTypedLiteral } from './parse-typed-literal.ts'
import { plainCall } from './plain-call.ts'
import { grammarError } from './syntax-error.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

/** left(…), right(…), like(…): words that name functions and types but no columns. */
export function parseTypeFunctionWord(cursor: TokenCursor): Expression {
  const at = cursor.at
  if (cursor.text === 'current_schema') {
    cursor.advance()
    return cursor.is('(') ? parseCall(cursor, ['current_schema'], at) : { kind: 'sql value', name: 'current_schema', precision: null, at }
  }
  if (cursor.text === 'collation' && cursor.wordAhead(1) === 'for') {
    cursor.expectWords('collation', 'for')
    cursor.expect('(')
    const operand = cursor.rules.expression(cursor)
    cursor.expect(')')
    return plainCall('pg_collation_for', [operand], at)
  }
  const name = [cursor.take()]
  if (cursor.is('(')) return parseCall(cursor, name, at)
  if (cursor.kind === token.stringToken) return parseTypedLiteral(cursor, { name, modifiers: [], arrayDepth: 0, setOf: false, at })
  throw cursor.unexpected()
}

export function parseExists(cursor: TokenCursor): Expression {
  const at = cursor.at
  cursor.advance()
  return { kind: 'exists', query: parseQueryInParentheses(cursor), at }
}

/** select_with_parens. */
export function parseQueryInParentheses(cursor: TokenCursor): Query {
  if (!cursor.is('(')) throw cursor.unexpected()
  const inner = parseParenthesis(cursor)
  if (inner.kind !== 'scalar query') throw cursor.unexpected()
  return inner.query
}

export function parseGrouping(cursor: TokenCursor): Expression {
  const at = cursor.at
  cursor.advance()
  return { kind: 'grouping', items: cursor.parenthesised(cursor.rules.expression), at }
}

export function parseExplicitRow(cursor: TokenCursor): Expression {
  const at = cursor.at
  cursor.advance()
  cursor.expect('(')
  const items = cursor.is(')') ? [] : cursor.list(parseRowItem)
  cursor.expect(')')
  return parseOverlaps(cursor, { kind: 'row', items, explicit: true, at })
}

function parseRowItem(cursor: TokenCursor): Expression {
  return cursor.rules.expression(cursor)
}

/** (s1, e1) OVERLAPS (s2, e2) is a call with four arguments. */
export function parseOverlaps(cursor: TokenCursor, row: Expression & { readonly kind: 'row' }): Expression {
  if (!cursor.isWord('overlaps')) return row
  const at = cursor.at
  if (row.items.length !== 2) throw grammarError('wrong number of parameters on left side of OVERLAPS expression', row.at)
  cursor.advance()
  const right = cursor.is('(') ? parseParenthesis(cursor) : cursor.isWord('row') ? parseExplicitRow(cursor) : null
  if (right === null || right.kind !== 'row') throw cursor.unexpected()
  if (right.items.length !== 2) throw grammarError('wrong number of parameters on right side of OVERLAPS expression', right.at)
  return plainCall('overlaps', [...row.items, ...right.items], at)
}

/** ROW(…), EXISTS (…), GROUPING(…). */
export function parseRareWord(cursor: TokenCursor): Expression {
  if (cursor.text === 'row') return parseExplicitRow(cursor)
  return cursor.text === 'exists' ? parseExists(cursor) : parseGrouping(cursor)
}

/** The query whose parenthesis, at `at`, is behind the cursor. */
export function parseQueryInside(cursor: TokenCursor, at: number): Expression {
  return parseInside(cursor, { kind: 'scalar query', query: cursor.rules.query(cursor), at }, at, true)
}

/** What follows the first item inside of parentheses: the rest of a row or of a query. */
export function parseInside(cursor: TokenCursor, inner: Expression, at: number, isQuery = false): Expression {
  if (cursor.is(',') && !isQuery) {
    cursor.advance()
    const items = [inner, ...cursor.list(cursor.rules.expression)]
    cursor.expect(')')
    return parseOverlaps(cursor, { kind: 'row', items, explicit: false, at })
  }
  // ((SELECT …) UNION …): what began as an operand is the first part of a query.
  const query = inner.kind === 'scalar query' ? cursor.rules.queryRest(cursor, inner.query) : null
  cursor.expect(')')
  return parseIndirection(cursor, query === null ? inner : { kind: 'scalar query', query, at })
}
