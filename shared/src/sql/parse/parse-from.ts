// FROM items: tables, subqueries, functions, joins, LATERAL, ROWS FROM, WITH ORDINALITY, TABLESAMPLE.

import { notSupported } from '../../base/errors.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseAlias } from './parse-alias.ts'
import { grammarError } from './syntax-error.ts'
import * as token from './token.ts'
import type { FromItem, QualifiedName, Query } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** One table reference with its joins. */
export function parseFromItem(cursor: TokenCursor): FromItem {
  cursor.enter()
  const item = parseJoins(cursor, parsePrimary(cursor))
  cursor.leave()
  return item
}

/** FROM or USING list, after the word. */
export function parseFromList(cursor: TokenCursor): FromItem[] {
  return cursor.list(parseFromItem)
}

/** `left` and every join that follows; a join without ON yet takes the next joins first: a JOIN b JOIN c ON … ON …. */
function parseJoins(cursor: TokenCursor, first: FromItem): FromItem {
  let left = first
  for (;;) {
    const at = cursor.at
    if (cursor.isWords('cross', 'join')) {
      cursor.expectWords('cross', 'join')
      left = {
        kind: 'join',
        type: 'cross',
        natural: false,
        left,
        right: parsePrimary(cursor),
        on: null,
        using: null,
        usingAlias: null,
        alias: null,
        at,
      }
    } else if (cursor.isWord('natural')) {
      cursor.advance()
      const type = parseJoinType(cursor)
      if (type === null) throw cursor.unexpected()
      left = {
        kind: 'join',
        type,
        natural: true,
        left,
        right: parsePrimary(cursor),
        on: null,
        using: null,
        usingAlias: null,
        alias: null,
        at,
      }
    } else {
      const type = parseJoinType(cursor)
      if (type === null) return left
      left = parseQualifiedJoin(cursor, left, type, at)
    }
  }
}

type JoinType = 'inner' | 'left' | 'right' | 'full'

/** [INNER | LEFT | RIGHT | FULL [OUTER]] JOIN, or null when no join starts here. */
function parseJoinType(cursor: TokenCursor): JoinType | null {
  if (cursor.acceptWord('join')) return 'inner'
  if (cursor.kind !== token.typeNameToken) return null
  const word = cursor.text
  if (word === 'inner') {
    cursor.expectWords('inner', 'join')
    return 'inner'
  }
  if (word !== 'left' && word !== 'right' && word !== 'full') return null
  cursor.advance()
  cursor.acceptWord('outer')
  cursor.expectWord('join')
  return word
}

function parseQualifiedJoin(cursor: TokenCursor, left: FromItem, type: JoinType, at: number): FromItem {
  cursor.enter()
  const right = parseJoins(cursor, parsePrimary(cursor))
  cursor.leave()
  if (cursor.acceptWord('on')) {
    return {
      kind: 'join',
      type,
      natural: false,
      left,
      right,
      on: cursor.rules.expression(cursor),
      using: null,
      usingAlias: null,
      alias: null,
      at,
    }
  }
  cursor.expectWord('using')
  const using = cursor.parenthesised(inner => inner.columnName())
  const usingAlias = cursor.acceptWord('as') ? cursor.columnName() : null
  return { kind: 'join', type, natural: false, left, right, on: null, using, usingAlias, alias: null, at }
}

function parsePrimary(cursor: TokenCursor): FromItem {
  const at = cursor.at
  if (cursor.is('(')) return parseParenthesis(cursor)
  if (cursor.isWord('lateral')) {
    cursor.advance()
    if (!cursor.is('(')) return lateGrammar.get().parseFromFunction(cursor, at, true)
    const query = parseParenthesised(cursor)
    if (query.kind !== 'query') throw cursor.unexpected()
    return subquery(cursor, query.query, true, at)
  }
  if (cursor.isWord('only')) return parseTable(cursor)
  if (cursor.isWords('rows', 'from') && isRowsFrom(cursor)) return lateGrammar.get().parseFromFunction(cursor, at, false)
  if (isTableName(cursor)) return parseTable(cursor)
  return lateGrammar.get().parseFromFunction(cursor, at, false)
}

function isRowsFrom(cursor: TokenCursor): boolean {
  return cursor.isPunctuationAhead(2, '(')
}

/** A name that no parenthesis follows. */
function isTableName(cursor: TokenCursor): boolean {
  if (!cursor.isColumnName) return false
  let steps = 1
  while (cursor.isPunctuationAhead(steps, '.')) steps += 2
  return !cursor.isPunctuationAhead(steps, '(')
}

/** relation_expr: t, t *, ONLY t, ONLY (t). */
export function parseRelation(cursor: TokenCursor): { name: QualifiedName; only: boolean } {
  if (cursor.acceptWord('only')) {
    const inParentheses = cursor.accept('(')
    const name = cursor.qualifiedName()
    if (inParentheses) cursor.expect(')')
    return { name, only: true }
  }
  const name = cursor.qualifiedName()
  cursor.acceptOperator('*')
  return { name, only: false }
}

function parseTable(cursor: TokenCursor): FromItem {
  const at = cursor.at
  const { name, only } = parseRelation(cursor)
  const alias = parseAlias(cursor)
  return { kind: 'table', name, only, alias, sample: parseSample(cursor), at }
}

/** TABLESAMPLE as written, or null. */
function parseSample(cursor: TokenCursor): string | null {
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

function parseParenthesised(cursor: TokenCursor): Parenthesised {
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

function parseParenthesis(cursor: TokenCursor): FromItem {
  const at = cursor.at
  const inner = parseParenthesised(cursor)
  return inner.kind === 'query' ? subquery(cursor, inner.query, false, at) : aliasedJoin(cursor, inner.item)
}

function subquery(cursor: TokenCursor, query: Query, lateral: boolean, at: number): FromItem {
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
