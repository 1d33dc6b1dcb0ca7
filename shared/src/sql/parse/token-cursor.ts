// The parser's view of the tokens of one statement: the current token, what follows it, and the small questions that every rule asks.
// `rules` ties the rule files together without import cycles: an expression holds queries, a query holds expressions.

import { SqlError } from '../../base/errors.ts'
import { sqlMaxDepth, statementMaxParameters } from '../../base/limits.ts'
import { grammarError, syntaxError } from './syntax-error.ts'
import * as token from './token.ts'
import type { Expression, FromItem, Query, Statement, TypeName } from '../ast.ts'
import type { TokenKind } from './token.ts'

/** The recursive rules, filled in by parse-sql.ts. */
export interface Rules {
  /** a_expr: any expression. */
  readonly expression: (cursor: TokenCursor) => Expression
  /** b_expr: no AND, OR, NOT, IN, LIKE, BETWEEN, IS NULL, COLLATE, AT TIME ZONE. */
  readonly restrictedExpression: (cursor: TokenCursor) => Expression
  readonly typeName: (cursor: TokenCursor) => TypeName
  /** A query without the parentheses around it, WITH included. */
  readonly query: (cursor: TokenCursor) => Query
  /** What may follow a query in parentheses: set operations, ORDER BY, LIMIT … */
  readonly queryRest: (cursor: TokenCursor, first: Query) => Query
  /** SELECT, INSERT, UPDATE, DELETE or MERGE, as inside WITH or PREPARE. */
  readonly preparable: (cursor: TokenCursor) => Query
  /** One table reference with its joins. */
  readonly fromItem: (cursor: TokenCursor) => FromItem
  /** The expression of an index element or a conflict target. */
  readonly indexExpression: (cursor: TokenCursor) => Expression
  readonly statement: (cursor: TokenCursor) => Statement
}

/** Tokens of one statement in columns; the last is `endToken`. The lexers of foreign dialects make them as well. */
export interface TokenSource {
  readonly sql: string
  readonly kinds: readonly TokenKind[]
  readonly texts: readonly string[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Reads the tokens of one statement. */
export class TokenCursor {
  readonly sql: string
  readonly rules: Rules
  /** Kind and text of the current token. */
  kind: TokenKind = token.endToken
  text = ''
  /** Greatest parameter number seen. */
  parameterCount = 0
  private index = 0
  private depth = 0
  private parameterStyle: '$' | '?' | null = null
  private readonly lexer: TokenSource

  constructor(lexer: TokenSource, rules: Rules) {
    this.lexer = lexer
    this.sql = lexer.sql
    this.rules = rules
  }

  /** Goes to the first token of the statement that the lexer holds now. */
  restart(): void {
    this.index = 0
    this.depth = 0
    this.parameterCount = 0
    this.parameterStyle = null
    this.kind = this.lexer.kinds[0]
    this.text = this.lexer.texts[0]
  }

  /** Offset of the current token. */
  get at(): number {
    return this.lexer.starts[this.index]
  }

  /** Offset after the token before the current one. */
  get endOfLast(): number {
    return this.index === 0 ? this.at : this.lexer.ends[this.index - 1]
  }

  get isAtEnd(): boolean {
    return this.kind === token.endToken
  }

  advance(): void {
    if (this.kind === token.endToken) return
    const i = ++this.index
    this.kind = this.lexer.kinds[i]
    this.text = this.lexer.texts[i]
  }

  /** Index of the current token, for `rewind`. */
  mark(): number {
    return this.index
  }

  rewind(mark: number): void {
    this.index = mark
    this.kind = this.lexer.kinds[mark]
    this.text = this.lexer.texts[mark]
  }

  private ahead(steps: number): number {
    let i = this.index
    while (steps > 0 && this.lexer.kinds[i] !== token.endToken) {
      i++
      steps--
    }
    return i
  }

  kindAhead(steps: number): TokenKind {
    return this.lexer.kinds[this.ahead(steps)]
  }

  /** The word `steps` tokens ahead when it is a key word, else ''. */
  wordAhead(steps: number): string {
    const i = this.ahead(steps)
    const kind = this.lexer.kinds[i]
    return kind >= token.unreservedToken && kind <= token.reservedToken ? this.lexer.texts[i] : ''
  }

  isPunctuationAhead(steps: number, text: string): boolean {
    const i = this.ahead(steps)
    return this.lexer.kinds[i] === token.punctuationToken && this.lexer.texts[i] === text
  }

  /** The current token as written. */
  source(): string {
    return this.sql.slice(this.at, this.lexer.ends[this.index])
  }

  // ------------------------------------------------------------ key words

  isWord(word: string): boolean {
    return this.text === word && this.kind >= token.unreservedToken && this.kind <= token.reservedToken
  }

  /** The current and the next token are these key words. */
  isWords(first: string, second: string): boolean {
    return this.isWord(first) && this.wordAhead(1) === second
  }

  isOneOf(words: ReadonlySet<string>): boolean {
    return this.kind >= token.unreservedToken && this.kind <= token.reservedToken && words.has(this.text)
  }

  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.advance()
    return true
  }

  acceptWords(first: string, second: string): boolean {
    if (!this.isWords(first, second)) return false
    this.advance()
    this.advance()
    return true
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected()
  }

  expectWords(...words: readonly string[]): void {
    for (const word of words) this.expectWord(word)
  }

  // ------------------------------------------------------------ punctuation and operators

  is(text: string): boolean {
    return this.kind === token.punctuationToken && this.text === text
  }

  accept(text: string): boolean {
    if (this.kind !== token.punctuationToken || this.text !== text) return false
    this.advance()
    return true
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected()
  }

  isOperator(text: string): boolean {
    return this.kind === token.operatorToken && this.text === text
  }

  acceptOperator(text: string): boolean {
    if (!this.isOperator(text)) return false
    this.advance()
    return true
  }

  // ------------------------------------------------------------ names and literals

  /** ColId: a name of a column, table, alias. */
  get isColumnName(): boolean {
    return this.kind >= token.identifierToken && this.kind <= token.columnNameToken
  }

  /** type_function_name. */
  get isTypeName(): boolean {
    return this.kind === token.identifierToken || this.kind === token.unreservedToken || this.kind === token.typeNameToken
  }

  /** ColLabel: any word. */
  get isLabel(): boolean {
    return this.kind >= token.identifierToken && this.kind <= token.reservedToken
  }

  /** A name in quotes of any dialect. */
  get isQuotedName(): boolean {
    return this.kind === token.identifierToken && '"`['.includes(this.sql[this.at])
  }

  columnName(): string {
    if (!this.isColumnName) throw this.unexpected()
    return this.take()
  }

  label(): string {
    if (!this.isLabel) throw this.unexpected()
    return this.take()
  }

  /** The token before the current one is this punctuation. */
  endsWith(text: string): boolean {
    const last = this.index - 1
    return last >= 0 && this.lexer.kinds[last] === token.punctuationToken && this.lexer.texts[last] === text
  }

  /** An operator of any spelling. */
  get isAnyOperator(): boolean {
    return this.kind === token.operatorToken
  }

  /** A number without a sign. */
  get isNumber(): boolean {
    return this.kind === token.integerToken || this.kind === token.decimalToken
  }

  stringLiteral(): string {
    if (this.kind !== token.stringToken) throw this.unexpected()
    return this.take()
  }

  /** The text of the current token, which is consumed. */
  take(): string {
    const text = this.text
    this.advance()
    return text
  }

  /** any_name / qualified_name: ColId ('.' ColLabel)*. */
  qualifiedName(): readonly string[] {
    const first = this.columnName()
    if (!this.is('.')) return [first]
    const name = [first]
    while (this.accept('.')) name.push(this.label())
    return name
  }

  /** One or more, separated by commas. */
  list<T>(item: (cursor: TokenCursor) => T): T[] {
    const items = [item(this)]
    while (this.accept(',')) items.push(item(this))
    return items
  }

  /** '(' list ')'. */
  parenthesised<T>(item: (cursor: TokenCursor) => T): T[] {
    this.expect('(')
    const items = this.list(item)
    this.expect(')')
    return items
  }

  /** '(' names ')' or [] when there is no parenthesis. */
  optionalNames(): readonly string[] {
    return this.is('(') ? this.parenthesised(cursor => cursor.columnName()) : []
  }

  /** A query starts here: SELECT, VALUES, TABLE, WITH. */
  get isQueryStart(): boolean {
    if (this.kind === token.reservedToken) return this.text === 'select' || this.text === 'with' || this.text === 'table'
    return this.kind === token.columnNameToken && this.text === 'values'
  }

  /** The number of the parameter token here, which is consumed. */
  parameter(): number {
    const at = this.at
    const style = this.text.charCodeAt(0) === 63 ? '?' : '$'
    if (this.parameterStyle !== null && this.parameterStyle !== style)
      throw grammarError('parameters are written as ? or as $n, not both', at)
    this.parameterStyle = style
    const index = Number(style === '?' ? this.text.slice(1) : this.text)
    if (index < 1 || index > statementMaxParameters) throw new SqlError('42P02', `there is no parameter $${index}`, { position: at })
    if (index > this.parameterCount) this.parameterCount = index
    this.advance()
    return index
  }

  // ------------------------------------------------------------ errors and depth

  /** 42601 at the current token. */
  unexpected(): SqlError {
    return syntaxError(this.sql, this.at, this.lexer.ends[this.index])
  }

  /** Every recursive rule calls this first and `leave` last; an error ends the parse, so nothing unwinds. */
  enter(): void {
    if (++this.depth > sqlMaxDepth) {
      const hint = `Nest at most ${sqlMaxDepth} levels.`
      throw new SqlError('54001', 'stack depth limit exceeded', { position: this.at, hint })
    }
  }

  leave(): void {
    this.depth--
  }
}
