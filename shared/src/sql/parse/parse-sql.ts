// SQL text to syntax trees: the entry to the parser for sessions, scripts and the schema (defaults, checks, views are kept as text).
// Parameters are `$n` or `?`, not both; a `?` is numbered in order of appearance, and is an operator where an operator may stand.

import { sqlTextMaxBytes } from '../../base/limits.ts'
import { ZenError } from '../../base/errors.ts'
import { findHalfSurrogate, halfSurrogate } from '../../base/well-formed-text.ts'
import { lateTypeGrammar } from './late-grammar.ts'
import { Lexer } from './lexer.ts'
import { parseExpressionRule, parseRestrictedExpression } from './parse-expression.ts'
import { parseFromItem } from './parse-from.ts'
import { parseIndexExpression } from './parse-index-element.ts'
import { parsePreparable } from './parse-preparable.ts'
import { parseQueryRest, parseQueryRule } from './parse-query.ts'
import { parseStatementRule } from './parse-statement.ts'
import { grammarError } from './syntax-error.ts'
import { TokenCursor } from './token-cursor.ts'
import type { Expression, Query, Statement, TypeName } from '../ast.ts'
import type { Rules } from './token-cursor.ts'

/** One statement of a text. */
export interface ParsedStatement {
  readonly statement: Statement
  /** Where it begins and ends in the text, without the semicolon. */
  readonly start: number
  readonly end: number
  /** Greatest `$n`, or the number of `?`. */
  readonly parameterCount: number
}

/** The recursive rules of the grammar. */
export const grammarRules: Rules = {
  expression: parseExpressionRule,
  restrictedExpression: parseRestrictedExpression,
  typeName: cursor => lateTypeGrammar.get().parseTypeNameRule(cursor),
  query: parseQueryRule,
  queryRest: parseQueryRest,
  preparable: parsePreparable,
  fromItem: parseFromItem,
  indexExpression: parseIndexExpression,
  statement: parseStatementRule,
}

/** Every statement of the text; an error anywhere is an error of the whole. */
export function parseStatements(sql: string): ParsedStatement[] {
  const statements: ParsedStatement[] = []
  for (const statement of iterateStatements(sql)) statements.push(statement)
  return statements
}

/** The statements of the text one at a time, each parsed when it is asked for. */
export function* iterateStatements(sql: string): Generator<ParsedStatement, void, undefined> {
  checkText(sql)
  const lexer = new Lexer(sql)
  const cursor = new TokenCursor(lexer, grammarRules)
  while (lexer.nextStatement()) yield parseHere(cursor)
}

function parseHere(cursor: TokenCursor): ParsedStatement {
  cursor.restart()
  const start = cursor.at
  const statement = parseStatementRule(cursor)
  if (!cursor.isAtEnd) throw cursor.unexpected()
  return { statement, start, end: cursor.endOfLast, parameterCount: cursor.parameterCount }
}

function checkText(sql: string): void {
  if (sql.length > sqlTextMaxBytes) {
    throw new ZenError('LIMIT_EXCEEDED', `the SQL text is longer than ${sqlTextMaxBytes} bytes`, { details: { limit: 'sqlTextMaxBytes' } })
  }
  const half = findHalfSurrogate(sql)
  if (half >= 0) throw halfSurrogate(sql, half, half)
}

/** The only statement of the text. */
export function parseStatement(sql: string): ParsedStatement {
  checkText(sql)
  const lexer = new Lexer(sql)
  if (!lexer.nextStatement()) throw grammarError('expected a statement, found nothing', 0)
  const parsed = parseHere(new TokenCursor(lexer, grammarRules))
  if (lexer.nextStatement()) throw grammarError('cannot insert multiple commands into a prepared statement', lexer.starts[0])
  return parsed
}

/** An expression that stands alone: a default or a check of the schema. */
export function parseExpression(text: string): Expression {
  return parseWhole(text, parseExpressionRule)
}

/** A type name that stands alone. */
export function parseTypeName(text: string): TypeName {
  return parseWhole(text, grammarRules.typeName)
}

/** A query that stands alone: the text of a view. */
export function parseQuery(text: string): Query {
  return parseWhole(text, parsePreparable)
}

function parseWhole<T>(text: string, rule: (cursor: TokenCursor) => T): T {
  checkText(text)
  const lexer = new Lexer(text)
  lexer.nextStatement()
  const cursor = new TokenCursor(lexer, grammarRules)
  cursor.restart()
  const result = rule(cursor)
  if (!cursor.isAtEnd || cursor.text === ';') throw cursor.unexpected()
  return result
}
