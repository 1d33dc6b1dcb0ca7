// What may follow the parentheses of a call: WITHIN GROUP, FILTER, OVER. Part of rare queries.

import type { Expression, FunctionCall, OrderTerm } from '../ast.ts'
import type { CallNode } from './parse-call.ts'
import { parseWindowSpec } from './parse-window.ts'
import { parseWithinGroup } from './parse-within-group.ts'
import type { TokenCursor } from './token-cursor.ts'

/** WITHIN GROUP, FILTER and OVER after the parentheses. */
export function parseCallTail(cursor: TokenCursor, call: CallNode): CallNode {
  let withinGroup: readonly OrderTerm[] | null = null
  let filter: Expression | null = null
  let over: FunctionCall['over'] = null
  if (cursor.isWords('within', 'group')) {
    withinGroup = parseWithinGroup(cursor, call)
  }
  if (cursor.isWord('filter') && cursor.isPunctuationAhead(1, '(')) {
    cursor.advance()
    cursor.expect('(')
    cursor.expectWord('where')
    filter = cursor.rules.expression(cursor)
    cursor.expect(')')
  }
  if (cursor.isWord('over')) {
    cursor.advance()
    over = cursor.is('(') ? parseWindowSpec(cursor) : cursor.columnName()
  }
  return { ...call, withinGroup, filter, over }
}
