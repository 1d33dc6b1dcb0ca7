// Keys of a dump: PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK and MySQL's KEY inside CREATE TABLE or ALTER TABLE. Plain keys become
// indexes of their own.

import { acceptWord, acceptWords, expectWord, isWord, readKeyParts, readName, readTableName, skipKeyOptions } from './dump-cursor.ts'
import { mapExpression } from './map-expression.ts'
import { plainCall } from '../parse/plain-call.ts'
import type { Expression } from '../ast.ts'
import type { CreateIndex, ForeignKeyTarget, ReferentialActionName, TableConstraint } from '../ast-ddl.ts'
import type { DumpContext } from './dump-context.ts'
import type { KeyPart } from './dump-cursor.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'

/** What a key becomes. `nothing`: it was left out, and the context says so. */
export type ReadKey =
  | { readonly kind: 'constraint'; readonly constraint: TableConstraint }
  | { readonly kind: 'index'; readonly index: CreateIndex }
  | { readonly kind: 'nothing' }

const keyWords: ReadonlySet<string> = new Set([
  'constraint',
  'primary',
  'unique',
  'foreign',
  'check',
  'key',
  'index',
  'fulltext',
  'spatial',
  'period',
])

/** A key and not a column starts here. */
export function isKey(cursor: TokenCursor): boolean {
  // A quoted name is never a key word: `key` is a column.
  return cursor.isLabel && !cursor.isQuotedName && keyWords.has(cursor.text.toLowerCase())
}

/** The key at the cursor, of the table `table`. */
export function readKey(cursor: TokenCursor, table: readonly string[], context: DumpContext): ReadKey {
  const at = cursor.at
  let name: string | null = null
  if (acceptWord(cursor, 'constraint') && !isKey(cursor)) name = readName(cursor)
  if (acceptWords(cursor, 'primary', 'key')) {
    skipClustered(cursor)
    const columns = readColumns(cursor)
    skipKeyOptions(cursor)
    // MySQL's primary keys are all called PRIMARY.
    return {
      kind: 'constraint',
      constraint: { kind: 'primary key', columns, name: name === null ? null : context.freeIndexName(name, table), at },
    }
  }
  if (acceptWord(cursor, 'unique')) return readUnique(cursor, table, name, context)
  if (acceptWord(cursor, 'foreign')) return { kind: 'constraint', constraint: readForeignKey(cursor, name, at) }
  if (acceptWord(cursor, 'check')) return readCheck(cursor, name, context, at)
  if (isWord(cursor, 'fulltext') || isWord(cursor, 'spatial') || isWord(cursor, 'period')) {
    context.lose(`${cursor.text.toUpperCase()} index`, at)
    skipKeyOptions(cursor)
    return { kind: 'nothing' }
  }
  if (!acceptWord(cursor, 'key')) expectWord(cursor, 'index')
  return { kind: 'index', index: readIndex(cursor, table, { name, unique: false, at }, context) }
}

function skipClustered(cursor: TokenCursor): void {
  if (!acceptWord(cursor, 'clustered')) acceptWord(cursor, 'nonclustered')
  if (acceptWord(cursor, 'using')) readName(cursor)
}

function readColumns(cursor: TokenCursor): string[] {
  return readKeyParts(cursor).map(part => part.name)
}

function readUnique(cursor: TokenCursor, table: readonly string[], constraintName: string | null, context: DumpContext): ReadKey {
  const { at } = cursor
  skipClustered(cursor)
  if (!acceptWord(cursor, 'key')) acceptWord(cursor, 'index')
  const name = cursor.is('(') ? constraintName : readName(cursor)
  if (acceptWord(cursor, 'using')) readName(cursor)
  const parts = readKeyParts(cursor)
  skipKeyOptions(cursor)
  const freeName = name === null ? null : context.freeIndexName(name, table)
  if (parts.some(part => part.length !== null)) return { kind: 'index', index: indexOf(parts, table, { name: freeName, unique: true, at }) }
  const constraint: TableConstraint = { kind: 'unique', columns: parts.map(part => part.name), nullsNotDistinct: false, name: freeName, at }
  return { kind: 'constraint', constraint }
}

interface IndexHead {
  readonly name: string | null
  readonly unique: boolean
  readonly at: number
}

function readIndex(cursor: TokenCursor, table: readonly string[], head: IndexHead, context: DumpContext): CreateIndex {
  const name = cursor.is('(') ? head.name : readName(cursor)
  if (acceptWord(cursor, 'using')) readName(cursor)
  const parts = readKeyParts(cursor)
  skipKeyOptions(cursor)
  return indexOf(parts, table, { ...head, name: name === null ? null : context.freeIndexName(name, table) })
}

/** An index of columns; of a UNIQUE one over the first characters of a column, these are indexed, of another the column. */
export function indexOf(parts: readonly KeyPart[], table: readonly string[], head: IndexHead): CreateIndex {
  const { at } = head
  const columns = parts.map(part => {
    const column: Expression = { kind: 'column', name: [part.name], at }
    const isCut = head.unique && part.length !== null
    const expression = isCut ? plainCall('left', [column, { kind: 'number', text: String(part.length), at }], at) : column
    return { expression, descending: part.descending, nulls: null, using: null, at }
  })
  return {
    kind: 'create index',
    table,
    method: 'btree',
    ifNotExists: false,
    include: [],
    nullsNotDistinct: false,
    where: null,
    columns,
    ...head,
  }
}

function readForeignKey(cursor: TokenCursor, name: string | null, at: number): TableConstraint {
  expectWord(cursor, 'key')
  if (!cursor.is('(')) readName(cursor)
  const columns = readColumns(cursor)
  return { kind: 'foreign key', columns, name, ...readReferences(cursor), deferrable: false, initiallyDeferred: false, notValid: false, at }
}

/** REFERENCES table (columns) with its actions; deferral and replication options have no effect. */
export function readReferences(cursor: TokenCursor): ForeignKeyTarget {
  expectWord(cursor, 'references')
  const table = readTableName(cursor)
  const targetColumns = cursor.is('(') ? readColumns(cursor) : []
  let onDelete: ReferentialActionName = 'no action'
  let onUpdate: ReferentialActionName = 'no action'
  for (;;) {
    if (acceptWords(cursor, 'on', 'delete')) onDelete = readAction(cursor)
    else if (acceptWords(cursor, 'on', 'update')) onUpdate = readAction(cursor)
    else if (acceptWord(cursor, 'match')) readName(cursor)
    else if (acceptWords(cursor, 'not', 'for', 'replication') || acceptWords(cursor, 'not', 'deferrable')) continue
    else if (
      acceptWord(cursor, 'deferrable') ||
      acceptWords(cursor, 'initially', 'deferred') ||
      acceptWords(cursor, 'initially', 'immediate')
    )
      continue
    else return { table, targetColumns, onDelete, onUpdate, match: 'simple' }
  }
}

function readAction(cursor: TokenCursor): ReferentialActionName {
  if (acceptWord(cursor, 'cascade')) return 'cascade'
  if (acceptWord(cursor, 'restrict')) return 'restrict'
  if (acceptWords(cursor, 'set', 'null')) return 'set null'
  if (acceptWords(cursor, 'set', 'default')) return 'set default'
  expectWord(cursor, 'no')
  expectWord(cursor, 'action')
  return 'no action'
}

function readCheck(cursor: TokenCursor, name: string | null, context: DumpContext, at: number): ReadKey {
  acceptWords(cursor, 'not', 'for', 'replication')
  cursor.expect('(')
  const expression = mapExpression(cursor.rules.expression(cursor), context)
  cursor.expect(')')
  skipKeyOptions(cursor)
  return { kind: 'constraint', constraint: { kind: 'check', expression, notValid: false, name, at } }
}
