// CREATE INDEX, VIEW, SCHEMA, TYPE … AS ENUM, and the dispatch of CREATE. Objects that are not built become `unsupported`.

import { notSupported } from '../../base/errors.ts'
import { parseCreateTable, parseMaterializedView } from './parse-create-table.ts'
import { parseCreateSequence } from './parse-sequence.ts'
import { parseIfNotExists, skipParentheses, skipRest, skipStorageOptions } from './parse-skip.ts'
import { parseNullsOrder } from './parse-order.ts'
import type { OrderTerm, Statement } from '../ast.ts'
import type { CreateEnum, CreateIndex, CreateSchema, CreateView, DatabaseStatement, Unsupported } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is behind CREATE. */
export function parseCreate(cursor: TokenCursor, at: number): Statement {
  const mark = cursor.mark()
  const orReplace = cursor.isWords('or', 'replace')
  if (orReplace) cursor.expectWords('or', 'replace')
  const temporary = parsePersistence(cursor)
  if (!orReplace && cursor.acceptWord('table')) return parseCreateTable(cursor, at, temporary)
  if (!orReplace && cursor.acceptWord('sequence')) return parseCreateSequence(cursor, at, temporary)
  if (cursor.isWord('view') || cursor.isWords('recursive', 'view')) return parseView(cursor, { orReplace, temporary, at })
  if (orReplace || temporary) return unsupportedCreate(cursor, mark, at)
  if (cursor.isWord('index') || cursor.isWords('unique', 'index')) return parseIndex(cursor, at)
  if (cursor.acceptWords('materialized', 'view')) return parseMaterializedView(cursor, at)
  if (cursor.acceptWord('schema')) return parseSchema(cursor, at)
  if (cursor.acceptWord('database')) return parseDatabase(cursor, at)
  if (cursor.isWord('type')) return parseType(cursor, mark, at)
  return unsupportedCreate(cursor, mark, at)
}

/** [LOCAL | GLOBAL] TEMPORARY | TEMP, or UNLOGGED. */
function parsePersistence(cursor: TokenCursor): boolean {
  const next = cursor.wordAhead(1)
  if ((cursor.isWord('local') || cursor.isWord('global')) && (next === 'temp' || next === 'temporary')) cursor.advance()
  if (cursor.acceptWord('temporary') || cursor.acceptWord('temp')) return true
  cursor.acceptWord('unlogged')
  return false
}

/** Objects that CREATE knows and ZenDB does not build, by the words that name them. */
const creatable: ReadonlySet<string> = new Set(
  (
    'access aggregate cast collation constraint conversion default domain event extension foreign function group language operator policy ' +
    'procedural procedure publication role rule server statistics subscription tablespace text transform trigger trusted type user'
  ).split(' '),
)

function unsupportedCreate(cursor: TokenCursor, mark: number, at: number): Unsupported {
  cursor.rewind(mark)
  if (cursor.isWords('or', 'replace')) cursor.expectWords('or', 'replace')
  if (!cursor.isOneOf(creatable)) throw cursor.unexpected()
  const first = cursor.take()
  const isPair = ['access', 'event', 'foreign', 'text', 'user', 'operator', 'constraint', 'trusted', 'procedural'].includes(first)
  const second =
    isPair && ['method', 'trigger', 'data', 'table', 'search', 'mapping', 'class', 'family', 'language'].includes(cursor.text)
      ? ` ${cursor.text}`
      : ''
  if (cursor.isAtEnd) throw cursor.unexpected()
  skipRest(cursor)
  return { kind: 'unsupported', what: `CREATE ${`${first}${second}`.toUpperCase()}`, at }
}

function parseIndex(cursor: TokenCursor, at: number): CreateIndex {
  const unique = cursor.acceptWord('unique')
  cursor.expectWord('index')
  cursor.acceptWord('concurrently')
  const ifNotExists = parseIfNotExists(cursor)
  const name = cursor.isWord('on') && !ifNotExists ? null : cursor.columnName()
  cursor.expectWord('on')
  cursor.acceptWord('only')
  const table = cursor.qualifiedName()
  const method = cursor.acceptWord('using') ? cursor.columnName() : 'btree'
  const columns = cursor.parenthesised(parseIndexElement)
  const include = cursor.acceptWord('include') ? cursor.parenthesised(inner => inner.columnName()) : []
  let nullsNotDistinct = false
  if (cursor.acceptWord('nulls')) {
    nullsNotDistinct = cursor.acceptWord('not')
    cursor.expectWord('distinct')
  }
  skipStorageOptions(cursor)
  const where = cursor.acceptWord('where') ? cursor.rules.expression(cursor) : null
  return { kind: 'create index', name, table, unique, ifNotExists, method, columns, include, nullsNotDistinct, where, at }
}

function parseIndexElement(cursor: TokenCursor): OrderTerm {
  const at = cursor.at
  const expression = cursor.rules.indexExpression(cursor)
  // An operator class changes how the index is built, not what a query answers.
  if (cursor.isColumnName && !cursor.isWord('nulls')) {
    cursor.qualifiedName()
    if (cursor.is('(')) skipParentheses(cursor)
  }
  const descending = cursor.acceptWord('desc')
  if (!descending) cursor.acceptWord('asc')
  return { expression, descending, nulls: parseNullsOrder(cursor), using: null, at }
}

function parseView(cursor: TokenCursor, head: Pick<CreateView, 'orReplace' | 'temporary' | 'at'>): CreateView {
  const recursive = cursor.acceptWord('recursive')
  cursor.expectWord('view')
  const name = cursor.qualifiedName()
  if (recursive && !cursor.is('(')) throw cursor.unexpected()
  const columns = cursor.optionalNames()
  if (cursor.isWord('with') && cursor.isPunctuationAhead(1, '(')) parseViewOptions(cursor)
  cursor.expectWord('as')
  const start = cursor.at
  const query = cursor.rules.query(cursor)
  const queryText = cursor.sql.slice(start, cursor.endOfLast)
  let checkOption: CreateView['checkOption'] = null
  if (cursor.acceptWord('with')) {
    checkOption = cursor.acceptWord('local') ? 'local' : 'cascaded'
    if (checkOption === 'cascaded') cursor.acceptWord('cascaded')
    cursor.expectWords('check', 'option')
  }
  return { kind: 'create view', name, columns, query, queryText, recursive, checkOption, ...head }
}

/** security_barrier changes plans only; every other option changes what the view does. */
function parseViewOptions(cursor: TokenCursor): void {
  cursor.advance()
  const at = cursor.at
  cursor.parenthesised(inner => {
    const option = inner.label()
    if (inner.acceptOperator('=')) inner.advance()
    if (option !== 'security_barrier') throw notSupported(`view option ${option}`, at)
  })
}

function parseSchema(cursor: TokenCursor, at: number): CreateSchema | Unsupported {
  const ifNotExists = parseIfNotExists(cursor)
  const name = cursor.isWord('authorization') ? null : cursor.columnName()
  let owner = name
  if (cursor.acceptWord('authorization')) owner = cursor.label()
  if (!cursor.isAtEnd) {
    skipRest(cursor)
    return { kind: 'unsupported', what: 'CREATE SCHEMA with schema elements', at }
  }
  return { kind: 'create schema', name: name ?? owner ?? '', ifNotExists, at }
}

/** Encoding, template and owner have no meaning here. */
function parseDatabase(cursor: TokenCursor, at: number): DatabaseStatement {
  const name = cursor.columnName()
  skipRest(cursor)
  return { kind: 'database', action: 'create', name, ifExists: false, at }
}

function parseType(cursor: TokenCursor, mark: number, at: number): CreateEnum | Unsupported {
  cursor.advance()
  const name = cursor.qualifiedName()
  if (!cursor.isWords('as', 'enum')) return unsupportedCreate(cursor, mark, at)
  cursor.expectWords('as', 'enum')
  cursor.expect('(')
  const labels = cursor.is(')') ? [] : cursor.list(inner => inner.stringLiteral())
  cursor.expect(')')
  return { kind: 'create enum', name, labels, at }
}
