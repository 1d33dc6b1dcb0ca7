// The acceptor's judge over a database: rows are tried on the head itself and undone when refused; a change set with
// DDL is tried on a fork, prepared before the synchronous judge is asked again.

import { SqlError } from '../base/errors.ts'
import type { TableId } from '../base/brand.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { qualifiedName, type DatabaseSchema, tableById } from '../schema/database-schema.ts'
import type { SchemaChange } from '../schema/schema-change.ts'
import { PageFault } from '../storage/tree-contract.ts'
import type { Judgement } from '../sync/decide.ts'
import type { ChangeSetStamp } from '../sync/merge-row.ts'
import { alterHead } from './alter-head.ts'
import type { ChangeOrigin } from './change-feed.ts'
import type { Database } from './database.ts'
import type { Head } from './head.ts'
import { withPages } from './load-pages.ts'
import { isAlreadyApplied } from './schema-change-applied.ts'
import { judgeRows } from './trial.ts'
import { WriteJournal } from './write-journal.ts'

interface PreparedSchema {
  readonly changeSet: ChangeSet
  readonly result:
    | { readonly kind: 'ready'; readonly fork: Head; readonly changes: readonly SchemaChange[] }
    | { readonly kind: 'refused'; readonly error: SqlError }
}

export class TrialRun {
  readonly #database: Database
  #journal = new WriteJournal()
  #prepared: PreparedSchema | null = null
  #schemaChanges: readonly SchemaChange[] = []

  constructor(database: Database) {
    this.#database = database
  }

  /** Throws PageFault when something must be loaded or prepared first; then nothing has changed. */
  judge(changeSet: ChangeSet, stamp: ChangeSetStamp): Judgement {
    this.#schemaChanges = []
    if (changeSet.schemaChanges.length === 0) return judgeRows(this.#database.head, this.#journal, changeSet, stamp)
    const prepared = this.#prepared
    if (prepared?.changeSet !== changeSet) throw new PageFault([], () => this.#prepare(changeSet))
    if (prepared.result.kind === 'refused') {
      const { error } = prepared.result
      return { kind: 'reject', sqlState: error.code, message: error.message, constraint: error.constraint ?? null }
    }
    this.#schemaChanges = prepared.result.changes
    return judgeRows(prepared.result.fork, this.#journal, { ...changeSet, schemaChanges: prepared.result.changes }, stamp)
  }

  async #prepare(changeSet: ChangeSet): Promise<void> {
    const { database } = this
    const fork = await withPages(() => {
      database.head.settle()
      return database.head.fork()
    })
    const changes: SchemaChange[] = []
    try {
      for (const change of changeSet.schemaChanges) {
        if (isAlreadyApplied(fork.schema, change)) continue
        refuseCollision(fork.schema, change)
        await alterHead(fork, change, database.trees)
        changes.push(change)
      }
      this.#prepared = { changeSet, result: { kind: 'ready', fork, changes } }
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      this.#prepared = { changeSet, result: { kind: 'refused', error } }
    }
  }

  get database(): Database {
    return this.#database
  }

  /** Ends the trial: accepted changes become the head's state and are published, refused ones were undone already. */
  keep(isAccepted: boolean, origin: ChangeOrigin): void {
    const journal = this.#journal
    const prepared = this.#prepared
    this.#journal = new WriteJournal()
    this.#prepared = null
    if (!isAccepted) return
    const { head, feed } = this.#database
    const isSchemaChange = this.#schemaChanges.length > 0
    if (prepared?.result.kind === 'ready') head.adopt(prepared.result.fork)
    head.version++
    const tables = new Set<TableId>(journal.entries.map(entry => entry.table.definition.id))
    feed.publish({ version: head.version, origin, tables, isSchemaChange, entries: isSchemaChange ? null : journal.entries })
  }
}

/** Two devices made different things under one id or name while offline: the second one is refused, and can be retried. */
function refuseCollision(schema: DatabaseSchema, change: SchemaChange): void {
  if (change.kind === 'create table') {
    const { id, name, schema: schemaName } = change.table
    if (tableById(schema, id) === undefined && !schema.tables.has(qualifiedName(schemaName, name))) return
    throw new SqlError('40001', `table "${name}" collides with a table that another replica made meanwhile`, {
      hint: 'Run the statement again on the newest schema.',
      constraint: 'schema',
    })
  }
  if (!('table' in change)) return
  const table = tableById(schema, change.table)
  if (table === undefined) throw new SqlError('42P01', `table ${change.table} does not exist any more`, { constraint: 'schema' })
  if (change.kind === 'add column' && table.columns.some(column => column.id === change.column.id || column.name === change.column.name))
    throw new SqlError('40001', `column "${change.column.name}" collides with a column that another replica made meanwhile`, {
      constraint: 'schema',
    })
}
