// Where a statement of a dump may end: not inside parentheses, not inside the body of a trigger or routine. For SQL Server, which
// words at the beginning of a line begin a new statement. The lexer reports every parenthesis and word.

import type { ForeignDialect } from './foreign-dialect.ts'

const lineStarters: ReadonlySet<string> = new Set(
  'alter begin commit create declare delete drop else end exec execute go grant if insert print raiserror return rollback set truncate update use while'.split(
    ' ',
  ),
)
/** Statements in which these words may begin a line: UPDATE … SET, MERGE … UPDATE, ON … DELETE. */
const continued: Readonly<Record<string, ReadonlySet<string>>> = {
  set: new Set(['update', 'merge', 'alter']),
  update: new Set(['merge']),
  insert: new Set(['merge']),
  delete: new Set(['merge']),
  end: new Set(),
}
const routineWords: ReadonlySet<string> = new Set(['trigger', 'procedure', 'proc', 'function'])

/** State of one statement, reset before the next. */
export class ForeignBounds {
  private readonly dialect: ForeignDialect
  private parentheses = 0
  private words = 0
  private first = ''
  private last = ''
  private isRoutine = false
  private blocks = 0
  private cases = 0

  constructor(dialect: ForeignDialect) {
    this.dialect = dialect
  }

  reset(): void {
    this.parentheses = 0
    this.words = 0
    this.first = ''
    this.last = ''
    this.isRoutine = false
    this.blocks = 0
    this.cases = 0
  }

  open(): void {
    this.parentheses++
  }

  close(): void {
    if (this.parentheses > 0) this.parentheses--
  }

  word(text: string): void {
    if (++this.words === 1) this.first = text
    const isDefinition = this.first === 'create' || this.first === 'alter'
    if (isDefinition && this.words <= 6 && this.parentheses === 0 && routineWords.has(text)) this.isRoutine = true
    if (text === 'case') this.cases++
    else if (text === 'end' && this.cases > 0) this.cases--
    else if (this.isRoutine && text === 'begin') this.blocks++
    else if (this.isRoutine && text === 'end' && this.blocks > 0) this.blocks--
    this.last = text
  }

  /** A separator ends the statement here. */
  isOutside(): boolean {
    if (this.dialect === 'transactsql' && this.isRoutine) return false
    return this.parentheses === 0 && this.blocks === 0
  }

  /** A line may begin a new statement here. Routines of SQL Server go on up to GO. */
  maySplit(): boolean {
    return this.parentheses === 0 && this.cases === 0 && !this.isRoutine
  }

  /** The word, at the beginning of a line, begins a new statement. */
  startsStatement(word: string): boolean {
    if (!lineStarters.has(word)) return false
    // ON DELETE and FOR UPDATE, but not SET IDENTITY_INSERT t ON.
    if ((word === 'delete' || word === 'update') && ['on', 'after', 'for', 'of'].includes(this.last)) return false
    return !(continued[word]?.has(this.first) ?? false)
  }
}
