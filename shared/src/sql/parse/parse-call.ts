// Calls: f(a, VARIADIC b), f(name => value), count(*), agg(DISTINCT x ORDER BY y), WITHIN GROUP, FILTER, OVER.

import type { Expression, FunctionCall, OrderTerm, QualifiedName } from '../ast.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseOrderBy } from './parse-order.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

type Argument = FunctionCall['args'][number]

/** A call as an expression. */
export type CallNode = Expression & { readonly kind: 'call' }

const none: readonly never[] = []

/** The call whose `(` is at the cursor, with everything that may follow it. */
export function parseCall(cursor: TokenCursor, name: QualifiedName, at: number): Expression {
  const call = parseApplication(cursor, name, at)
  if (cursor.kind === token.stringToken) return lateGrammar.get().literalOfCall(cursor, call)
  return isTail(cursor) ? lateGrammar.get().parseCallTail(cursor, call) : call
}

/** func_application: the name and the parentheses. */
export function parseApplication(cursor: TokenCursor, name: QualifiedName, at: number): CallNode {
  cursor.expect('(')
  let star = false
  let distinct = false
  let args: readonly Argument[] = none
  let orderBy: readonly OrderTerm[] = none
  if (cursor.isOperator('*') && cursor.isPunctuationAhead(1, ')')) {
    cursor.advance()
    star = true
  } else if (!cursor.is(')')) {
    distinct = cursor.acceptWord('distinct')
    if (!distinct) cursor.acceptWord('all')
    args = parseArguments(cursor)
    orderBy = parseOrderBy(cursor)
  }
  cursor.expect(')')
  return { kind: 'call', name, args, star, distinct, orderBy, withinGroup: null, filter: null, over: null, at }
}

/** WITHIN, FILTER or OVER follows: none of these may follow an operand otherwise, unless it is a column label, which they are not. */
function isTail(cursor: TokenCursor): boolean {
  return cursor.kind === token.unreservedToken && (cursor.text === 'over' || cursor.text === 'filter' || cursor.text === 'within')
}

function parseArguments(cursor: TokenCursor): Argument[] {
  const args: Argument[] = []
  for (;;) {
    const variadic = cursor.acceptWord('variadic')
    args.push(parseArgument(cursor, variadic))
    if (variadic || !cursor.accept(',')) return args
  }
}

/** `value`, `name => value` or the older `name := value`. */
function parseArgument(cursor: TokenCursor, variadic: boolean): Argument {
  const isNamed = cursor.isTypeName && (cursor.isPunctuationAhead(1, '=>') || cursor.isPunctuationAhead(1, ':='))
  if (!isNamed) return { name: null, value: cursor.rules.expression(cursor), variadic }
  const name = cursor.take()
  cursor.advance()
  return { name, value: cursor.rules.expression(cursor), variadic }
}
