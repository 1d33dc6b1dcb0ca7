// The transaction of a session: none, open, or failed (every statement answers 25P02 until ROLLBACK).
// A block takes the write lock and forks the head at its first write, so readers and other writers never see half of it.

import { SqlError } from '../base/errors.ts'
import type { PlannedStatement } from '../sql/plan.ts'
import type { SqlValue } from '../values/sql-value.ts'
import type { IsolationLevel, TransactionModes } from '../sql/ast-ddl.ts'
import { commit } from './commit.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { Database } from './database.ts'
import type { DeferredConstraints } from './foreign-keys.ts'
import { enforceForeignKeys } from './foreign-keys.ts'
import type { Head } from './head.ts'
import { withPages } from './load-pages.ts'
import type { CommitRequest } from './recent-requests.ts'
import { ReadNotes } from './read-notes.ts'
import { WriteTransaction } from './write-transaction.ts'
import { durableNow } from './execution-result.ts'

export class SessionTransaction {
  readonly #database: Database
  #state: 'none' | 'open' | 'failed' = 'none'
  #isolation: IsolationLevel = 'read committed'
  #isReadOnly = false
  #write: WriteTransaction | null = null
  #reads: ReadNotes
  /** The state that a repeatable-read block reads, and the version it was taken at. */
  #snapshot: Head | null = null
  /** SAVEPOINTs made before the first write: there is nothing to go back to but nothing. */
  #emptySavepoints: string[] = []
  #deferred = new Map<string, boolean>()
  #deferAll: boolean | null = null
  startedMicros = 0

  constructor(database: Database) {
    this.#database = database
    this.#reads = ReadNotes.begin(database.commitLog)
  }

  get state(): 'none' | 'open' | 'failed' {
    return this.#state
  }

  get isolation(): IsolationLevel {
    return this.#isolation
  }

  get isReadOnly(): boolean {
    return this.#isReadOnly
  }

  /** The open block's write, if it wrote. */
  get write(): WriteTransaction | null {
    return this.#write
  }

  /** The open block's write, if a statement can go on with it. */
  get writeNow(): WriteTransaction | null {
    return this.#state === 'open' && !this.#isReadOnly ? this.#write : null
  }

  begin(modes: TransactionModes): void {
    this.#state = 'open'
    this.startedMicros = this.#database.clock.nowMs() * 1000
    this.#isolation = 'read committed'
    this.#isReadOnly = false
    this.setModes(modes)
  }

  setModes(modes: TransactionModes): void {
    if (modes.isolation !== null) this.#isolation = modes.isolation
    if (modes.readOnly !== null) this.#isReadOnly = modes.readOnly
  }

  /** A query of an open block: what the block writes later may stand on what it read (rule R17 b). */
  noteQuery(planned: PlannedStatement, parameters: readonly SqlValue[]): void {
    if (this.#state === 'open') this.#reads.add(planned, parameters)
  }

  fail(): void {
    if (this.#state === 'open') this.#state = 'failed'
  }

  /** 25P02 unless the block can go on. */
  requireUsable(): void {
    if (this.#state === 'failed')
      throw new SqlError('25P02', 'current transaction is aborted, commands ignored until end of transaction block')
  }

  /** The state that a query of this session reads now. */
  readHead(): Head {
    if (this.#write !== null) return this.#write.head
    if (this.#state === 'open' && this.#isSnapshot) return (this.#snapshot ??= this.#fork())
    return this.#database.head
  }

  get #isSnapshot(): boolean {
    return this.#isolation === 'repeatable read' || this.#isolation === 'serializable'
  }

  #fork(): Head {
    this.#database.head.settle()
    return this.#database.head.fork()
  }

  /** Takes the write lock and forks, once per block. */
  async beginWrite(): Promise<WriteTransaction> {
    if (this.#write !== null) return this.#write
    await this.#database.writeLock.acquire()
    try {
      if (this.#snapshot !== null && this.#snapshot.version !== this.#database.head.version)
        throw new SqlError('40001', 'could not serialize access due to concurrent update', { hint: 'Retry the transaction.' })
      const fork = await withPages(() => this.#fork())
      this.#write = new WriteTransaction('forked', fork, this.#database.identity.begin(), this.#reads)
      for (const name of this.#emptySavepoints) this.#write.savepoint(name)
      this.#emptySavepoints = []
      return this.#write
    } catch (error) {
      this.#database.writeLock.release()
      throw error
    }
  }

  async commit(request: CommitRequest | null): Promise<{ readonly durable: Promise<void>; readonly changeSet: ChangeSet | null }> {
    const write = this.#write
    const wasFailed = this.#state === 'failed'
    if (write === null || wasFailed) {
      this.#end()
      return { durable: durableNow, changeSet: null }
    }
    try {
      const written = write.journal.mark
      await withPages(() => enforceForeignKeys(write.head, write.writer, write.journal, 0, this.deferred, true))
      write.noteActions(written)
      return await withPages(() => commit(this.#database, write, request))
    } finally {
      this.#end()
    }
  }

  rollback(): void {
    this.#end()
  }

  #end(): void {
    if (this.#write !== null) this.#database.writeLock.release()
    this.#write = null
    this.#reads = ReadNotes.begin(this.#database.commitLog)
    this.#snapshot = null
    this.#state = 'none'
    this.#isReadOnly = false
    this.#isolation = 'read committed'
    this.#emptySavepoints = []
    this.#deferred.clear()
    this.#deferAll = null
  }

  savepoint(name: string): void {
    if (this.#write !== null) this.#write.savepoint(name)
    else this.#emptySavepoints.push(name)
  }

  release(name: string): void {
    if (this.#write !== null ? this.#write.release(name) : this.#releaseEmpty(name)) return
    throw new SqlError('3B001', `savepoint "${name}" does not exist`)
  }

  #releaseEmpty(name: string): boolean {
    const at = this.#emptySavepoints.lastIndexOf(name)
    if (at < 0) return false
    this.#emptySavepoints.length = at
    return true
  }

  /** Also brings a failed block back to life. */
  rollbackTo(name: string): void {
    const isKnown = this.#write !== null ? this.#write.rollbackTo(name) : this.#emptySavepoints.includes(name)
    if (!isKnown) throw new SqlError('3B001', `savepoint "${name}" does not exist`)
    this.#state = 'open'
  }

  /** SET CONSTRAINTS. */
  setConstraints(names: readonly string[] | 'all', deferred: boolean): void {
    if (names === 'all') {
      this.#deferAll = deferred
      this.#deferred.clear()
    } else for (const name of names) this.#deferred.set(name, deferred)
  }

  readonly deferred: DeferredConstraints = {
    isDeferred: constraint => {
      if (this.#state === 'none' || !constraint.deferrable) return false
      return this.#deferred.get(constraint.name) ?? this.#deferAll ?? constraint.initiallyDeferred
    },
  }
}
