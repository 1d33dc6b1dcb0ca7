// Items of FROM that few statements have: queries and joins in parentheses, LATERAL, functions, samples. Part of rare queries.

import { notSupported } from '../../base/errors.ts'
import type { FromItem, Query } from '../ast.ts'
import { parseAlias } from './parse-alias.ts'
import { parseFromFunction } from './parse-from-function.ts'
import { isTableName, parseJoinType, parseJoins, parsePrimary, parseTable } from './parse-from.ts'
import { grammarError } from './syntax-error.ts'
import type { TokenCursor } from './token-cursor.ts'

export function isRowsFrom(cursor: TokenCursor): boolean {
  return cursor.isPunctuationAhead(2, '(')
}

/** TABLESAMPLE as written, or null. */
export function parseSample(cursor: TokenCursor): string | null {
  if (!cursor.isWord('tablesample')) return null
  const start = cursor.at
  cursor.advance()
  if (!cursor.isTypeName && !cursor.isColumnName) throw cursor.unexpected()
  cursor.advance()
  while (cursor.accept('.')) cursor.label()
  cursor.parenthesised(cursor.rules.expression)
  if (cursor.acceptWord('repeatable')) {
    cursor.expect('(')
    cursor.rules.expression(cursor)
    cursor.expect(')')
  }
  return cursor.sql.slice(start, cursor.endOfLast)
}

/** What stands between parentheses: a query that still needs its alias, or a join. */
type Parenthesised = { readonly kind: 'query'; readonly query: Query } | { readonly kind: 'item'; readonly item: FromItem }

export function parseParenthesised(cursor: TokenCursor): Parenthesised {
  cursor.enter()
  cursor.expect('(')
  const result = parseInner(cursor)
  cursor.expect(')')
  cursor.leave()
  return result
}

function parseInner(cursor: TokenCursor): Parenthesised {
  if (cursor.isQueryStart) return { kind: 'query', query: cursor.rules.query(cursor) }
  const at = cursor.at
  let first: FromItem
  if (cursor.is('(')) {
    const inner = parseParenthesised(cursor)
    if (inner.kind === 'query') {
      // ((SELECT …) UNION …) and ((SELECT …)) are queries; ((SELECT …) AS a JOIN …) is a join.
      const query = cursor.rules.queryRest(cursor, inner.query)
      if (cursor.is(')')) return { kind: 'query', query }
      first = subquery(cursor, query, false, at)
    } else {
      first = aliasedJoin(cursor, inner.item)
    }
  } else {
    first = parsePrimary(cursor)
  }
  const item = parseJoins(cursor, first)
  if (item.kind !== 'join') throw cursor.unexpected()
  return { kind: 'item', item }
}

export function parseParenthesis(cursor: TokenCursor): FromItem {
  const at = cursor.at
  const inner = parseParenthesised(cursor)
  return inner.kind === 'query' ? subquery(cursor, inner.query, false, at) : aliasedJoin(cursor, inner.item)
}

export function subquery(cursor: TokenCursor, query: Query, lateral: boolean, at: number): FromItem {
  const alias = parseAlias(cursor)
  if (alias === null) {
    const what = query.kind === 'values' ? 'VALUES' : 'subquery'
    const example = query.kind === 'values' ? 'VALUES ...' : 'SELECT ...'
    throw grammarError(`${what} in FROM must have an alias`, at, `For example, FROM (${example}) [AS] foo.`)
  }
  return { kind: 'subquery', query, lateral, alias, at }
}

/** (a JOIN b) AS alias. */
function aliasedJoin(cursor: TokenCursor, item: FromItem): FromItem {
  const alias = parseAlias(cursor)
  if (alias === null) return item
  if (item.kind !== 'join') throw cursor.unexpected()
  if (item.alias !== null) throw notSupported('two aliases of one join', item.at)
  return { ...item, alias }
}

/** What is no plain table. */
export function parseRareItem(cursor: TokenCursor): FromItem {
  const at = cursor.at
  if (cursor.is('(')) return parseParenthesis(cursor)
  if (cursor.isWord('lateral')) {
    cursor.advance()
    if (!cursor.is('(')) return parseFromFunction(cursor, at, true)
    const query = parseParenthesised(cursor)
    if (query.kind !== 'query') throw cursor.unexpected()
    return subquery(cursor, query.query, true, at)
  }
  if (cursor.isWords('rows', 'from') && isRowsFrom(cursor)) return parseFromFunction(cursor, at, false)
  if (isTableName(cursor)) return parseTable(cursor)
  return parseFromFunction(cursor, at, false)
}

/** CROSS JOIN or NATURAL JOIN. */
export function parseRareJoin(cursor: TokenCursor, left: FromItem): FromItem {
  const at = cursor.at
  const rest = { kind: 'join', left, on: null, using: null, usingAlias: null, alias: null, at } as const
  if (cursor.isWord('cross')) {
    cursor.expectWords('cross', 'join')
    return { ...rest, type: 'cross', natural: false, right: parsePrimary(cursor) }
  }
  cursor.advance()
  const type = parseJoinType(cursor)
  if (type === null) throw cursor.unexpected()
  return { ...rest, type, natural: true, right: parsePrimary(cursor) }
}
