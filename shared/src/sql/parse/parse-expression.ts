// Expressions: operator precedence exactly as in PostgreSQL's grammar. Operands are in parse-operand.ts, IS / IN / LIKE / BETWEEN in
// parse-predicate.ts. `restricted` is PostgreSQL's b_expr, which stops before AND, NOT, IN, LIKE, IS NULL, COLLATE and AT TIME ZONE.

import { SqlError } from '../../base/errors.ts'
import { sqlMaxChain } from '../../base/limits.ts'
import type { Expression } from '../ast.ts'
import { bindingPower, infixPower, operatorPower } from './infix-power.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseOperand } from './parse-operand.ts'
import { parseOperatorName } from './parse-operator-name.ts'
import { parsePredicate } from './parse-predicate.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

/** Any expression (PostgreSQL's a_expr). */
export function parseExpressionRule(cursor: TokenCursor): Expression {
  return parseAbove(cursor, 0, false)
}

/** PostgreSQL's b_expr. */
export function parseRestrictedExpression(cursor: TokenCursor): Expression {
  return parseAbove(cursor, 0, true)
}

/** An expression of operators that bind at least as tightly as `floor`. */
function parseAbove(cursor: TokenCursor, floor: number, restricted: boolean): Expression {
  cursor.enter()
  let left = parsePrefix(cursor, restricted)
  let chain = 0
  for (;;) {
    const power = infixPower(cursor, restricted)
    if (power === 0 || power < floor) break
    if (++chain > sqlMaxChain) throw chainTooLong(cursor)
    left = parseInfix(cursor, left, power, restricted)
  }
  cursor.leave()
  return left
}

function chainTooLong(cursor: TokenCursor): SqlError {
  return new SqlError('54001', 'stack depth limit exceeded', {
    position: cursor.at,
    hint: `Chain at most ${sqlMaxChain} operators without parentheses.`,
  })
}

function parsePrefix(cursor: TokenCursor, restricted: boolean): Expression {
  const at = cursor.at
  if (cursor.kind === token.operatorToken) return parsePrefixOperator(cursor, at, restricted)
  if (cursor.kind === token.unreservedToken && cursor.text === 'operator' && cursor.isPunctuationAhead(1, '(')) {
    return parsePrefixOperator(cursor, at, restricted)
  }
  if (cursor.kind === token.reservedToken && cursor.text === 'not') {
    if (restricted) throw cursor.unexpected()
    cursor.advance()
    return { kind: 'not', operand: parseAbove(cursor, bindingPower.not, false), at }
  }
  if (cursor.kind === token.reservedToken && cursor.text === 'default' && !restricted) {
    cursor.advance()
    return { kind: 'default', at }
  }
  return parseOperand(cursor)
}

function parsePrefixOperator(cursor: TokenCursor, at: number, restricted: boolean): Expression {
  const operator = parseOperatorName(cursor)
  if (operator === '-' || operator === '+') {
    return { kind: 'unary', operator, operand: parseAbove(cursor, bindingPower.sign, restricted), at }
  }
  // Relational operators, * / ^ have no prefix form; every other operator is PostgreSQL's generic one.
  if (operatorPower(operator) !== bindingPower.operator) {
    cursor.rewind(cursor.mark() - 1)
    throw cursor.unexpected()
  }
  return { kind: 'unary', operator, operand: parseAbove(cursor, bindingPower.operator + 1, restricted), at }
}

function parseInfix(cursor: TokenCursor, left: Expression, power: number, restricted: boolean): Expression {
  const at = cursor.at
  if (power === bindingPower.and || power === bindingPower.or) return parseLogical(cursor, left, power)
  if (power === bindingPower.cast) {
    cursor.advance()
    return { kind: 'cast', operand: left, type: cursor.rules.typeName(cursor), at }
  }
  if (cursor.kind !== token.operatorToken && !cursor.isWord('operator')) {
    const predicate = parsePredicate(cursor, left, floor => parseAbove(cursor, floor, restricted))
    if (predicate.isOpen) refuseChain(cursor, power, restricted)
    return predicate.expression
  }
  const operator = parseOperatorName(cursor)
  if (!restricted && (cursor.isWord('any') || cursor.isWord('some') || cursor.isWord('all')))
    return lateGrammar.get().parseQuantified(cursor, { left, operator, at })
  const right = parseAbove(cursor, power + 1, restricted)
  if (power === bindingPower.comparison) refuseChain(cursor, power, restricted)
  return { kind: 'binary', operator, left, right, at }
}

/** `a < b < c`: comparison, IS DISTINCT, LIKE and BETWEEN do not associate. */
function refuseChain(cursor: TokenCursor, power: number, restricted: boolean): void {
  if (infixPower(cursor, restricted) === power) throw cursor.unexpected()
}

/** `a AND b AND c` as one node with three operands. */
function parseLogical(cursor: TokenCursor, left: Expression, power: number): Expression {
  const word = power === bindingPower.and ? 'and' : 'or'
  const at = cursor.at
  const operands: Expression[] = [left]
  while (cursor.acceptWord(word)) operands.push(parseAbove(cursor, power + 1, false))
  return { kind: word, operands, at }
}
