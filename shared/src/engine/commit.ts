// STORY 2, the write path: journal -> change set -> log -> head -> change feed.
// A commit is visible at once and durable when its promise resolves. If its log record cannot be stored, it and every
// commit made on top of it are taken back, newest first, and all their promises reject.

import type { TableId } from '../base/brand.ts'
import { SqlError } from '../base/errors.ts'
import { bulkTransactionRows } from '../base/limits.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { Database } from './database.ts'
import { lateSchemaChanges } from './late-statements.ts'
import { netRowChanges } from './net-row-changes.ts'
import type { CommitRequest } from './recent-requests.ts'
import type { TableState } from './table-state.ts'
import type { JournalEntry } from './write-journal.ts'
import type { WriteTransaction } from './write-transaction.ts'

/** What a log must keep of one commit: the change set, and sequences that moved (they are outside of transactions). */
export interface Commit {
  /** To be found again by its name. */
  readonly request: CommitRequest | null
  readonly changeSet: ChangeSet | null
  readonly sequences: readonly SequencePosition[]
}

export interface SequencePosition {
  readonly name: string
  readonly value: number | bigint
  readonly isCalled: boolean
}

/** Where commits go: the local log of a client, or the segments of a server's branch. */
export interface CommitLog {
  /** Others get what is committed: a server, or its clients. */
  readonly isShared: boolean
  /** Resolves when durable. `undo` is called, newest first, for commits that never will be. */
  append(commit: Commit, undo: () => void): Promise<void>
  /** Stores a large transaction by storing the state that it made; null where every commit must be told row by row. */
  readonly appendBulk: ((undo: () => void) => Promise<void>) | null
  /** Fields of a new change set that depend on what is undecided (rules R3, R17); a log without a server answers none. */
  dependencies(transaction: WriteTransaction, rows: ChangeSet['rows']): Pick<ChangeSet, 'base' | 'wait' | 'after'>
}

export interface Committed {
  readonly durable: Promise<void>
  readonly changeSet: ChangeSet | null
}

/** Commits in memory and starts the log write. The caller holds the write lock and releases it afterwards. */
export function commit(database: Database, transaction: WriteTransaction, request: CommitRequest | null): Committed {
  // A fork that was made before would bring back what was taken back.
  if (!database.identity.isCurrent(transaction.birth))
    throw new SqlError('40001', 'a write that this transaction was built on could not be stored and was taken back', {
      hint: 'Retry the transaction.',
    })
  if (database.commitLog.appendBulk !== null && isBulk(transaction))
    return commitBulk(database, transaction, request, database.commitLog.appendBulk)
  const changeSet = toChangeSet(database, transaction)
  const sequences = database.takeMovedSequences()
  if (changeSet === null && sequences.length === 0) return { durable: Promise.resolve(), changeSet: null }

  const undo = install(database, transaction)
  if (changeSet !== null) database.identity.commit(transaction.birth)
  if (request !== null) database.requests.add(request, changeSet)
  const durable = database.commitLog.append({ request, changeSet, sequences }, () => {
    if (request !== null) database.requests.remove(request)
    undo()
    database.identity.renew()
    publish(database, transaction, 'rebase')
  })
  publish(database, transaction, 'local')
  return { durable, changeSet }
}

/**
 * Large, and a good part of the tables it touched: then pages cost less than telling every row. Scattered changes of a
 * large table would rewrite all of its pages, thirty times the bytes of their log record.
 */
function isBulk(transaction: WriteTransaction): boolean {
  const { entries } = transaction.journal
  if (entries.length <= bulkTransactionRows) return false
  let rows = 0
  for (const table of tablesOf(entries)) rows += table.tree.count
  return entries.length * bulkShare >= rows
}

/** Entries of one table stand together, as a rule. */
function tablesOf(entries: readonly JournalEntry[]): ReadonlySet<TableState> {
  const tables = new Set<TableState>()
  let last: TableState | null = null
  for (let i = 0; i < entries.length; i++) {
    const { table } = entries[i]
    if (table === last) continue
    tables.add(table)
    last = table
  }
  return tables
}

/** One in this many rows of the touched tables makes a large transaction a bulk one. */
const bulkShare = 4

function commitBulk(
  database: Database,
  transaction: WriteTransaction,
  request: CommitRequest | null,
  appendBulk: (undo: () => void) => Promise<void>,
): Committed {
  // The positions go out with the manifest that stores the pages.
  database.takeMovedSequences()
  const undo = install(database, transaction)
  database.identity.commit(transaction.birth)
  if (request !== null) database.requests.add(request, null)
  const durable = appendBulk(() => {
    if (request !== null) database.requests.remove(request)
    undo()
    database.identity.renew()
    publish(database, transaction, 'rebase')
  })
  publish(database, transaction, 'local')
  return { durable, changeSet: null }
}

function toChangeSet(database: Database, transaction: WriteTransaction): ChangeSet | null {
  const { birth, schemaChanges, journal } = transaction
  const rows =
    schemaChanges.length === 0
      ? netRowChanges(journal.entries, journal.mayRepeatRows)
      : lateSchemaChanges.get().rowChangesAfterDdl(database.head, transaction)
  if (rows.length === 0 && schemaChanges.length === 0) return null
  return {
    origin: birth.origin,
    seq: birth.seq,
    hlc: birth.hlc,
    schemaVersion: database.head.schema.version,
    ...database.commitLog.dependencies(transaction, rows),
    retryOf: null,
    schemaChanges: schemaChanges.slice(),
    rows,
  }
}

/** Makes the transaction's state the head's; answers how to take it back. */
function install(database: Database, transaction: WriteTransaction): () => void {
  const { head } = database
  head.version++
  if (transaction.mode === 'direct') return () => transaction.journal.undoTo(0)
  const { schema } = head
  const tables = new Map(head.tables)
  head.adopt(transaction.head)
  return () => {
    head.schema = schema
    head.tables.clear()
    for (const [id, table] of tables) head.tables.set(id, table)
  }
}

function publish(database: Database, transaction: WriteTransaction, origin: 'local' | 'rebase'): void {
  const tables = new Set<TableId>()
  for (const { definition } of tablesOf(transaction.journal.entries)) tables.add(definition.id)
  for (const change of transaction.schemaChanges) {
    if ('table' in change) tables.add(typeof change.table === 'number' ? change.table : change.table.id)
  }
  const isSchemaChange = transaction.schemaChanges.length > 0
  const entries = origin === 'local' && !isSchemaChange ? transaction.journal.entries : null
  database.feed.publish({ version: database.head.version, origin, tables, isSchemaChange, entries })
}
