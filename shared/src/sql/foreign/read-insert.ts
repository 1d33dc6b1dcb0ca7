// INSERT and REPLACE of a dump: rows of literals, adapted to the columns of the table they go to.

import { notSupported } from '../../base/errors.ts'
import { grammarError } from '../parse/syntax-error.ts'
import { valueForColumn } from './column-value.ts'
import { acceptWord, isWord, readName, readTableName } from './dump-cursor.ts'
import { lastPart } from './dump-context.ts'
import { mapExpression } from './map-expression.ts'
import { readForeignCast } from './read-cast.ts'
import type { Expression, InsertStatement, OnConflict, TypeName } from '../ast.ts'
import type { DumpContext, DumpTable } from './dump-context.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'

/** The cursor is behind INSERT or REPLACE; null: the rows are SQLite's own bookkeeping. */
export function readInsert(cursor: TokenCursor, at: number, context: DumpContext): InsertStatement | null {
  let onConflict: OnConflict | null = null
  for (const word of ['low_priority', 'delayed', 'high_priority']) acceptWord(cursor, word)
  if (acceptWord(cursor, 'or')) {
    if (!isWord(cursor, 'ignore')) throw notSupported(`INSERT OR ${cursor.text.toUpperCase()} of SQLite`, at)
    onConflict = ignoreConflicts(at)
    cursor.advance()
  } else if (acceptWord(cursor, 'ignore')) {
    onConflict = ignoreConflicts(at)
  }
  acceptWord(cursor, 'into')
  const name = readTableName(cursor)
  const columns = cursor.is('(') ? cursor.parenthesised(inner => ({ at: inner.at, name: readName(inner) })) : null
  if (!acceptWord(cursor, 'values')) {
    if (!acceptWord(cursor, 'value')) throw notSupported('INSERT … SELECT in a dump', at)
  }
  const table = context.table(name)
  const types = columnTypes(table, columns)
  const rows = cursor.list(inner => readRow(inner, types, context))
  if (isWord(cursor, 'on')) throw notSupported('ON DUPLICATE KEY UPDATE', cursor.at)
  if (!cursor.isAtEnd) throw cursor.unexpected()
  if (lastPart(name).toLowerCase() === 'sqlite_sequence') {
    noteSequences(rows, context)
    return null
  }
  if (table !== undefined) noteNumbers(table, columns, rows)
  const none: readonly never[] = []
  const source = { kind: 'values', rows, with: null, orderBy: none, limit: null, withTies: false, offset: null, locking: none, at } as const
  return { kind: 'insert', with: null, table: name, alias: null, columns, overriding: null, source, onConflict, returning: [], at }
}

function ignoreConflicts(at: number): OnConflict {
  return { target: null, action: { kind: 'nothing' }, at }
}

/** The type of each value of a row; null: the table is not of this dump. */
function columnTypes(
  table: DumpTable | undefined,
  columns: readonly { readonly name: string }[] | null,
): readonly (TypeName | null)[] | null {
  if (table === undefined) return null
  return columns === null ? [...table.columns.values()] : columns.map(column => table.columns.get(column.name) ?? null)
}

function readRow(cursor: TokenCursor, types: readonly (TypeName | null)[] | null, context: DumpContext): Expression[] {
  const at = cursor.at
  cursor.expect('(')
  const row: Expression[] = []
  if (!cursor.is(')')) {
    do {
      const value = isWord(cursor, 'cast') ? readForeignCast(cursor, context) : mapExpression(cursor.rules.expression(cursor), context)
      row.push(valueForColumn(value, types?.[row.length] ?? null, context.dialect))
    } while (cursor.accept(','))
  }
  cursor.expect(')')
  if (types !== null && row.length > types.length) throw grammarError('INSERT has more expressions than target columns', at)
  return row
}

/** Remembers the greatest numbers of the whole-number columns: one of them may number itself. */
function noteNumbers(
  table: DumpTable,
  columns: readonly { readonly name: string }[] | null,
  rows: readonly (readonly Expression[])[],
): void {
  const names = columns === null ? [...table.columns.keys()] : columns.map(column => column.name)
  names.forEach((name, position) => {
    if (!/^int[248]$/.test(table.columns.get(name)?.name[0] ?? '')) return
    let greatest = table.greatest.get(name) ?? 0n
    for (const row of rows) {
      const value = row[position]
      if (value?.kind === 'number' && /^\d+$/.test(value.text) && BigInt(value.text) > greatest) greatest = BigInt(value.text)
    }
    table.greatest.set(name, greatest)
  })
}

/** INSERT INTO sqlite_sequence VALUES ('t', 5): the greatest number that table t ever gave out. */
function noteSequences(rows: readonly (readonly Expression[])[], context: DumpContext): void {
  for (const [name, value] of rows) {
    if (name?.kind !== 'string' || value?.kind !== 'number') continue
    const table = context.tables.get(name.value) ?? context.tables.get(name.value.toLowerCase())
    if (table !== undefined) table.nextNumber = BigInt(value.text) + 1n
  }
}
