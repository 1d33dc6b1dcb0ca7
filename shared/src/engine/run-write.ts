// A data change: collect what to change, change rows and indexes, test foreign keys, commit.
//
// Outside of BEGIN the statement writes straight into the database's head, which costs no copies; when a page is missing
// everything is taken back and the statement runs again on a fork, where it may wait for pages unseen.

import type { ExecutionContext } from '../exec/execution-context.ts'
import type { PreparedStatement } from '../exec/prepared-statement.ts'
import { type RowsResult, collectRows, collectRowsAsync } from '../exec/run-prepared.ts'
import { PageFault } from '../storage/tree-contract.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { commit } from './commit.ts'
import { type ExecutionResult, durableNow } from './execution-result.ts'
import { enforceForeignKeys } from './foreign-keys.ts'
import { lateOnceWriter } from './late-statements.ts'
import { withPages } from './load-pages.ts'
import { ReadNotes } from './read-notes.ts'
import { resultOf, tagOf } from './result-of.ts'
import { executionContext } from './run-query.ts'
import type { Session } from './session.ts'
import { WriteTransaction } from './write-transaction.ts'

export function runWrite(
  session: Session,
  prepared: PreparedStatement,
  values: readonly SqlValue[],
): ExecutionResult | Promise<ExecutionResult> {
  if (session.transaction.state !== 'none') {
    const open = session.transaction.write
    return open === null ? runFirstInBlock(session, prepared, values) : runInBlock(session, prepared, values, open)
  }
  if (!session.database.writeLock.tryAcquire()) return runWhenUnlocked(session, prepared, values)
  return runLocked(session, prepared, values)
}

async function runWhenUnlocked(session: Session, prepared: PreparedStatement, values: readonly SqlValue[]): Promise<ExecutionResult> {
  await session.database.writeLock.acquire()
  return runLocked(session, prepared, values)
}

/** Outside of a block, with the lock held: releases it once the commit is in memory. */
function runLocked(session: Session, prepared: PreparedStatement, values: readonly SqlValue[]): ExecutionResult | Promise<ExecutionResult> {
  const { database } = session
  const transaction = new WriteTransaction('direct', database.head, database.identity.begin(), ReadNotes.begin(database.commitLog))
  try {
    const rows = attempt(session, prepared, values, transaction)
    const result = finish(session, prepared, transaction, rows)
    database.writeLock.release()
    return result
  } catch (error) {
    transaction.journal.undoTo(0)
    if (error instanceof PageFault) return runCold(session, prepared, values, error)
    database.writeLock.release()
    throw error
  }
}

async function runCold(
  session: Session,
  prepared: PreparedStatement,
  values: readonly SqlValue[],
  fault: PageFault,
): Promise<ExecutionResult> {
  const { database } = session
  try {
    await fault.load()
    const fork = await withPages(() => {
      database.head.settle()
      return database.head.fork()
    })
    const transaction = new WriteTransaction('forked', fork, database.identity.begin(), ReadNotes.begin(database.commitLog))
    const rows = await attemptCold(session, prepared, values, transaction)
    return await withPages(() => finish(session, prepared, transaction, rows))
  } finally {
    database.writeLock.release()
  }
}

async function runFirstInBlock(session: Session, prepared: PreparedStatement, values: readonly SqlValue[]): Promise<ExecutionResult> {
  return runInBlock(session, prepared, values, await session.transaction.beginWrite())
}

/** In a block nothing is committed yet; an error takes back this statement only, and the caller marks the block failed. */
function runInBlock(
  session: Session,
  prepared: PreparedStatement,
  values: readonly SqlValue[],
  transaction: WriteTransaction,
): ExecutionResult | Promise<ExecutionResult> {
  const mark = transaction.journal.mark
  try {
    const rows = attempt(session, prepared, values, transaction)
    return resultOf(prepared.planned, rows, durableNow, null)
  } catch (error) {
    transaction.journal.undoTo(mark)
    if (!(error instanceof PageFault)) throw error
    return runInBlockCold(session, prepared, values, transaction, error)
  }
}

async function runInBlockCold(
  session: Session,
  prepared: PreparedStatement,
  values: readonly SqlValue[],
  transaction: WriteTransaction,
  fault: PageFault,
): Promise<ExecutionResult> {
  const mark = transaction.journal.mark
  try {
    await fault.load()
    const rows = await attemptCold(session, prepared, values, transaction)
    return resultOf(prepared.planned, rows, durableNow, null)
  } catch (error) {
    transaction.journal.undoTo(mark)
    throw error
  }
}

/** One run of the statement, foreign keys included. May throw PageFault anywhere. */
function attempt(session: Session, prepared: PreparedStatement, values: readonly SqlValue[], transaction: WriteTransaction): RowsResult {
  const mark = transaction.journal.mark
  const rows = collectRows(prepared, contextOf(session, prepared, values, transaction))
  const written = transaction.journal.mark
  enforceForeignKeys(transaction.head, transaction.writer, transaction.journal, mark, session.transaction.deferred)
  transaction.noteActions(written)
  return rows
}

/** Where WITH changes data, every part of the statement sees the rows from before it. May throw PageFault. */
function contextOf(
  session: Session,
  { planned, readsWhileWriting }: PreparedStatement,
  values: readonly SqlValue[],
  { head, writer, reads }: WriteTransaction,
): ExecutionContext {
  reads.add(planned, values)
  if (!readsWhileWriting) return executionContext(session, head, values, writer)
  head.settle()
  return executionContext(session, head.fork(), values, new (lateOnceWriter.get().OnceWriter)(writer))
}

/** On a fork nobody looks, so the statement may stop at a fault and go on. */
async function attemptCold(
  session: Session,
  prepared: PreparedStatement,
  values: readonly SqlValue[],
  transaction: WriteTransaction,
): Promise<RowsResult> {
  const { head, writer, journal } = transaction
  const mark = journal.mark
  const rows = await collectRowsAsync(prepared, await withPages(() => contextOf(session, prepared, values, transaction)))
  const written = journal.mark
  await withPages(() => {
    // Referential actions are not resumable: a fault takes them back and they start again.
    journal.undoTo(written)
    enforceForeignKeys(head, writer, journal, mark, session.transaction.deferred)
  })
  transaction.noteActions(written)
  return rows
}

function finish(session: Session, prepared: PreparedStatement, transaction: WriteTransaction, rows: RowsResult): ExecutionResult {
  const { planned } = prepared
  const { durable, changeSet } = commit(session.database, transaction, session.commitRequest(tagOf(planned, rows)))
  return resultOf(planned, rows, durable, changeSet)
}
