// SELECT and its clauses up to WINDOW; ORDER BY and what follows belong to the whole query (parse-tail.ts).

import type { Expression, GroupingElement, SelectItem, SelectQuery } from '../ast.ts'
import { keywords } from './keywords.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseFromList } from './parse-from.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

const none: readonly never[] = []

/** The cursor is at SELECT. */
export function parseSelect(cursor: TokenCursor): SelectQuery {
  const at = cursor.at
  cursor.advance()
  const distinct = parseDistinct(cursor)
  const items = distinct === null && isItemsEnd(cursor) ? [] : parseSelectItems(cursor)
  const into = cursor.acceptWord('into') ? lateGrammar.get().parseInto(cursor) : null
  const from = cursor.acceptWord('from') ? parseFromList(cursor) : []
  const where = cursor.acceptWord('where') ? cursor.rules.expression(cursor) : null
  let groupBy: GroupingElement[] = []
  let groupByDistinct = false
  if (cursor.isWord('group')) {
    cursor.expectWords('group', 'by')
    groupByDistinct = cursor.acceptWord('distinct')
    if (!groupByDistinct) cursor.acceptWord('all')
    groupBy = cursor.list(parseGroupingElement)
  }
  const having = cursor.acceptWord('having') ? cursor.rules.expression(cursor) : null
  const windows = cursor.acceptWord('window') ? cursor.list(lateGrammar.get().parseNamedWindow) : []
  return {
    kind: 'select',
    distinct,
    items,
    from,
    where,
    groupBy,
    groupByDistinct,
    having,
    windows,
    into,
    with: null,
    orderBy: none,
    limit: null,
    withTies: false,
    offset: null,
    locking: none,
    at,
  }
}

function parseDistinct(cursor: TokenCursor): readonly Expression[] | null {
  if (cursor.acceptWord('all')) return null
  if (!cursor.acceptWord('distinct')) return null
  return cursor.acceptWord('on') ? cursor.parenthesised(cursor.rules.expression) : []
}

/** Words after which the select list may be empty: SELECT FROM t. */
const clauseWords: ReadonlySet<string> = new Set(
  'from where group having window union intersect except order limit offset fetch for into returning on'.split(' '),
)

function isItemsEnd(cursor: TokenCursor): boolean {
  if (cursor.isAtEnd || cursor.is(')')) return true
  return cursor.kind === token.reservedToken && clauseWords.has(cursor.text)
}

/** A select list or RETURNING list, not empty. */
export function parseSelectItems(cursor: TokenCursor): SelectItem[] {
  return cursor.list(parseSelectItem)
}

function parseSelectItem(cursor: TokenCursor): SelectItem {
  const at = cursor.at
  if (cursor.isOperator('*')) {
    cursor.advance()
    return { expression: { kind: 'star', qualifier: null, at }, alias: null, at }
  }
  const expression = cursor.rules.expression(cursor)
  return { expression, alias: parseLabel(cursor), at }
}

function parseLabel(cursor: TokenCursor): string | null {
  if (cursor.acceptWord('as')) return cursor.label()
  if (cursor.kind === token.identifierToken) return cursor.take()
  if (cursor.isLabel && keywords.get(cursor.text)?.isBareLabel === true) return cursor.take()
  return null
}

const groupingWords: ReadonlySet<string> = new Set(['rollup', 'cube', 'grouping'])

function parseGroupingElement(cursor: TokenCursor): GroupingElement {
  const sets = cursor.is('(') || cursor.isOneOf(groupingWords) ? lateGrammar.get().parseGroupingSets(cursor, parseGroupingElement) : null
  if (sets !== null) return sets
  const expression = cursor.rules.expression(cursor)
  if (expression.kind === 'row' && !expression.explicit) return { kind: 'list', items: expression.items }
  return { kind: 'expression', expression }
}
