// One statement of a dump: chooses how it is read by its first words. What only keeps the other system going (SET, LOCK TABLES, PRAGMA,
// USE, GO) is skipped by name; what would be lost without a word is refused.

import { notSupported, SqlError } from '../../base/errors.ts'
import { grammarError } from '../parse/syntax-error.ts'
import { printQuery } from '../print/print-sql.ts'
import { valueForColumn } from './column-value.ts'
import { acceptWord, acceptWords, expectWord, isWord, readKeyParts, readName, readTableName, skipKeyOptions } from './dump-cursor.ts'
import { mapExpression } from './map-expression.ts'
import { indexOf } from './read-key.ts'
import { readInsert } from './read-insert.ts'
import { readAlterTable, readCreateTable } from './read-table.ts'
import { readForeignQuery } from './foreign-query.ts'
import type { Query, Statement } from '../ast.ts'
import type { CreateIndex } from '../ast-ddl.ts'
import type { DumpContext } from './dump-context.ts'
import type { ForeignQueries } from './foreign-query.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'

/** What a statement of a dump became. */
export type ReadStatement =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  /** It has no effect here. */
  | { readonly kind: 'skipped'; readonly what: string }

/** Words that begin statements without effect on what the dump contains. */
const harmlessWords: ReadonlySet<string> = new Set(
  (
    'set lock unlock pragma use print go exec execute begin start commit end rollback analyze vacuum reindex flush optimize check repair grant revoke ' +
    'raiserror attach detach savepoint release else return show'
  ).split(' '),
)
/** Objects that dumps define and ZenDB does not have. */
const lostObjects: ReadonlySet<string> = new Set(
  'trigger procedure proc function event type synonym rule default assembly partition sequence package'.split(' '),
)
/** Objects about which a dump may speak without effect here. */
const harmlessObjects: ReadonlySet<string> = new Set('database schema user login role tablespace server logfile'.split(' '))

/** Reads the statement at the cursor. */
export function readForeignStatement(cursor: TokenCursor, context: DumpContext, queries: ForeignQueries): ReadStatement {
  const at = cursor.at
  const word = cursor.isLabel ? cursor.text.toLowerCase() : ''
  if (word === 'insert' || word === 'replace') {
    cursor.advance()
    const insert = readInsert(cursor, at, context)
    return insert === null ? skipped('sqlite_sequence') : one(insert)
  }
  if (word === 'create') return readCreate(cursor, context, queries, at)
  if (word === 'alter') return readAlter(cursor, context, at)
  if (word === 'drop') return readDrop(cursor, at)
  if (word === 'if') return readIf(cursor, context, queries)
  if (word === 'select' || word === 'update' || word === 'delete' || word === 'with') return readChange(cursor, context, queries, at)
  if (isUnsafeProcedure(cursor, word)) throw notSupported(`EXEC ${cursor.sql.slice(cursor.at, cursor.at + 40).split('\n')[0]}`, at)
  if (harmlessWords.has(word)) return skipped(word.toUpperCase())
  throw cursor.unexpected()
}

function one(statement: Statement): ReadStatement {
  return { kind: 'statements', statements: [statement] }
}

function skipped(what: string): ReadStatement {
  return { kind: 'skipped', what }
}

/** Procedures of the system describe or tune; one of the user may change rows. */
function isUnsafeProcedure(cursor: TokenCursor, word: string): boolean {
  if (word !== 'exec' && word !== 'execute') return false
  cursor.advance()
  if (cursor.is('(')) return true
  const parts = [readName(cursor)]
  while (cursor.accept('.')) parts.push(readName(cursor))
  return !/^(sys\.)?sp_(addextendedproperty|updateextendedproperty|dboption|fulltext_\w+|tableoption|configure|addrolemember)$/.test(
    parts.join('.').toLowerCase(),
  )
}

function readCreate(cursor: TokenCursor, context: DumpContext, queries: ForeignQueries, at: number): ReadStatement {
  cursor.advance()
  const orReplace = acceptWords(cursor, 'or', 'replace') || acceptWords(cursor, 'or', 'alter')
  const temporary = acceptWord(cursor, 'temporary') || acceptWord(cursor, 'temp')
  if (acceptWord(cursor, 'table')) return { kind: 'statements', statements: readCreateTable(cursor, at, temporary, context) }
  const unique = acceptWord(cursor, 'unique')
  if (isWord(cursor, 'fulltext') || isWord(cursor, 'spatial') || isWord(cursor, 'xml'))
    return skipped(`CREATE ${cursor.text.toUpperCase()} INDEX`)
  if (!acceptWord(cursor, 'clustered')) acceptWord(cursor, 'nonclustered')
  if (acceptWord(cursor, 'index')) return one(readIndex(cursor, unique, context, at))
  skipViewHead(cursor)
  if (acceptWord(cursor, 'view')) return one(readView(cursor, queries, orReplace, at))
  const object = cursor.isLabel ? cursor.text.toLowerCase() : ''
  if (harmlessObjects.has(object)) return skipped(`CREATE ${object.toUpperCase()}`)
  if (lostObjects.has(object)) throw notSupported(`CREATE ${object.toUpperCase()} in a dump`, at)
  throw cursor.unexpected()
}

/** ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER before VIEW, TRIGGER, PROCEDURE … */
function skipViewHead(cursor: TokenCursor): void {
  if (!isWord(cursor, 'algorithm') && !isWord(cursor, 'definer') && !isWord(cursor, 'sql')) return
  while (!cursor.isAtEnd && !isWord(cursor, 'view') && !lostObjects.has(cursor.text.toLowerCase())) cursor.advance()
}

function readView(cursor: TokenCursor, queries: ForeignQueries, orReplace: boolean, at: number): Statement {
  acceptWords(cursor, 'if', 'not', 'exists')
  const name = readTableName(cursor)
  const columns = cursor.is('(') ? cursor.parenthesised(readName) : []
  if (acceptWord(cursor, 'with')) readName(cursor)
  expectWord(cursor, 'as')
  const query = readForeignQuery(cursor, queries, at)
  if (query.kind === 'update' || query.kind === 'delete') throw cursor.unexpected()
  return {
    kind: 'create view',
    name,
    columns,
    query,
    queryText: printQuery(query),
    orReplace,
    temporary: false,
    recursive: false,
    checkOption: null,
    at,
  }
}

function readIndex(cursor: TokenCursor, unique: boolean, context: DumpContext, at: number): CreateIndex {
  const ifNotExists = acceptWords(cursor, 'if', 'not', 'exists')
  const written = readName(cursor)
  const indexName = cursor.accept('.') ? readName(cursor) : written
  if (acceptWord(cursor, 'using')) readName(cursor)
  expectWord(cursor, 'on')
  const table = readTableName(cursor)
  const head = { name: context.freeIndexName(indexName, table), unique, at }
  const index = readIndexColumns(cursor, table, head, context)
  const include = acceptWord(cursor, 'include') ? cursor.parenthesised(readName) : []
  const where = acceptWord(cursor, 'where') ? mapExpression(cursor.rules.expression(cursor), context) : null
  // WITH (…), ON [PRIMARY], USING BTREE, COMMENT.
  while (!cursor.isAtEnd) {
    skipKeyOptions(cursor)
    if (!cursor.isAtEnd) throw cursor.unexpected()
  }
  return { ...index, ifNotExists, include, where }
}

/** Columns with prefix lengths, or expressions, which SQLite and MySQL 8 index as well. */
function readIndexColumns(
  cursor: TokenCursor,
  table: readonly string[],
  head: Pick<CreateIndex, 'name' | 'unique' | 'at'>,
  context: DumpContext,
): CreateIndex {
  const mark = cursor.mark()
  try {
    return indexOf(readKeyParts(cursor), table, head)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    cursor.rewind(mark)
  }
  const columns = cursor.parenthesised(inner => {
    const expression = mapExpression(inner.rules.expression(inner), context)
    const descending = acceptWord(inner, 'desc')
    if (!descending) acceptWord(inner, 'asc')
    return { expression, descending, nulls: null, using: null, at: expression.at }
  })
  return { ...indexOf([], table, head), columns }
}

function readAlter(cursor: TokenCursor, context: DumpContext, at: number): ReadStatement {
  cursor.advance()
  if (acceptWord(cursor, 'table')) {
    const statements = readAlterTable(cursor, at, context)
    return statements.length === 0 ? skipped('ALTER TABLE') : { kind: 'statements', statements }
  }
  const object = cursor.isLabel ? cursor.text.toLowerCase() : ''
  if (harmlessObjects.has(object) || object === 'authorization') return skipped(`ALTER ${object.toUpperCase()}`)
  throw notSupported(`ALTER ${object.toUpperCase()} in a dump`, at)
}

function readDrop(cursor: TokenCursor, at: number): ReadStatement {
  cursor.advance()
  acceptWord(cursor, 'temporary')
  const object = cursor.isLabel ? cursor.take().toLowerCase() : ''
  if (harmlessObjects.has(object) || lostObjects.has(object)) return skipped(`DROP ${object.toUpperCase()}`)
  if (object !== 'table' && object !== 'view' && object !== 'index') throw cursor.unexpected()
  const ifExists = acceptWords(cursor, 'if', 'exists')
  const names = cursor.list(readTableName)
  // MySQL: DROP INDEX i ON t; everyone: CASCADE | RESTRICT, which MySQL ignores.
  if (acceptWord(cursor, 'on')) readTableName(cursor)
  if (!acceptWord(cursor, 'cascade')) acceptWord(cursor, 'restrict')
  if (!cursor.isAtEnd) throw cursor.unexpected()
  return one({ kind: 'drop', object, names, ifExists, cascade: object === 'table', at })
}

/** IF EXISTS (…) DROP TABLE t, on one line: the object is dropped if it is there. A bare condition guards what follows: it holds. */
function readIf(cursor: TokenCursor, context: DumpContext, queries: ForeignQueries): ReadStatement {
  while (!cursor.isAtEnd && !isWord(cursor, 'drop') && !isWord(cursor, 'create')) {
    if (cursor.is('(')) skipGroup(cursor)
    else cursor.advance()
  }
  if (cursor.isAtEnd) return skipped('IF')
  const read = readForeignStatement(cursor, context, queries)
  if (read.kind === 'skipped') return read
  return {
    kind: 'statements',
    statements: read.statements.map(statement => (statement.kind === 'drop' ? { ...statement, ifExists: true } : statement)),
  }
}

function skipGroup(cursor: TokenCursor): void {
  let depth = 0
  do {
    if (cursor.is('(')) depth++
    else if (cursor.is(')')) depth--
    cursor.advance()
  } while (depth > 0 && !cursor.isAtEnd)
  if (depth > 0) throw grammarError('parentheses of IF do not close', cursor.at)
}

/** SELECT does nothing in a dump; UPDATE and DELETE change rows. */
function readChange(cursor: TokenCursor, context: DumpContext, queries: ForeignQueries, at: number): ReadStatement {
  const isSelect = isWord(cursor, 'select')
  if (isSelect) return skipped('SELECT')
  const statement = withColumnValues(readForeignQuery(cursor, queries, at), context)
  const isSequence = statement.kind === 'delete' && statement.table[0].toLowerCase() === 'sqlite_sequence'
  return isSequence ? skipped('sqlite_sequence') : one(statement)
}

/** Values that UPDATE assigns are adapted to their columns, as those of INSERT are. */
function withColumnValues(statement: Query, context: DumpContext): Query {
  const table = statement.kind === 'update' ? context.table(statement.table) : undefined
  if (statement.kind !== 'update' || table === undefined) return statement
  const set = statement.set.map(assignment => {
    const type = assignment.columns.length === 1 ? (table.columns.get(assignment.columns[0]) ?? null) : null
    return { ...assignment, value: valueForColumn(assignment.value, type, context.dialect) }
  })
  return { ...statement, set }
}
