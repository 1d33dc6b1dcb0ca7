// Turns SQL text into tokens, one statement at a time, in arrays that are reused from statement to statement. TokenCursor reads them.
// A statement ends at a `;` outside parentheses and outside BEGIN ATOMIC … END. The last token is always `endToken`.

import { charClasses, digitChar, isDigit, isNamePart, isNameStart, nameChar, operatorChar, punctuationChar } from './char-class.ts'
import { foldName, truncateName } from './fold-name.ts'
import { findKeyword, hashStep } from './keyword-lookup.ts'
import { lateGrammar } from './late-grammar.ts'
import { scanNumber } from './scan-number.ts'
import { scanOperator } from './scan-operator.ts'
import { skipSpace } from './scan-space.ts'
import { type Scan, scanPlainString, scanQuotedName } from './scan-string.ts'
import { StatementBounds } from './statement-bounds.ts'
import { grammarError, syntaxError } from './syntax-error.ts'
import * as token from './token.ts'
import type { TokenKind } from './token.ts'

const punctuation: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))

/** Key words after which an operand follows, although their class would also let them be a column name: see `followsOperand`. */
const operandLeaders: ReadonlySet<string> = new Set('by escape zone rows range groups first next between values local'.split(' '))

const operandWords: ReadonlySet<string> = new Set(
  'null true false default end user current_date current_time current_timestamp current_user current_role current_catalog session_user localtime localtimestamp'.split(
    ' ',
  ),
)

/** The tokens of one statement at a time. */
export class Lexer {
  readonly sql: string
  readonly kinds: TokenKind[] = []
  readonly texts: string[] = []
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** Offset of the first character that is not lexed yet. */
  position: number
  private count = 0
  private questionMarks = 0
  private readonly scan: Scan = { text: '', end: 0 }
  private readonly bounds = new StatementBounds()

  constructor(sql: string, position = 0) {
    this.sql = sql
    this.position = position
  }

  /** Lexes up to the end of the next statement that is not empty; false when there is none. */
  nextStatement(): boolean {
    const sql = this.sql
    this.count = 0
    this.questionMarks = 0
    this.bounds.reset()
    for (;;) {
      const at = skipSpace(sql, this.position)
      if (at >= sql.length) {
        this.position = sql.length
        this.add(token.endToken, '', sql.length, sql.length)
        return this.count > 1
      }
      if (sql.charCodeAt(at) === 59 && this.bounds.isOutside()) {
        this.position = at + 1
        if (this.count === 0) continue
        this.add(token.endToken, ';', at, at + 1)
        return true
      }
      this.lexToken(at)
    }
  }

  private add(kind: TokenKind, text: string, start: number, end: number): void {
    const i = this.count++
    this.kinds[i] = kind
    this.texts[i] = text
    this.starts[i] = start
    this.ends[i] = end
    this.position = end
  }

  private lexToken(at: number): void {
    const code = this.sql.charCodeAt(at)
    const kind = code < 128 ? charClasses[code] : nameChar
    if (kind === nameChar) this.lexWord(at, code)
    else if (kind === punctuationChar) this.lexPunctuation(at, code)
    else if (kind === digitChar) this.lexNumber(at)
    else if (kind === operatorChar) this.lexOperator(at, code)
    else this.lexOther(at, code)
  }

  private lexWord(at: number, code: number): void {
    if (this.lexPrefixed(at, code)) return
    const sql = this.sql
    let end = at
    let hash = 0
    let needsFolding = false
    let next = code
    do {
      if ((next >= 65 && next <= 90) || next >= 128) needsFolding = true
      hash = hashStep(hash, next)
      next = sql.charCodeAt(++end)
    } while (isNamePart(next))
    const keyword = findKeyword(sql, at, end, hash)
    if (keyword !== null) {
      this.bounds.word(keyword.word)
      this.add(keyword.kind, keyword.word, at, end)
      return
    }
    const text = needsFolding ? foldName(sql.slice(at, end)) : sql.slice(at, end)
    this.add(token.identifierToken, text.length > 20 ? truncateName(text) : text, at, end)
  }

  /** E'…', B'…', X'…', N'…', U&'…', U&"…". */
  private lexPrefixed(at: number, code: number): boolean {
    const next = this.sql.charCodeAt(at + 1)
    if (next !== 39 && next !== 38) return false
    const letter = code | 32
    const scan = this.scan
    if (next === 39) {
      if (letter === 101) {
        lateGrammar.get().scanEscapeString(this.sql, at, at + 1, scan)
        this.add(token.stringToken, scan.text, at, scan.end)
      } else if (letter === 98 || letter === 120) {
        lateGrammar.get().scanBitString(this.sql, at, scan)
        this.add(letter === 98 ? token.bitStringToken : token.hexStringToken, scan.text, at, scan.end)
      } else if (letter === 110) {
        this.add(token.columnNameToken, 'nchar', at, at + 1)
      } else {
        return false
      }
      return true
    }
    const quote = this.sql.charCodeAt(at + 2)
    if (letter !== 117 || (quote !== 39 && quote !== 34)) return false
    const text = lateGrammar.get().scanUnicode(this.sql, at, this.scan)
    this.add(quote === 39 ? token.stringToken : token.identifierToken, text, at, this.scan.end)
    return true
  }

  private lexPunctuation(at: number, code: number): void {
    if (code === 40) this.bounds.open()
    else if (code === 41) this.bounds.close()
    this.add(token.punctuationToken, punctuation[code], at, at + 1)
  }

  private lexNumber(at: number): void {
    const end = scanNumber(this.sql, at)
    let isInteger = true
    for (let i = at; i < end && isInteger; i++) isInteger = isDigit(this.sql.charCodeAt(i))
    this.add(isInteger ? token.integerToken : token.decimalToken, this.sql.slice(at, end), at, end)
  }

  private lexOperator(at: number, code: number): void {
    const end = scanOperator(this.sql, at, this)
    if (end === at) {
      this.add(token.parameterToken, `?${++this.questionMarks}`, at, at + 1)
    } else if (end === at + 1) {
      this.add(token.operatorToken, punctuation[code], at, end)
    } else {
      const text = this.sql.slice(at, end)
      if (text === '=>') this.add(token.punctuationToken, '=>', at, end)
      else if (text.length > 63) throw grammarError('operator too long', at)
      else this.add(token.operatorToken, text === '!=' ? '<>' : text, at, end)
    }
  }

  /** Quotes, `$`, `.`, `:` and whatever PostgreSQL has no use for. */
  private lexOther(at: number, code: number): void {
    const sql = this.sql
    const scan = this.scan
    const next = sql.charCodeAt(at + 1)
    if (code === 39) {
      scanPlainString(sql, at, at, scan)
      this.add(token.stringToken, scan.text, at, scan.end)
    } else if (code === 34) {
      scanQuotedName(sql, at, at, scan)
      this.add(token.identifierToken, truncateName(scan.text), at, scan.end)
    } else if (code === 46) {
      if (isDigit(next)) this.lexNumber(at)
      else if (next === 46) this.add(token.punctuationToken, '..', at, at + 2)
      else this.add(token.punctuationToken, '.', at, at + 1)
    } else if (code === 58) {
      const text = next === 58 ? '::' : next === 61 ? ':=' : ':'
      this.add(token.punctuationToken, text, at, at + text.length)
    } else if (code === 36) {
      this.lexDollar(at, next)
    } else {
      throw syntaxError(sql, at, at + 1)
    }
  }

  private lexDollar(at: number, next: number): void {
    const sql = this.sql
    if (isDigit(next)) {
      let end = at + 1
      while (isDigit(sql.charCodeAt(end))) end++
      if (end < sql.length && isNameStart(sql.charCodeAt(end))) throw syntaxError(sql, at, end + 1, 'trailing junk after parameter')
      this.add(token.parameterToken, sql.slice(at + 1, end), at, end)
    } else if (lateGrammar.get().scanDollarString(sql, at, this.scan)) {
      this.add(token.stringToken, this.scan.text, at, this.scan.end)
    } else {
      throw syntaxError(sql, at, at + 1)
    }
  }

  /**
   * True when the token before ends an operand, so that a `?` is an operator. An unreserved key word counts as a column name, but for
   * those that usually lead an operand (ORDER BY ?, ESCAPE ?): before such a column write the operator as OPERATOR(pg_catalog.?).
   */
  followsOperand(): boolean {
    const last = this.count - 1
    if (last < 0) return false
    const text = this.texts[last]
    switch (this.kinds[last]) {
      case token.operatorToken:
      case token.endToken:
        return false
      case token.punctuationToken:
        return text === ')' || text === ']'
      case token.unreservedToken:
      case token.columnNameToken:
        return !operandLeaders.has(text)
      case token.typeNameToken:
        return false
      case token.reservedToken:
        return operandWords.has(text)
      default:
        return true
    }
  }
}
