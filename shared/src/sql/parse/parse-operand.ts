// Operands of expressions (PostgreSQL's c_expr): literals, columns, parameters, calls, CASE, ARRAY, ROW, EXISTS, parentheses.

import { notSupported } from '../../base/errors.ts'
import type { Expression } from '../ast.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseCall } from './parse-call.ts'
import { parseIndirection } from './parse-indirection.ts'
import { isKeywordCall, parseKeywordCall } from './parse-keyword-call.ts'
import { literalOfToken, parseTypeWordLiteral } from './parse-literal.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'
import { isTypeWord } from './type-words.ts'

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
      return lateGrammar.get().parseTypeFunctionWord(cursor)
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

/** Words that name columns: type words before a literal, special calls, and plain columns. */
function parseColumnNameWord(cursor: TokenCursor): Expression {
  const isCall = cursor.isPunctuationAhead(1, '(')
  if (isTypeWord(cursor)) return parseNamed(cursor)
  if (isCall && rareWords.has(cursor.text)) return lateGrammar.get().parseRareWord(cursor)
  if (isCall && isKeywordCall(cursor.text)) return parseKeywordCall(cursor)
  if (isCall) throw cursor.unexpected()
  return parseNamed(cursor)
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
export function parseParenthesis(cursor: TokenCursor): Expression {
  const at = cursor.at
  cursor.expect('(')
  if (cursor.isQueryStart) return lateGrammar.get().parseQueryInside(cursor, at)
  const inner = cursor.rules.expression(cursor)
  if (inner.kind === 'scalar query' || cursor.is(',')) return lateGrammar.get().parseInside(cursor, inner, at)
  cursor.expect(')')
  return parseIndirection(cursor, inner)
}

const rareWords: ReadonlySet<string> = new Set(['row', 'exists', 'grouping'])
