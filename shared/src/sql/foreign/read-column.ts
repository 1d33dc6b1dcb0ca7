// A column of a dump's CREATE TABLE or ALTER TABLE: its type and the constraints that each dialect writes in its own way.

import { grammarError } from '../parse/syntax-error.ts'
import * as token from '../parse/token.ts'
import { valueForColumn } from './column-value.ts'
import { acceptWord, acceptWords, expectWord, isWord, readName } from './dump-cursor.ts'
import { readWrittenType, typeOf } from './foreign-type.ts'
import { mapExpression } from './map-expression.ts'
import { readReferences } from './read-key.ts'
import type { Expression, TypeName } from '../ast.ts'
import type { ColumnConstraint, ColumnSpec, SequenceOption } from '../ast-ddl.ts'
import type { DumpContext, DumpTable } from './dump-context.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'
import type { WrittenType } from './foreign-type.ts'

/** The column at the cursor; it is remembered in `table`. */
export function readColumn(cursor: TokenCursor, table: DumpTable, context: DumpContext): ColumnSpec {
  const at = cursor.at
  const name = readName(cursor)
  const reader = new ColumnReader(cursor, table, context, name)
  return reader.read(at)
}

/** Reads what stands behind the name of a column. */
class ColumnReader {
  private readonly constraints: ColumnConstraint[] = []
  private type: TypeName = { name: ['text'], modifiers: [], arrayDepth: 0, setOf: false, at: 0 }
  private isIdentity = false
  private readonly identityOptions: SequenceOption[] = []
  private hasKey = false
  private readonly cursor: TokenCursor
  private readonly table: DumpTable
  private readonly context: DumpContext
  private readonly name: string

  constructor(cursor: TokenCursor, table: DumpTable, context: DumpContext, name: string) {
    this.cursor = cursor
    this.table = table
    this.context = context
    this.name = name
  }

  read(at: number): ColumnSpec {
    const { cursor } = this
    if (isWord(cursor, 'as') && this.context.dialect === 'transactsql') {
      throw grammarError(`computed column "${this.name}" has no type: write the type it should have here`, at)
    }
    const written = readWrittenType(cursor, this.context.dialect)
    this.type = typeOf(written, this.context.dialect)
    this.addImplied(written)
    while (!cursor.isAtEnd && !cursor.is(',') && !cursor.is(')')) this.readConstraint()
    this.finishIdentity(written)
    this.table.columns.set(this.name, this.type)
    return { name: this.name, type: this.type, collation: null, constraints: this.constraints, at }
  }

  /** ENUM is a check, UNSIGNED of a type that has room for it stays without one, as widening keeps every value. */
  private addImplied(written: WrittenType): void {
    const { at } = written
    if (written.name === 'enum') {
      const list = written.labels.map((value): Expression => ({ kind: 'string', value, at }))
      const expression: Expression = { kind: 'in list', negated: false, operand: { kind: 'column', name: [this.name], at }, list, at }
      this.constraints.push({ kind: 'check', expression, name: null, at })
    }
  }

  private readConstraint(): void {
    const { cursor, constraints } = this
    const at = cursor.at
    const name = acceptWord(cursor, 'constraint') ? readName(cursor) : null
    if (acceptWords(cursor, 'not', 'for', 'replication')) return
    if (acceptWords(cursor, 'not', 'null')) {
      constraints.push({ kind: 'not null', name: null, at })
    } else if (acceptWord(cursor, 'null')) {
      return
    } else if (acceptWord(cursor, 'default')) {
      this.readDefault(at)
    } else if (acceptWords(cursor, 'primary', 'key')) {
      this.readPrimaryKey(at)
    } else if (acceptWord(cursor, 'unique')) {
      if (!acceptWord(cursor, 'key') && !acceptWord(cursor, 'clustered')) acceptWord(cursor, 'nonclustered')
      constraints.push({ kind: 'unique', nullsNotDistinct: false, name: this.freeName(name), at })
    } else if (isWord(cursor, 'references')) {
      constraints.push({
        kind: 'references',
        name,
        ...readReferences(cursor),
        deferrable: false,
        initiallyDeferred: false,
        notValid: false,
        at,
      })
    } else if (acceptWord(cursor, 'check')) {
      cursor.expect('(')
      const expression = mapExpression(cursor.rules.expression(cursor), this.context)
      cursor.expect(')')
      constraints.push({ kind: 'check', expression, name, at })
    } else {
      this.readOption(at)
    }
  }

  /** Names of keys are names of indexes as well. */
  private freeName(name: string | null): string | null {
    return name === null ? null : this.context.freeIndexName(name, this.table.name)
  }

  private readPrimaryKey(at: number): void {
    const { cursor } = this
    this.hasKey = true
    if (!acceptWord(cursor, 'clustered')) acceptWord(cursor, 'nonclustered')
    if (!acceptWord(cursor, 'asc')) acceptWord(cursor, 'desc')
    if (acceptWords(cursor, 'on', 'conflict')) readName(cursor)
    this.constraints.push({ kind: 'primary key', name: null, at })
  }

  private readDefault(at: number): void {
    const { cursor, context } = this
    const parsed = cursor.rules.restrictedExpression(cursor)
    // SQLite takes "x" for a string where no column can be meant.
    const isText = parsed.kind === 'column' && parsed.name.length === 1 && '"`['.includes(cursor.sql[parsed.at])
    const mapped = isText
      ? { kind: 'string' as const, value: cursor.sql.slice(parsed.at + 1, cursor.endOfLast - 1), at }
      : mapExpression(parsed, context)
    const expression = valueForColumn(mapped, this.type, context.dialect)
    if (expression.kind !== 'null') this.constraints.push({ kind: 'default', expression, name: null, at })
  }

  /** What only one dialect has, or has no effect. */
  private readOption(at: number): void {
    const { cursor, context } = this
    if (acceptWord(cursor, 'auto_increment') || acceptWord(cursor, 'autoincrement')) {
      this.isIdentity = true
    } else if (acceptWord(cursor, 'identity')) {
      this.readIdentity()
    } else if (acceptWords(cursor, 'on', 'update')) {
      cursor.rules.restrictedExpression(cursor)
      context.lose(`ON UPDATE CURRENT_TIMESTAMP of column "${this.name}"`, at)
    } else if (acceptWords(cursor, 'generated', 'always') || isWord(cursor, 'as')) {
      this.readGenerated(at)
    } else if (acceptWord(cursor, 'collate') || acceptWords(cursor, 'character', 'set') || acceptWord(cursor, 'charset')) {
      this.readCollation(at)
    } else if (acceptWord(cursor, 'comment')) {
      if (cursor.kind !== token.stringToken) throw cursor.unexpected()
      cursor.advance()
    } else if (acceptWords(cursor, 'on', 'conflict')) {
      context.lose(`ON CONFLICT of column "${this.name}"`, at)
      readName(cursor)
    } else if (!ignoredOptions.some(option => acceptWords(cursor, ...option))) {
      throw cursor.unexpected()
    }
  }

  /** IDENTITY (start, increment). */
  private readIdentity(): void {
    const { cursor } = this
    this.isIdentity = true
    if (!cursor.accept('(')) return
    const [start, increment] = cursor.list(inner => {
      const isNegative = inner.acceptOperator('-')
      if (!inner.isNumber) throw inner.unexpected()
      return Number(inner.take()) * (isNegative ? -1 : 1)
    })
    cursor.expect(')')
    if (start !== 1) this.identityOptions.push({ kind: 'start', value: start })
    if (increment !== undefined && increment !== 1) this.identityOptions.push({ kind: 'increment', value: increment })
  }

  /** NOCASE changes which texts are equal: that is lost. Collations that order bytes or letters are not told apart. */
  private readCollation(at: number): void {
    const collation = readName(this.cursor)
    if (collation.toLowerCase() === 'nocase') this.context.lose(`COLLATE NOCASE of column "${this.name}"`, at)
  }

  private readGenerated(at: number): void {
    const { cursor } = this
    expectWord(cursor, 'as')
    if (acceptWord(cursor, 'identity')) {
      this.isIdentity = true
      return
    }
    cursor.expect('(')
    const expression = mapExpression(cursor.rules.expression(cursor), this.context)
    cursor.expect(')')
    if (!acceptWord(cursor, 'stored') && !acceptWord(cursor, 'persisted')) acceptWord(cursor, 'virtual')
    this.constraints.push({ kind: 'generated', expression, name: null, at })
  }

  /** A column that numbers itself; in SQLite every INTEGER PRIMARY KEY does. */
  private finishIdentity(written: WrittenType): void {
    const isRowId = this.context.dialect === 'sqlite' && written.name === 'integer' && this.hasKey
    if (!this.isIdentity && !isRowId) return
    if (!/^int[248]$/.test(this.type.name[0])) this.type = { ...this.type, name: ['int8'], modifiers: [] }
    this.table.identity = this.name
    this.constraints.push({ kind: 'identity', always: false, options: this.identityOptions, name: null, at: written.at })
  }
}

const ignoredOptions: readonly (readonly string[])[] = [
  ['visible'],
  ['invisible'],
  ['rowguidcol'],
  ['sparse'],
  ['hidden'],
  ['not', 'enforced'],
  ['enforced'],
  ['storage', 'disk'],
  ['storage', 'memory'],
  ['column_format', 'default'],
  ['column_format', 'fixed'],
  ['column_format', 'dynamic'],
]
