// Turns a dump of a foreign dialect into our tokens, one statement at a time, so that our grammar can read them: names are unquoted,
// strings decoded, operators respelled. Where statements end differs most: `;`, MySQL's DELIMITER, SQL Server's GO and bare lines.

import { charClasses, isDigit, isNamePart, nameChar, operatorChar } from '../parse/char-class.ts'
import { longestKeyword } from '../parse/keywords.ts'
import { allKeywords } from '../parse/late-keywords.ts'
import { scanNumber } from '../parse/scan-number.ts'
import { syntaxError } from '../parse/syntax-error.ts'
import * as token from '../parse/token.ts'
import { dialectTraits } from './foreign-dialect.ts'
import { ForeignBounds } from './foreign-bounds.ts'
import { endOfLine, hexOfBinary, scanBackslashed, scanDoubled, skipForeignSpace } from './scan-foreign.ts'
import type { DialectTraits, ForeignDialect } from './foreign-dialect.ts'
import type { Scan } from '../parse/scan-string.ts'
import type { TokenKind } from '../parse/token.ts'
import type { TokenSource } from '../parse/token-cursor.ts'

const timeWords: ReadonlySet<string> = new Set(['current_timestamp', 'current_date', 'current_time', 'localtime', 'localtimestamp'])

/** `fold`: names become lower case, as all three dialects compare them without case; `keep`: as written. */
export type NameCase = 'fold' | 'keep'

/** The tokens of one statement of a dump at a time. */
export class ForeignLexer implements TokenSource {
  readonly sql: string
  readonly dialect: ForeignDialect
  readonly kinds: TokenKind[] = []
  readonly texts: string[] = []
  readonly starts: number[] = []
  readonly ends: number[] = []
  private readonly traits: DialectTraits
  private readonly nameCase: NameCase
  private readonly bounds: ForeignBounds
  private readonly scan: Scan = { text: '', end: 0 }
  private position = 0
  private count = 0
  private delimiter = ';'

  constructor(sql: string, dialect: ForeignDialect, nameCase: NameCase) {
    this.sql = sql
    this.dialect = dialect
    this.traits = dialectTraits[dialect]
    this.nameCase = nameCase
    this.bounds = new ForeignBounds(dialect)
  }

  /** Number of tokens without the end. */
  get length(): number {
    return this.count - 1
  }

  /** Lexes the next statement that is not empty; false when there is none. */
  nextStatement(): boolean {
    this.count = 0
    this.bounds.reset()
    for (;;) {
      const at = skipForeignSpace(this.sql, this.position, this.traits)
      if (at >= this.sql.length) return this.finish(this.sql.length, this.sql.length)
      if (this.count === 0 && this.readDelimiter(at)) continue
      const separator = this.separatorAt(at)
      if (separator > at) {
        if (this.count > 0) return this.finish(at, separator)
        this.position = separator
        continue
      }
      if (this.count > 0 && this.startsStatement(at)) return this.finish(at, at)
      this.lexToken(at)
    }
  }

  private finish(at: number, next: number): boolean {
    this.add(token.endToken, '', at, at)
    this.position = next
    return this.count > 1
  }

  private add(kind: TokenKind, text: string, start: number, end: number): void {
    const i = this.count++
    this.kinds[i] = kind
    this.texts[i] = text
    this.starts[i] = start
    this.ends[i] = end
    this.position = end
  }

  /** DELIMITER of the mysql client: a line of its own. */
  private readDelimiter(at: number): boolean {
    if (this.dialect !== 'mysql' || this.sql.slice(at, at + 10).toLowerCase() !== 'delimiter ') return false
    const end = endOfLine(this.sql, at)
    this.delimiter = this.sql.slice(at + 10, end).trim() || ';'
    this.position = end
    return true
  }

  /** The offset after the separator at `at`, or `at` itself when none is there. */
  private separatorAt(at: number): number {
    if (this.sql.startsWith(this.delimiter, at) && (this.delimiter !== ';' || this.bounds.isOutside())) return at + this.delimiter.length
    return this.isGo(at) ? at + 2 : at
  }

  /** GO on a line of its own; a number of repetitions is refused by what reads the next statement. */
  private isGo(at: number): boolean {
    if (this.dialect !== 'transactsql' || this.sql.slice(at, at + 2).toLowerCase() !== 'go') return false
    const line = this.sql.slice(this.sql.lastIndexOf('\n', at) + 1, endOfLine(this.sql, at))
    return line.trim().replace(/--.*$/, '').trim().toLowerCase() === 'go'
  }

  /** SQL Server needs no separator: a statement word that begins a line begins a statement. */
  private startsStatement(at: number): boolean {
    if (this.dialect !== 'transactsql' || !this.bounds.maySplit()) return false
    const lineStart = this.sql.lastIndexOf('\n', at - 1) + 1
    if (this.sql.slice(lineStart, at).trim() !== '') return false
    let end = at
    while (end < this.sql.length && isNamePart(this.sql.charCodeAt(end))) end++
    return this.bounds.startsStatement(this.sql.slice(at, end).toLowerCase())
  }

  private lexToken(at: number): void {
    const sql = this.sql
    const letter = sql[at]
    const code = sql.charCodeAt(at)
    const close = this.traits.nameQuotes.get(letter)
    if (close !== undefined) {
      scanDoubled(sql, at, close, this.scan)
      this.add(token.identifierToken, this.caseOf(this.scan.text), at, this.scan.end)
    } else if (this.traits.stringQuotes.has(letter)) {
      this.lexString(at, at)
    } else if (isDigit(code) || (code === 46 && isDigit(sql.charCodeAt(at + 1)))) {
      this.lexNumber(at)
    } else if (code >= 128 || charClasses[code] === nameChar || letter === '@') {
      this.lexWord(at)
    } else if (letter === '$' && isDigit(sql.charCodeAt(at + 1))) {
      // Money of SQL Server.
      const end = scanNumber(sql, at + 1)
      this.add(token.decimalToken, sql.slice(at + 1, end), at, end)
    } else if (charClasses[code] === operatorChar) {
      this.lexOperator(at)
    } else {
      this.lexMark(at)
    }
  }

  private caseOf(name: string): string {
    return this.nameCase === 'fold' ? name.toLowerCase() : name
  }

  /** The string at `quote`, and in MySQL the ones right after it. */
  private lexString(start: number, quote: number): void {
    const { scan, sql } = this
    let value = ''
    let at = quote
    do {
      if (this.traits.hasBackslashes) scanBackslashed(sql, at, scan)
      else scanDoubled(sql, at, "'", scan)
      value += scan.text
      at = this.dialect === 'mysql' ? skipForeignSpace(sql, scan.end, this.traits) : scan.end
    } while (this.dialect === 'mysql' && this.traits.stringQuotes.has(sql[at] ?? ''))
    this.add(token.stringToken, value, start, scan.end)
  }

  private lexNumber(at: number): void {
    const sql = this.sql
    if (sql[at] === '0' && (sql[at + 1] === 'x' || sql[at + 1] === 'X')) {
      let end = at + 2
      while (/[0-9A-Fa-f]/.test(sql[end] ?? '')) end++
      this.add(token.hexStringToken, sql.slice(at + 2, end), at, end)
      return
    }
    const end = sizeAt(sql, at) ?? scanNumber(sql, at)
    const text = sql.slice(at, end)
    this.add(/^\d+$/.test(text) ? token.integerToken : token.decimalToken, text, at, end)
  }

  private lexWord(at: number): void {
    const sql = this.sql
    let end = at + 1
    while (end < sql.length && (isNamePart(sql.charCodeAt(end)) || sql[end] === '@' || sql[end] === '#')) end++
    const written = sql.slice(at, end)
    const lower = written.toLowerCase()
    const quote = lower[0] === '_' && this.dialect === 'mysql' ? skipForeignSpace(sql, end, this.traits) : end
    if (this.traits.stringQuotes.has(sql[quote] ?? '') && this.lexPrefixed(at, quote, lower)) return
    const keyword = lower.length <= longestKeyword ? allKeywords().get(lower) : undefined
    this.bounds.word(lower)
    this.add(keyword?.kind ?? token.identifierToken, keyword?.word ?? this.caseOf(written), at, end)
  }

  /** N'…', X'…', B'…', _utf8'…', _binary'…'. */
  private lexPrefixed(start: number, quote: number, prefix: string): boolean {
    if (prefix === 'x' || (prefix === 'b' && this.dialect === 'mysql')) {
      scanDoubled(this.sql, quote, "'", this.scan)
      this.add(prefix === 'x' ? token.hexStringToken : token.bitStringToken, this.scan.text, start, this.scan.end)
      return true
    }
    if (prefix !== 'n' && !prefix.startsWith('_')) return false
    this.lexString(start, quote)
    if (prefix === '_binary') {
      const last = this.count - 1
      this.kinds[last] = token.hexStringToken
      this.texts[last] = hexOfBinary(this.texts[last], start)
    }
    return true
  }

  private lexOperator(at: number): void {
    const sql = this.sql
    let end = at + 1
    const two = sql.slice(at, at + 2)
    if (sql.slice(at, at + 3) === '<=>' || sql.slice(at, at + 3) === '->>') end = at + 3
    else if (['<=', '>=', '<>', '!=', '==', '||', '&&', '<<', '>>', '->', '!<', '!>'].includes(two)) end = at + 2
    const written = sql.slice(at, end)
    const text = this.traits.operators.get(written) ?? written
    const keyword = allKeywords().get(text)
    if (keyword !== undefined) this.add(keyword.kind, keyword.word, at, end)
    else this.add(token.operatorToken, text, at, end)
  }

  private lexMark(at: number): void {
    const letter = this.sql[at]
    if (letter === '(') this.bounds.open()
    if (letter === ')') this.bounds.close()
    if (letter === ')' && this.dropEmptyArguments(at)) return
    if (letter === '(') this.freeTypeWord()
    if (!'(),.;:[]{}'.includes(letter)) throw syntaxError(this.sql, at, at + 1)
    this.add(token.punctuationToken, letter, at, at + 1)
  }

  /** MariaDB writes current_timestamp(): here it is a word without arguments. */
  private dropEmptyArguments(at: number): boolean {
    const open = this.count - 1
    if (open < 1 || this.texts[open] !== '(' || !timeWords.has(this.texts[open - 1]) || this.kinds[open - 1] !== token.reservedToken)
      return false
    this.count = open
    this.position = at + 1
    return true
  }

  /** char(10) is a call outside of CAST, and a type in it and in column definitions, where words of any class are read. */
  private freeTypeWord(): void {
    const last = this.count - 1
    if (last < 1 || this.texts[last] !== 'char' || this.texts[last - 1] === 'as') return
    this.kinds[last] = token.identifierToken
  }
}

/** The digits of a size, `8192KB`: files of SQL Server's databases have them. The unit is read as a word. */
function sizeAt(sql: string, at: number): number | null {
  let end = at
  while (isDigit(sql.charCodeAt(end))) end++
  return /^[KMGT]B\b/i.test(sql.slice(end, end + 3)) ? end : null
}
