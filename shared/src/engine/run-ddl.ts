// DDL: runs in a transaction like any write, always on a fork, and is recorded as schema changes that replicas replay.

import { notSupported, SqlError } from '../base/errors.ts'
import type { SchemaChange } from '../schema/schema-change.ts'
import { qualifiedName, type TableDefinition } from '../schema/database-schema.ts'
import type { CreateTableAs, DdlStatement, Truncate } from '../sql/ast-ddl.ts'
import type { SelectQuery, Statement } from '../sql/ast.ts'
import { describeQuery } from '../sql/plan/describe-query.ts'
import { valueAt } from '../values/vector.ts'
import { printTypeName } from '../values/type-names.ts'
import { quoteIdentifier } from '../sql/print/quote.ts'
import { alterHead } from './alter-head.ts'
import { alterTable } from './ddl/alter-table.ts'
import { tableSql } from './ddl/add-constraint.ts'
import { createIndex } from './ddl/create-index.ts'
import { createTable } from './ddl/create-table.ts'
import type { DdlContext } from './ddl/ddl-context.ts'
import { newObjectName, relationExists, requireTable } from './ddl/ddl-context.ts'
import { dropObjects, referencesTo } from './ddl/drop-objects.ts'
import { alterEnum, alterSequence, createEnum, createSchema, createSequence, createView, renameObject } from './ddl/other-objects.ts'
import { commandResult, type ExecutionResult } from './execution-result.ts'
import { runPrepared, planFor } from './run-planned.ts'
import { startSequence } from './sequence-state.ts'
import type { Session } from './session.ts'
import { noteTemporaryTable, requireOwnDatabase } from './temporary-tables.ts'
import type { WriteTransaction } from './write-transaction.ts'

export async function runDdl(session: Session, statement: DdlStatement | SelectQuery | Statement, text: string): Promise<ExecutionResult> {
  if (session.transaction.isReadOnly) throw new SqlError('25006', `cannot execute ${tagOf(statement)} in a read-only transaction`)
  if (session.transaction.state !== 'none') return runInBlock(session, statement, text)
  // Outside of a block the statement is a block of its own, so that its inner statements see its changes.
  session.transaction.begin({ isolation: null, readOnly: null, deferrable: null })
  try {
    const result = await runInBlock(session, statement, text)
    const { durable, changeSet } = await session.transaction.commit(session.commitRequest(result.tag))
    return { ...result, durable, changeSet }
  } catch (error) {
    session.transaction.rollback()
    throw error
  }
}

async function runInBlock(session: Session, statement: DdlStatement | Statement, text: string): Promise<ExecutionResult> {
  const write = await session.transaction.beginWrite()
  const backup = write.head.fork()
  const [entries, schemaChanges] = [write.journal.entries.length, write.schemaChanges.length]
  try {
    return await dispatch(session, statement, ddlContext(session, write), text)
  } catch (error) {
    write.restore(backup, entries, schemaChanges)
    throw error
  }
}

function ddlContext(session: Session, write: WriteTransaction): DdlContext {
  const { database } = session
  const runSql = async (sql: string): Promise<ExecutionResult> => {
    const [cached] = database.statements.parse(sql)
    return runPrepared(session, planFor(session, { ...cached, plans: [] }, []), [])
  }
  return {
    get schema() {
      return write.head.schema
    },
    searchPath: session.settings.searchPath,
    rowCount: id => write.head.tables.get(id)?.tree.count ?? 0,
    change: async (change: SchemaChange) => {
      await alterHead(write.head, change, database.trees)
      write.schemaChanges.push(change)
    },
    run: async sql => void (await runSql(sql)),
    countRows: async sql => {
      const { rows } = await runSql(sql)
      const value = rows === null ? 0 : valueAt(rows.vectors[0], 0)
      return typeof value === 'number' ? value : 0
    },
    countAnswers: async sql => (await runSql(sql)).rows?.count ?? 0,
    notice: message => session.onNotice?.(message),
  }
}

async function dispatch(
  session: Session,
  statement: DdlStatement | Statement,
  context: DdlContext,
  text: string,
): Promise<ExecutionResult> {
  if ('temporary' in statement && statement.temporary) requireOwnDatabase(session, statement.at)
  switch (statement.kind) {
    case 'create table':
      noteTemporaryTable(session, await createTable(context, statement))
      return commandResult('CREATE TABLE')
    case 'create table as':
      return createTableAs(session, context, statement, text)
    case 'select':
      return createTableAs(session, context, selectInto(statement), text)
    case 'alter table':
      await alterTable(context, statement)
      return commandResult('ALTER TABLE')
    case 'create index':
      await createIndex(context, statement)
      return commandResult('CREATE INDEX')
    case 'drop':
      await dropObjects(context, statement)
      return commandResult(`DROP ${statement.object.toUpperCase()}`)
    case 'create view':
      await createView(context, statement)
      return commandResult('CREATE VIEW')
    case 'create sequence':
      await createSequence(context, statement)
      return commandResult('CREATE SEQUENCE')
    case 'alter sequence':
      await alterSequence(context, statement)
      restartSequence(session, context, statement)
      return commandResult('ALTER SEQUENCE')
    case 'create schema':
      await createSchema(context, statement)
      return commandResult('CREATE SCHEMA')
    case 'create enum':
      await createEnum(context, statement)
      return commandResult('CREATE TYPE')
    case 'alter enum':
      await alterEnum(context, statement)
      return commandResult('ALTER TYPE')
    case 'rename':
      await renameObject(context, statement)
      return commandResult(`ALTER ${statement.object.toUpperCase()}`)
    case 'truncate':
      await truncate(context, statement)
      return commandResult('TRUNCATE TABLE')
    default:
      throw notSupported(statement.kind.toUpperCase())
  }
}

function tagOf(statement: { readonly kind: string }): string {
  return statement.kind.toUpperCase()
}

function selectInto(statement: SelectQuery): CreateTableAs {
  if (statement.into === null) throw notSupported('SELECT as DDL')
  return {
    kind: 'create table as', at: statement.at, name: statement.into, temporary: false, ifNotExists: false, columns: [],
    query: { ...statement, into: null }, withData: true, materializedView: false,
  } // prettier-ignore
}

/** The query's column types make the table; its rows are inserted by an ordinary INSERT of the same query. */
async function createTableAs(session: Session, context: DdlContext, statement: CreateTableAs, text: string): Promise<ExecutionResult> {
  if (statement.materializedView) throw notSupported('CREATE MATERIALIZED VIEW', statement.at)
  const at = newObjectName(context, statement.name)
  if (relationExists(context.schema, at)) {
    if (!statement.ifNotExists) throw new SqlError('42P07', `relation "${at.name}" already exists`)
    context.notice(`relation "${at.name}" already exists, skipping`)
    return commandResult('CREATE TABLE AS')
  }
  const output = describeQuery(statement.query, context.schema, context.searchPath)
  if (statement.columns.length > output.length) throw new SqlError('42601', 'too many column names were specified')
  const columns = output.map((column, i) => {
    const type = column.type.name === 'unknown' ? 'text' : printTypeName(column.type)
    return `${quoteIdentifier(statement.columns[i] ?? column.name)} ${type}`
  })
  const [create] = session.database.statements.parse(
    `CREATE TABLE ${quoteIdentifier(at.schema)}.${quoteIdentifier(at.name)} (${columns.join(', ')})`,
  )
  if (create.parsed.statement.kind === 'create table')
    noteTemporaryTable(session, await createTable(context, { ...create.parsed.statement, temporary: statement.temporary }))
  if (!statement.withData) return commandResult('CREATE TABLE AS')
  const insert = {
    kind: 'insert',
    at: statement.at,
    with: null,
    table: [at.schema, at.name],
    alias: null,
    columns: null,
    overriding: null,
    source: statement.query,
    onConflict: null,
    returning: [],
  } as const
  const parsed = { ...create.parsed, statement: insert }
  const result = await runPrepared(session, planFor(session, { parsed, text, plans: [] }, []), [])
  return { ...result, rows: null, tag: `SELECT ${result.count}` }
}

function restartSequence(session: Session, context: DdlContext, statement: Extract<DdlStatement, { kind: 'alter sequence' }>): void {
  const restart = statement.options.find(option => option.kind === 'restart')
  if (restart?.kind !== 'restart') return
  for (const schema of statement.name.length > 1 ? [statement.name[0]] : context.searchPath) {
    const full = qualifiedName(schema, statement.name[statement.name.length - 1])
    const definition = context.schema.sequences.get(full)
    if (definition === undefined) continue
    const state = startSequence(definition)
    session.transaction.readHead().sequences.set(full, restart.value === null ? state : { value: restart.value, isCalled: false })
    session.database.sequenceMoved(definition.schema, definition.name)
    return
  }
}

/** TRUNCATE is a delete of every row, so that replicas merge it like one; RESTART IDENTITY is not built. */
async function truncate(context: DdlContext, statement: Truncate): Promise<void> {
  if (statement.restartIdentity) throw notSupported('TRUNCATE ... RESTART IDENTITY', statement.at)
  const tables = statement.tables.map(name => requireTable(context, name))
  const all = new Set<TableDefinition>(tables)
  for (const table of all)
    for (const { child, constraint } of referencesTo(context, table)) {
      if (all.has(child)) continue
      if (!statement.cascade)
        throw new SqlError('0A000', 'cannot truncate a table referenced in a foreign key constraint', {
          detail: `Table "${child.name}" references "${table.name}".`,
          hint: `Truncate table "${child.name}" at the same time, or use TRUNCATE ... CASCADE.`,
          constraint: constraint.name,
        })
      all.add(child)
    }
  // Children first: they were added after their parents.
  for (const table of [...all].reverse()) await context.run(`DELETE FROM ${tableSql(table)}`)
}
