// Queries: SELECT, VALUES, TABLE, set operations, WITH, and what may stand around them. Clauses of SELECT are in parse-select.ts.

import type { Expression, Query, ValuesQuery, WithClause } from '../ast.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseSelect } from './parse-select.ts'
import { parseTail } from './parse-tail.ts'
import { grammarError } from './syntax-error.ts'
import type { TokenCursor } from './token-cursor.ts'

// Nodes are written out field by field: spreading a shared empty tail costs as much as lexing the statement.
export const none: readonly never[] = []

/** select_no_parens or select_with_parens, WITH included. */
export function parseQueryRule(cursor: TokenCursor): Query {
  cursor.enter()
  const query = parseQueryAfterWith(cursor, cursor.isWord('with') ? lateGrammar.get().parseWith(cursor) : null)
  cursor.leave()
  return query
}

/** A query whose WITH clause, if it has one, was read before. */
export function parseQueryAfterWith(cursor: TokenCursor, withClause: WithClause | null): Query {
  const query = parseTail(cursor, parseSetOperations(cursor, parsePrimary(cursor)))
  if (withClause === null) return query
  if (query.kind !== 'select' && query.kind !== 'values' && query.kind !== 'set operation') throw cursor.unexpected()
  if (query.with !== null) throw grammarError('multiple WITH clauses not allowed', query.with.at)
  return { ...query, with: withClause, at: withClause.at }
}

/** Set operations and the tail that follow `first`, which stood in parentheses; `first` itself when nothing does. */
export function parseQueryRest(cursor: TokenCursor, first: Query): Query {
  return parseTail(cursor, parseSetOperations(cursor, first))
}

function parseSetOperations(cursor: TokenCursor, first: Query): Query {
  return cursor.isOneOf(setWords) ? lateGrammar.get().parseSetOperations(cursor, first) : first
}

const setWords: ReadonlySet<string> = new Set(['union', 'except', 'intersect'])

export function parsePrimary(cursor: TokenCursor): Query {
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
  if (cursor.isWord('table')) return lateGrammar.get().parseTableQuery(cursor)
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
