// ALTER TABLE: its actions, renames and SET SCHEMA.

import { isTableConstraint, parseColumn, parseTableConstraint } from './parse-constraint.ts'
import { parseSequenceOptions } from './parse-sequence.ts'
import { parseCascade, parseIfExists, parseIfNotExists, skipElement, skipParentheses } from './parse-skip.ts'
import type { AlterTable, AlterTableAction } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is behind ALTER TABLE. */
export function parseAlterTable(cursor: TokenCursor, at: number): AlterTable {
  const ifExists = parseIfExists(cursor)
  const only = cursor.acceptWord('only')
  const inParentheses = only && cursor.accept('(')
  const name = cursor.qualifiedName()
  if (inParentheses) cursor.expect(')')
  if (!only) cursor.acceptOperator('*')
  return { kind: 'alter table', name, ifExists, only, actions: cursor.list(parseAction), at }
}

function parseAction(cursor: TokenCursor): AlterTableAction {
  const at = cursor.at
  const word = cursor.label()
  switch (word) {
    case 'add':
      return parseAdd(cursor, at)
    case 'alter':
      return parseAlterColumn(cursor, at)
    case 'drop':
      return parseDrop(cursor, at)
    case 'rename':
      return parseRename(cursor, at)
    case 'validate':
      cursor.expectWord('constraint')
      return { kind: 'validate constraint', name: cursor.columnName(), at }
    case 'set':
      return parseSet(cursor, at)
    case 'owner':
      cursor.expectWord('to')
      return ignorable(cursor, 'OWNER TO', at)
    case 'cluster':
    case 'replica':
    case 'reset':
      return ignorable(cursor, word.toUpperCase(), at)
    case 'enable':
    case 'disable':
    case 'force':
    case 'no':
    case 'inherit':
    case 'of':
    case 'not':
    case 'attach':
    case 'detach':
    case 'options':
      return unsupported(cursor, word, at)
    default:
      cursor.rewind(cursor.mark() - 1)
      throw cursor.unexpected()
  }
}

function ignorable(cursor: TokenCursor, what: string, at: number): AlterTableAction {
  if (cursor.isAtEnd || cursor.is(',')) throw cursor.unexpected()
  skipElement(cursor)
  return { kind: 'ignorable', what, at }
}

function unsupported(cursor: TokenCursor, word: string, at: number): AlterTableAction {
  if (cursor.isAtEnd || cursor.is(',')) throw cursor.unexpected()
  const next = cursor.isLabel ? ` ${cursor.text}` : ''
  skipElement(cursor)
  return { kind: 'unsupported', what: `ALTER TABLE … ${`${word}${next}`.toUpperCase()}`, at }
}

function parseAdd(cursor: TokenCursor, at: number): AlterTableAction {
  if (isTableConstraint(cursor)) return { kind: 'add constraint', constraint: parseTableConstraint(cursor), at }
  cursor.acceptWord('column')
  const ifNotExists = parseIfNotExists(cursor)
  return { kind: 'add column', column: parseColumn(cursor), ifNotExists, at }
}

function parseDrop(cursor: TokenCursor, at: number): AlterTableAction {
  const isConstraint = cursor.acceptWord('constraint')
  if (!isConstraint) cursor.acceptWord('column')
  const ifExists = parseIfExists(cursor)
  const name = cursor.columnName()
  return { kind: isConstraint ? 'drop constraint' : 'drop column', name, ifExists, cascade: parseCascade(cursor), at }
}

function parseRename(cursor: TokenCursor, at: number): AlterTableAction {
  if (cursor.acceptWord('to')) return { kind: 'rename table', to: cursor.columnName(), at }
  if (cursor.acceptWord('constraint')) {
    const name = cursor.columnName()
    cursor.expectWord('to')
    return { kind: 'rename constraint', name, to: cursor.columnName(), at }
  }
  cursor.acceptWord('column')
  const name = cursor.columnName()
  cursor.expectWord('to')
  return { kind: 'rename column', name, to: cursor.columnName(), at }
}

/** SET SCHEMA moves the table; SET (…), SET LOGGED, SET TABLESPACE … change storage only. */
function parseSet(cursor: TokenCursor, at: number): AlterTableAction {
  if (cursor.acceptWord('schema')) return { kind: 'set schema', schema: cursor.columnName(), at }
  if (cursor.is('(')) {
    skipParentheses(cursor)
    return { kind: 'ignorable', what: 'SET (…)', at }
  }
  const what = `SET ${cursor.text.toUpperCase()}`
  if (!['logged', 'unlogged', 'tablespace', 'without', 'access'].includes(cursor.text)) throw cursor.unexpected()
  return ignorable(cursor, what, at)
}

function parseAlterColumn(cursor: TokenCursor, at: number): AlterTableAction {
  if (cursor.isWord('constraint')) return unsupported(cursor, 'alter', at)
  cursor.acceptWord('column')
  const column = cursor.columnName()
  if (cursor.acceptWord('add')) return parseAddIdentity(cursor, column, at)
  if (cursor.acceptWord('drop')) return parseDropProperty(cursor, column, at)
  if (cursor.isWord('type') || (cursor.isWord('set') && cursor.wordAhead(1) === 'data')) return parseSetType(cursor, column, at)
  if (cursor.isWord('set')) return parseSetProperty(cursor, column, at)
  if (cursor.isWord('reset')) return ignorable(cursor, 'RESET (…)', at)
  if (cursor.isWord('restart')) return unsupported(cursor, 'ALTER COLUMN', at)
  throw cursor.unexpected()
}

function parseAddIdentity(cursor: TokenCursor, column: string, at: number): AlterTableAction {
  cursor.expectWord('generated')
  const always = cursor.acceptWord('always')
  if (!always) cursor.expectWords('by', 'default')
  cursor.expectWords('as', 'identity')
  if (!cursor.accept('(')) return { kind: 'add identity', column, always, options: [], at }
  const options = parseSequenceOptions(cursor)
  cursor.expect(')')
  return { kind: 'add identity', column, always, options, at }
}

function parseDropProperty(cursor: TokenCursor, column: string, at: number): AlterTableAction {
  if (cursor.acceptWord('default')) return { kind: 'drop default', column, ifExists: false, at }
  if (cursor.isWord('identity') || cursor.isWord('expression')) {
    const kind = cursor.take() === 'identity' ? 'drop identity' : 'drop expression'
    return { kind, column, ifExists: parseIfExists(cursor), at }
  }
  cursor.expectWords('not', 'null')
  return { kind: 'drop not null', column, ifExists: false, at }
}

function parseSetType(cursor: TokenCursor, column: string, at: number): AlterTableAction {
  if (cursor.acceptWord('set')) cursor.expectWord('data')
  cursor.expectWord('type')
  const type = cursor.rules.typeName(cursor)
  const collationAt = cursor.at
  if (cursor.acceptWord('collate')) {
    cursor.qualifiedName()
    if (cursor.acceptWord('using')) cursor.rules.expression(cursor)
    return { kind: 'unsupported', what: 'ALTER COLUMN TYPE … COLLATE', at: collationAt }
  }
  const using = cursor.acceptWord('using') ? cursor.rules.expression(cursor) : null
  return { kind: 'set type', column, type, using, at }
}

function parseSetProperty(cursor: TokenCursor, column: string, at: number): AlterTableAction {
  cursor.advance()
  if (cursor.acceptWord('default')) return { kind: 'set default', column, expression: cursor.rules.expression(cursor), at }
  if (cursor.isWords('not', 'null')) {
    cursor.expectWords('not', 'null')
    return { kind: 'set not null', column, ifExists: false, at }
  }
  if (cursor.is('(')) {
    skipParentheses(cursor)
    return { kind: 'ignorable', what: 'SET (…)', at }
  }
  if (cursor.isWord('statistics') || cursor.isWord('storage') || cursor.isWord('compression')) {
    const what = `SET ${cursor.take().toUpperCase()}`
    return ignorable(cursor, what, at)
  }
  return unsupported(cursor, 'ALTER COLUMN … SET', at)
}
