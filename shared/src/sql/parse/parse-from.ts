// FROM items: tables, subqueries, functions, joins, LATERAL, ROWS FROM, WITH ORDINALITY, TABLESAMPLE.

import type { FromItem, QualifiedName } from '../ast.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseAlias } from './parse-alias.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

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
export function parseJoins(cursor: TokenCursor, first: FromItem): FromItem {
  let left = first
  for (;;) {
    const at = cursor.at
    if (cursor.isWord('cross') || cursor.isWord('natural')) left = lateGrammar.get().parseRareJoin(cursor, left)
    else {
      const type = parseJoinType(cursor)
      if (type === null) return left
      left = parseQualifiedJoin(cursor, left, type, at)
    }
  }
}

type JoinType = 'inner' | 'left' | 'right' | 'full'

/** [INNER | LEFT | RIGHT | FULL [OUTER]] JOIN, or null when no join starts here. */
export function parseJoinType(cursor: TokenCursor): JoinType | null {
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

export function parsePrimary(cursor: TokenCursor): FromItem {
  if (cursor.isWord('only')) return parseTable(cursor)
  const isRare = cursor.is('(') || cursor.isWord('lateral') || (cursor.isWord('rows') && cursor.wordAhead(1) === 'from')
  return !isRare && isTableName(cursor) ? parseTable(cursor) : lateGrammar.get().parseRareItem(cursor)
}

/** A name that no parenthesis follows. */
export function isTableName(cursor: TokenCursor): boolean {
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

export function parseTable(cursor: TokenCursor): FromItem {
  const at = cursor.at
  const { name, only } = parseRelation(cursor)
  const alias = parseAlias(cursor)
  return { kind: 'table', name, only, alias, sample: cursor.isWord('tablesample') ? lateGrammar.get().parseSample(cursor) : null, at }
}
