// Operands of expressions (PostgreSQL's c_expr): literals, columns, parameters, calls, CASE, ARRAY, ROW, EXISTS, parentheses.

import { notSupported } from '../../base/errors.ts'
import { grammarError } from './syntax-error.ts'
import { parseCall } from './parse-call.ts'
import { parseIndirection } from './parse-indirection.ts'
import { lateGrammar } from './late-grammar.ts'
import { literalOfToken, parseTypeWordLiteral } from './parse-literal.ts'
import { isKeywordCall, parseKeywordCall } from './parse-keyword-call.ts'
import { isTypeWord } from './type-words.ts'
import { plainCall } from './plain-call.ts'
import * as token from './token.ts'
import type { Expression, Query } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** One operand with its subscripts and fields. */
export function parseOperand(cursor: TokenCursor): Expression {
  switch (cursor.kind) {
    case token.integerToken:
    case token.decimalToken:
    case token.stringToken:
    case token.bitStringToken:
    case token.hexStringToken:
      return literalOfToken(cursor)
    case token.parameterToken: {
      const at = cursor.at
      return parseIndirection(cursor, { kind: 'parameter', index: cursor.parameter(), at })
    }
    case token.punctuationToken:
      return parseParenthesis(cursor)
    case token.identifierToken:
    case token.unreservedToken:
      return parseNamed(cursor)
    case token.typeNameToken:
      return parseTypeFunctionWord(cursor)
    case token.columnNameToken:
      return parseColumnNameWord(cursor)
    case token.reservedToken:
      return parseReservedWord(cursor)
    default:
      throw cursor.unexpected()
  }
}

/** A column reference, a call, or a literal with a type before it. */
function parseNamed(cursor: TokenCursor): Expression {
  const at = cursor.at
  const literal = cursor.kind !== token.identifierToken && isTypeWord(cursor) ? parseTypeWordLiteral(cursor) : null
  if (literal !== null) return literal
  const name = [cursor.take()]
  // A name part after a dot is a column or a function; subscripts and `.*` end the name.
  while (cursor.is('.') && cursor.kindAhead(1) >= token.identifierToken && cursor.kindAhead(1) <= token.reservedToken) {
    cursor.advance()
    name.push(cursor.take())
  }
  if (cursor.is('(')) return parseCall(cursor, name, at)
  if (cursor.kind === token.stringToken)
    return lateGrammar.get().parseTypedLiteral(cursor, { name, modifiers: [], arrayDepth: 0, setOf: false, at })
  if (cursor.is('.') && cursor.kindAhead(1) === token.operatorToken) {
    cursor.advance()
    if (!cursor.acceptOperator('*')) throw cursor.unexpected()
    return { kind: 'star', qualifier: name, at }
  }
  return cursor.is('[') ? parseIndirection(cursor, { kind: 'column', name, at }) : { kind: 'column', name, at }
}

/** left(…), right(…), like(…): words that name functions and types but no columns. */
function parseTypeFunctionWord(cursor: TokenCursor): Expression {
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
  if (cursor.kind === token.stringToken)
    return lateGrammar.get().parseTypedLiteral(cursor, { name, modifiers: [], arrayDepth: 0, setOf: false, at })
  throw cursor.unexpected()
}

/** Words that name columns: type words before a literal, special calls, and plain columns. */
function parseColumnNameWord(cursor: TokenCursor): Expression {
  const isCall = cursor.isPunctuationAhead(1, '(')
  if (isTypeWord(cursor)) return parseNamed(cursor)
  if (isCall && cursor.text === 'row') return parseExplicitRow(cursor)
  if (isCall && cursor.text === 'exists') return parseExists(cursor)
  if (isCall && cursor.text === 'grouping') return parseGrouping(cursor)
  if (isCall && isKeywordCall(cursor.text)) return parseKeywordCall(cursor)
  if (isCall) throw cursor.unexpected()
  return parseNamed(cursor)
}

function parseExists(cursor: TokenCursor): Expression {
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

function parseGrouping(cursor: TokenCursor): Expression {
  const at = cursor.at
  cursor.advance()
  return { kind: 'grouping', items: cursor.parenthesised(cursor.rules.expression), at }
}

function parseExplicitRow(cursor: TokenCursor): Expression {
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

function parseReservedWord(cursor: TokenCursor): Expression {
  const at = cursor.at
  switch (cursor.text) {
    case 'null':
      cursor.advance()
      return { kind: 'null', at }
    case 'true':
    case 'false':
      return { kind: 'boolean', value: cursor.take() === 'true', at }
    case 'case':
      return parseCase(cursor)
    case 'array':
      return lateGrammar.get().parseArray(cursor)
    case 'unique':
      throw notSupported('UNIQUE predicate', at)
    default:
      if (isKeywordCall(cursor.text)) return parseKeywordCall(cursor)
      throw cursor.unexpected()
  }
}

function parseCase(cursor: TokenCursor): Expression {
  const at = cursor.at
  const expression = cursor.rules.expression
  cursor.advance()
  const operand = cursor.isWord('when') ? null : expression(cursor)
  const branches: { when: Expression; then: Expression }[] = []
  do {
    cursor.expectWord('when')
    const when = expression(cursor)
    cursor.expectWord('then')
    branches.push({ when, then: expression(cursor) })
  } while (cursor.isWord('when'))
  const otherwise = cursor.acceptWord('else') ? expression(cursor) : null
  cursor.expectWord('end')
  return { kind: 'case', operand, branches, otherwise, at }
}

/** ( query ), ( expression ) or ( row, of, expressions ), with what follows the closing parenthesis. */
function parseParenthesis(cursor: TokenCursor): Expression {
  const at = cursor.at
  cursor.expect('(')
  const isQuery = cursor.isQueryStart
  const inner: Expression = isQuery ? { kind: 'scalar query', query: cursor.rules.query(cursor), at } : cursor.rules.expression(cursor)
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

/** (s1, e1) OVERLAPS (s2, e2) is a call with four arguments. */
function parseOverlaps(cursor: TokenCursor, row: Expression & { readonly kind: 'row' }): Expression {
  if (!cursor.isWord('overlaps')) return row
  const at = cursor.at
  if (row.items.length !== 2) throw grammarError('wrong number of parameters on left side of OVERLAPS expression', row.at)
  cursor.advance()
  const right = cursor.is('(') ? parseParenthesis(cursor) : cursor.isWord('row') ? parseExplicitRow(cursor) : null
  if (right === null || right.kind !== 'row') throw cursor.unexpected()
  if (right.items.length !== 2) throw grammarError('wrong number of parameters on right side of OVERLAPS expression', right.at)
  return plainCall('overlaps', [...row.items, ...right.items], at)
}
