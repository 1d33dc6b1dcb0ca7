// Calls: f(a, VARIADIC b), f(name => value), count(*), agg(DISTINCT x ORDER BY y), WITHIN GROUP, FILTER, OVER.

import { lateGrammar } from './late-grammar.ts'
import { modifierOf } from './parse-type-name.ts'
import { grammarError } from './syntax-error.ts'
import { parseOrderBy } from './parse-order.ts'
import * as token from './token.ts'
import type { Expression, FunctionCall, OrderTerm, QualifiedName, TypeName } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

type Argument = FunctionCall['args'][number]
/** A call as an expression. */
export type CallNode = Expression & { readonly kind: 'call' }

const none: readonly never[] = []

/** The call whose `(` is at the cursor, with everything that may follow it. */
export function parseCall(cursor: TokenCursor, name: QualifiedName, at: number): Expression {
  const call = parseApplication(cursor, name, at)
  if (cursor.kind === token.stringToken) return literalOfCall(cursor, call)
  return isTail(cursor) ? parseCallTail(cursor, call) : call
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

/** WITHIN GROUP, FILTER and OVER after the parentheses. */
function parseCallTail(cursor: TokenCursor, call: CallNode): CallNode {
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
    over = cursor.is('(') ? lateGrammar.get().parseWindowSpec(cursor) : cursor.columnName()
  }
  return { ...call, withinGroup, filter, over }
}

function parseWithinGroup(cursor: TokenCursor, call: FunctionCall): readonly OrderTerm[] {
  const at = cursor.at
  if (call.orderBy.length > 0) throw grammarError('cannot use multiple ORDER BY clauses with WITHIN GROUP', at)
  if (call.distinct) throw grammarError('cannot use DISTINCT with WITHIN GROUP', at)
  if (call.args.some(arg => arg.variadic)) throw grammarError('cannot use VARIADIC with WITHIN GROUP', at)
  cursor.expectWords('within', 'group')
  cursor.expect('(')
  if (!cursor.isWord('order')) throw cursor.unexpected()
  const terms = parseOrderBy(cursor)
  cursor.expect(')')
  return terms
}

/** `f(10, 2) 'text'`: what looked like a call was a type with modifiers before a literal. */
function literalOfCall(cursor: TokenCursor, call: FunctionCall): Expression {
  const modifiers: number[] = []
  for (const arg of call.args) {
    if (arg.name !== null) throw grammarError('type modifier cannot have parameter name', call.at)
    modifiers.push(modifierOf(arg.value, arg.value.at))
  }
  if (call.star || call.distinct || call.orderBy.length > 0) throw cursor.unexpected()
  const type: TypeName = { name: call.name, modifiers, arrayDepth: 0, setOf: false, at: call.at }
  return { kind: 'typed literal', type, value: cursor.stringLiteral(), intervalFields: null, at: call.at }
}
