// CREATE TABLE and ALTER TABLE of a dump: a table of ours, and its plain keys as indexes after it.

import { notSupported } from '../../base/errors.ts'
import { grammarError } from '../parse/syntax-error.ts'
import { acceptWord, acceptWords, expectWord, isWord, readName, readTableName } from './dump-cursor.ts'
import { lastPart } from './dump-context.ts'
import { mapExpression } from './map-expression.ts'
import { readColumn } from './read-column.ts'
import { isKey, readKey } from './read-key.ts'
import { valueForColumn } from './column-value.ts'
import type { Statement } from '../ast.ts'
import type { AlterTableAction, ColumnSpec, CreateIndex, TableConstraint } from '../ast-ddl.ts'
import type { DumpContext, DumpTable } from './dump-context.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'

/** The cursor is behind CREATE [TEMPORARY] TABLE. */
export function readCreateTable(cursor: TokenCursor, at: number, temporary: boolean, context: DumpContext): Statement[] {
  const ifNotExists = acceptWords(cursor, 'if', 'not', 'exists')
  const name = readTableName(cursor)
  if (isWord(cursor, 'as') || isWord(cursor, 'select') || isWord(cursor, 'like'))
    throw notSupported('CREATE TABLE without columns in a dump', at)
  const table = context.addTable(name)
  const columns: ColumnSpec[] = []
  const constraints: TableConstraint[] = []
  const indexes: CreateIndex[] = []
  cursor.expect('(')
  do {
    if (!isKey(cursor)) {
      columns.push(readColumn(cursor, table, context))
      continue
    }
    const key = readKey(cursor, name, context)
    if (key.kind === 'constraint') constraints.push(key.constraint)
    else if (key.kind === 'index') indexes.push(key.index)
  } while (cursor.accept(','))
  cursor.expect(')')
  readTableOptions(cursor, table)
  if (columns.length === 0) throw grammarError('a table of a dump has no columns', at)
  const create: Statement = {
    kind: 'create table',
    name,
    temporary,
    ifNotExists,
    columns,
    constraints,
    like: [],
    unsupported: null,
    onCommit: null,
    at,
  }
  return [create, ...indexes]
}

/** ENGINE=…, ON [PRIMARY], WITHOUT ROWID, STRICT: storage, all of it but AUTO_INCREMENT=n. */
function readTableOptions(cursor: TokenCursor, table: DumpTable): void {
  while (!cursor.isAtEnd) {
    if (!readNextNumber(cursor, table)) cursor.advance()
  }
}

/** AUTO_INCREMENT [=] n: the number of the next row. */
function readNextNumber(cursor: TokenCursor, table: DumpTable): boolean {
  if (!acceptWord(cursor, 'auto_increment')) return false
  cursor.acceptOperator('=')
  if (!cursor.isNumber) throw cursor.unexpected()
  table.nextNumber = BigInt(cursor.take())
  return true
}

/** The cursor is behind ALTER TABLE. Empty: nothing of it has an effect here. */
export function readAlterTable(cursor: TokenCursor, at: number, context: DumpContext): Statement[] {
  acceptWord(cursor, 'only')
  const name = readTableName(cursor)
  const table = context.table(name) ?? context.addTable(name)
  const indexes: CreateIndex[] = []
  const actions: AlterTableAction[] = []
  do {
    for (const result of readAction(cursor, table, context)) {
      if (result.kind === 'create index') indexes.push(result)
      else actions.push(result)
    }
  } while (cursor.accept(','))
  if (!cursor.isAtEnd) throw cursor.unexpected()
  const alter: Statement = { kind: 'alter table', name, ifExists: false, only: false, actions, at }
  return actions.length === 0 ? indexes : [alter, ...indexes]
}

type Change = AlterTableAction | CreateIndex

function readAction(cursor: TokenCursor, table: DumpTable, context: DumpContext): Change[] {
  const at = cursor.at
  // SQL Server: WITH CHECK ADD CONSTRAINT …, and CHECK CONSTRAINT …, which only says that it holds.
  if (acceptWords(cursor, 'with', 'check') || acceptWords(cursor, 'with', 'nocheck')) return readAction(cursor, table, context)
  if (acceptWords(cursor, 'check', 'constraint') || acceptWords(cursor, 'nocheck', 'constraint')) return skipped(cursor)
  if (readNextNumber(cursor, table)) return []
  if (isWord(cursor, 'disable') || isWord(cursor, 'enable') || isWord(cursor, 'engine') || isWord(cursor, 'set')) return skipped(cursor)
  if (acceptWord(cursor, 'add')) return readAdd(cursor, table, context)
  if (acceptWord(cursor, 'modify') || acceptWord(cursor, 'change')) return readModify(cursor, table, context, at)
  if (acceptWord(cursor, 'rename')) return [readRename(cursor, at)]
  if (acceptWord(cursor, 'drop')) {
    const isConstraint = acceptWord(cursor, 'constraint')
    if (!isConstraint) acceptWord(cursor, 'column')
    return [{ kind: isConstraint ? 'drop constraint' : 'drop column', name: readName(cursor), ifExists: false, cascade: false, at }]
  }
  throw cursor.unexpected()
}

function skipped(cursor: TokenCursor): Change[] {
  while (!cursor.isAtEnd && !cursor.is(',')) cursor.advance()
  return []
}

function readAdd(cursor: TokenCursor, table: DumpTable, context: DumpContext): Change[] {
  const at = cursor.at
  if (isDefaultConstraint(cursor)) return [readDefaultConstraint(cursor, table, context)]
  if (isKey(cursor)) {
    const key = readKey(cursor, table.name, context)
    if (key.kind === 'nothing') return []
    return key.kind === 'index' ? [key.index] : [{ kind: 'add constraint', constraint: key.constraint, at }]
  }
  acceptWord(cursor, 'column')
  const isList = cursor.accept('(')
  const columns = cursor.list(inner => readColumn(inner, table, context))
  if (isList) cursor.expect(')')
  skipPosition(cursor)
  return columns.map(column => ({ kind: 'add column', column, ifNotExists: false, at }))
}

/** AFTER `a` or FIRST: the order of columns is that of the statement here. */
function skipPosition(cursor: TokenCursor): void {
  if (acceptWord(cursor, 'after')) readName(cursor)
  else acceptWord(cursor, 'first')
}

/** ADD [CONSTRAINT name] DEFAULT (x) FOR column. */
function isDefaultConstraint(cursor: TokenCursor): boolean {
  if (isWord(cursor, 'default')) return true
  const mark = cursor.mark()
  const isDefault = acceptWord(cursor, 'constraint') && cursor.isLabel && readName(cursor) !== '' && isWord(cursor, 'default')
  if (!isDefault) cursor.rewind(mark)
  return isDefault
}

function readDefaultConstraint(cursor: TokenCursor, table: DumpTable, context: DumpContext): AlterTableAction {
  const at = cursor.at
  expectWord(cursor, 'default')
  const parsed = mapExpression(cursor.rules.restrictedExpression(cursor), context)
  expectWord(cursor, 'for')
  const column = readName(cursor)
  const expression = valueForColumn(parsed, table.columns.get(column) ?? null, context.dialect)
  return { kind: 'set default', column, expression, at }
}

function readRename(cursor: TokenCursor, at: number): AlterTableAction {
  if (acceptWord(cursor, 'to')) return { kind: 'rename table', to: lastPart(readTableName(cursor)), at }
  acceptWord(cursor, 'column')
  const name = readName(cursor)
  expectWord(cursor, 'to')
  return { kind: 'rename column', name, to: readName(cursor), at }
}

/** phpMyAdmin adds AUTO_INCREMENT after the keys: MODIFY `id` int NOT NULL AUTO_INCREMENT. Other changes of a column are refused. */
function readModify(cursor: TokenCursor, table: DumpTable, context: DumpContext, at: number): Change[] {
  acceptWord(cursor, 'column')
  const before = new Map(table.columns)
  const column = readColumn(cursor, table, context)
  skipPosition(cursor)
  const known = before.get(column.name)
  const isSame = known !== undefined && known.name[0] === column.type.name[0] && String(known.modifiers) === String(column.type.modifiers)
  const identity = column.constraints.find(constraint => constraint.kind === 'identity')
  const changes: Change[] = []
  if (!isSame) changes.push({ kind: 'set type', column: column.name, type: column.type, using: null, at })
  if (column.constraints.some(constraint => constraint.kind === 'not null'))
    changes.push({ kind: 'set not null', column: column.name, ifExists: false, at })
  if (identity?.kind === 'identity')
    changes.push({ kind: 'add identity', column: column.name, always: false, options: identity.options, at })
  return changes
}
