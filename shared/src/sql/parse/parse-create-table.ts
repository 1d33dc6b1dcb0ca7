// CREATE TABLE, CREATE TABLE AS and CREATE MATERIALIZED VIEW.

import { isTableConstraint, parseColumn, parseTableConstraint } from './parse-constraint.ts'
import { parseIfNotExists, skipRest, skipStorageOptions } from './parse-skip.ts'
import type { Query } from '../ast.ts'
import type { ColumnSpec, CreateTable, CreateTableAs, TableConstraint, Unsupported } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

type TableLike = CreateTable['like'][number]

/** The cursor is behind CREATE [TEMPORARY | UNLOGGED] TABLE. */
export function parseCreateTable(cursor: TokenCursor, at: number, temporary: boolean): CreateTable | CreateTableAs | Unsupported {
  const ifNotExists = parseIfNotExists(cursor)
  const name = cursor.qualifiedName()
  const head = { name, temporary, ifNotExists, at }
  if (cursor.isWord('partition') || cursor.isWord('of')) {
    const unsupported = cursor.isWord('of') ? 'CREATE TABLE OF type' : 'PARTITION OF'
    skipRest(cursor)
    return { kind: 'create table', ...head, columns: [], constraints: [], like: [], unsupported, onCommit: null }
  }
  if (!cursor.is('(') || isNameList(cursor)) return parseTableAs(cursor, head)
  const columns: ColumnSpec[] = []
  const constraints: TableConstraint[] = []
  const like: TableLike[] = []
  cursor.expect('(')
  if (!cursor.is(')')) {
    do {
      if (cursor.acceptWord('like')) like.push(parseLike(cursor))
      else if (isTableConstraint(cursor)) constraints.push(parseTableConstraint(cursor))
      else columns.push(parseColumn(cursor))
    } while (cursor.accept(','))
  }
  cursor.expect(')')
  const unsupported = parseInheritance(cursor)
  skipStorageOptions(cursor)
  const onCommit = parseOnCommit(cursor)
  skipStorageOptions(cursor)
  return { kind: 'create table', ...head, columns, constraints, like, unsupported, onCommit }
}

/** `(a, b)` before AS: names without types. */
function isNameList(cursor: TokenCursor): boolean {
  return cursor.isPunctuationAhead(2, ',') || (cursor.isPunctuationAhead(2, ')') && !cursor.isPunctuationAhead(1, ')'))
}

function parseLike(cursor: TokenCursor): TableLike {
  const table = cursor.qualifiedName()
  const options: string[] = []
  while (cursor.isWord('including') || cursor.isWord('excluding')) {
    const side = cursor.take()
    options.push(`${side} ${cursor.label()}`)
  }
  return { table, options }
}

/** INHERITS (…) and PARTITION BY …, named; INHERITS () is nothing. */
function parseInheritance(cursor: TokenCursor): string | null {
  let unsupported: string | null = null
  if (cursor.acceptWord('inherits')) {
    cursor.parenthesised(inner => inner.qualifiedName())
    unsupported = 'INHERITS'
  }
  if (cursor.isWords('partition', 'by')) {
    cursor.expectWords('partition', 'by')
    cursor.label()
    cursor.parenthesised(parsePartitionElement)
    unsupported = 'PARTITION BY'
  }
  return unsupported
}

function parsePartitionElement(cursor: TokenCursor): void {
  cursor.rules.indexExpression(cursor)
  if (cursor.isColumnName) cursor.qualifiedName()
}

function parseOnCommit(cursor: TokenCursor): CreateTable['onCommit'] {
  if (!cursor.isWords('on', 'commit')) return null
  cursor.expectWords('on', 'commit')
  if (cursor.acceptWord('drop')) return 'drop'
  const action = cursor.isWord('delete') ? 'delete' : 'preserve'
  cursor.expectWords(action, 'rows')
  return action === 'delete' ? 'delete rows' : 'preserve rows'
}

type AsHead = Pick<CreateTableAs, 'name' | 'temporary' | 'ifNotExists' | 'at'>

function parseTableAs(cursor: TokenCursor, head: AsHead): CreateTableAs | Unsupported {
  const columns = cursor.optionalNames()
  skipStorageOptions(cursor)
  const onCommit = parseOnCommit(cursor)
  skipStorageOptions(cursor)
  cursor.expectWord('as')
  if (cursor.isWord('execute')) {
    skipRest(cursor)
    return { kind: 'unsupported', what: 'CREATE TABLE AS EXECUTE', at: head.at }
  }
  const query = cursor.rules.query(cursor)
  const withData = parseWithData(cursor)
  if (onCommit !== null && onCommit !== 'preserve rows')
    return { kind: 'unsupported', what: `CREATE TABLE AS … ON COMMIT ${onCommit.toUpperCase()}`, at: head.at }
  return { kind: 'create table as', ...head, columns, query, withData, materializedView: false }
}

/** WITH [NO] DATA. */
function parseWithData(cursor: TokenCursor): boolean {
  if (!cursor.acceptWord('with')) return true
  const withData = !cursor.acceptWord('no')
  cursor.expectWord('data')
  return withData
}

/** The cursor is behind CREATE [UNLOGGED] MATERIALIZED VIEW. */
export function parseMaterializedView(cursor: TokenCursor, at: number): CreateTableAs {
  const ifNotExists = parseIfNotExists(cursor)
  const name = cursor.qualifiedName()
  const columns = cursor.optionalNames()
  skipStorageOptions(cursor)
  cursor.expectWord('as')
  const query: Query = cursor.rules.query(cursor)
  return {
    kind: 'create table as',
    name,
    temporary: false,
    ifNotExists,
    columns,
    query,
    withData: parseWithData(cursor),
    materializedView: true,
    at,
  }
}
