// A synced database on a device: `confirmed` is what the server accepted, `local` (the database's head) is the outbox
// folded over it (rules R18-R22). Own commits and batches of the server's log go into one local log; pages hold both heads.

import { asLsn, type CommitHash, type Lsn, type OriginId, type TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import { fromHex, toHex } from '../base/content-hash.ts'
import { ZenError } from '../base/errors.ts'
import { checkpointCommits, checkpointLogBytes, pageCacheBytes } from '../base/limits.ts'
import { maxHlc, zeroHlc, type Hlc } from '../base/hlc.ts'
import { printChangeSetId, type ChangeSet, type ChangeSetId } from '../changes/change-set.ts'
import { emptySchema } from '../schema/database-schema.ts'
import { PageCache } from '../storage/page-cache.ts'
import { isAccepted, type LogRecord, type Rejection } from '../sync/log-record.ts'
import type { OpenOrigin } from '../sync/client-message.ts'
import { decodeOrigins, OriginTable, type OriginEntry } from '../sync/origin-table.ts'
import type { Commit, CommitLog } from './commit.ts'
import { confirmRecord, touch } from './confirm-record.ts'
import { Database } from './database.ts'
import { fetchAllPages } from './fetch-all-pages.ts'
import { rebuildLocal, refoldRows } from './fold-outbox.ts'
import { Head } from './head.ts'
import { checkpointHead, openHead, PageBatch, sequencesFromManifest, sequencesToManifest, stateHash } from './head-roots.ts'
import { withPages } from './load-pages.ts'
import type { LocalOptions } from './local-database.ts'
import { decodeLocalLogEntry, encodeLocalLogEntry } from './local-log-entry.ts'
import { LogQueue } from './log-queue.ts'
import { encodeManifest, type Manifest } from './manifest.ts'
import { openManifest } from './open-manifest.ts'
import { OriginIdentity } from './origin-identity.ts'
import { Outbox, type RejectedChangeSet } from './outbox.ts'
import { pageTrees } from './page-trees.ts'
import { outboxOf, rejectedOf, replicaManifest } from './replica-manifest.ts'
import type { ReplicaEvent, ReplicaStart } from './replica-events.ts'
import { redo } from './redo.ts'
import { WriteJournal } from './write-journal.ts'

/** Rule R20: it may have been accepted and forgotten, so it is never taken as new. */
const staleRejection: Rejection = {
  sqlState: '40001',
  message:
    'this change was made so long ago that the server no longer knows whether it arrived; look at it and retry it as new, or discard it',
  constraint: 'stale',
  because: null,
}

export class ReplicaDatabase {
  readonly database: Database
  readonly #options: LocalOptions
  readonly #cache: PageCache
  readonly #queue: LogQueue
  readonly #listeners = new Set<(event: ReplicaEvent) => void>()
  #seed: Uint8Array<ArrayBuffer>
  #confirmed: Head
  #outbox: Outbox
  #origins: OriginTable
  #lsn: Lsn
  /** false: never heard of the server; the first contact is always a start from its state. */
  #hasStarted: boolean
  #isFirstOfOrigin = true
  #commitsSinceCheckpoint = 0
  #bytesSinceCheckpoint = 0
  #checkpoint: Promise<void> | null = null
  #applying: Promise<void> = Promise.resolve()

  private constructor(
    options: LocalOptions,
    cache: PageCache,
    seed: Uint8Array<ArrayBuffer>,
    manifest: Manifest | null,
    lastPosition: number,
  ) {
    this.#options = options
    this.#cache = cache
    this.#seed = seed
    const trees = pageTrees(seed, cache)
    const sequences = manifest === null ? new Map() : sequencesFromManifest(manifest)
    const local = manifest === null ? new Head(emptySchema, new Map(), sequences) : openHead(manifest, trees, sequences)
    const replica = manifest?.replica ?? null
    this.#confirmed = replica === null ? new Head(emptySchema, new Map(), sequences) : openHead(replica.confirmed, trees, sequences)
    this.#outbox = new Outbox(outboxOf(replica), rejectedOf(replica))
    this.#origins = new OriginTable(replica === null ? [] : decodeOrigins(fromHex(replica.origins)))
    this.#lsn = asLsn(replica?.lsn ?? 0)
    this.#hasStarted = replica?.hasStarted ?? false
    this.#queue = new LogQueue(options.logStore, lastPosition + 1, options.durability ?? 'relaxed')
    const identity = new OriginIdentity(options.clock, options.random, manifest?.hlc ?? zeroHlc)
    const commitLog: CommitLog = {
      isShared: true,
      append: (commit, undo) => this.#appendOwn(commit, undo),
      appendBulk: null,
      dependencies: (transaction, rows) => ({
        base: this.#lsn,
        wait: this.#isFirstOfOrigin ? this.#outbox.pending.map(({ origin, seq }) => ({ origin, seq })) : [],
        after: this.#outbox.dependenciesOf(rows, transaction.schemaChanges, transaction.tablesRead),
      }),
    }
    this.database = new Database({
      name: options.name,
      head: local,
      trees,
      identity,
      commitLog,
      clock: options.clock,
      random: options.random,
    })
  }

  static async open(options: LocalOptions): Promise<ReplicaDatabase> {
    const bytes = await options.pageStore.readManifest()
    const manifest = bytes === null ? null : await openManifest(bytes)
    const tail = await options.logStore.read((manifest?.logPosition ?? 0) + 1)
    const seed = manifest === null ? options.random.bytes(16) : fromHex(manifest.seed)
    const cache = new PageCache(options.pageStore, { budgetBytes: options.cacheBytes ?? pageCacheBytes })
    const last = tail.length > 0 ? tail[tail.length - 1].position : (manifest?.logPosition ?? 0)
    const replica = new ReplicaDatabase(options, cache, seed, manifest, last)
    replica.database.requests.restore(manifest?.requests ?? [])
    if (tail.length > 0) await replica.#replay(tail.map(entry => decodeLocalLogEntry(entry.bytes, entry.position)))
    replica.#commitsSinceCheckpoint = tail.length
    return replica
  }

  // ------------------------------------------------------------- what others ask

  get lsn(): Lsn {
    return this.#lsn
  }

  get hasStarted(): boolean {
    return this.#hasStarted
  }

  get hlc(): Hlc {
    return this.database.identity.hlc
  }

  /** Change sets to be sent, in order. */
  get pending(): readonly ChangeSet[] {
    return this.#outbox.pending
  }

  get rejected(): readonly RejectedChangeSet[] {
    return this.#outbox.rejected
  }

  /** Origins that still have undecided change sets, and the present one once it wrote. */
  openOrigins(): readonly OpenOrigin[] {
    const lastSeq = new Map<OriginId, number>()
    for (const { origin, seq } of this.#outbox.pending) lastSeq.set(origin, Math.max(seq, lastSeq.get(origin) ?? 0))
    const { origin } = this.database.identity
    if (origin !== null && !lastSeq.has(origin)) lastSeq.set(origin, this.#origins.decided(origin))
    return [...lastSeq].map(([name, seq]) => ({ origin: name, lastSeq: seq }))
  }

  /** The server's clocks (R4); a clock that ran ahead is lowered when nothing is pending (R6). */
  learnClock(serverNowMs: number, hlc: Hlc): void {
    const { identity } = this.database
    identity.observe(hlc)
    const newest = maxHlc(hlc, { ms: Math.max(serverNowMs, this.database.clock.nowMs()), counter: 0 })
    if (this.#outbox.pending.length === 0 && identity.hlc.ms > newest.ms) identity.lowerTo(newest)
  }

  /** Origins that the server has forgotten (R20): their change sets are shown to the app as rejected, and never sent again. */
  setStale(origins: readonly OriginId[]): void {
    const stale = new Set(origins)
    for (const changeSet of [...this.#outbox.pending]) {
      if (!stale.has(changeSet.origin)) continue
      this.#outbox.reject(changeSet, staleRejection)
      this.#emit({ kind: 'rejected', id: changeSet, changeSet, rejection: staleRejection })
    }
  }

  /** Brings every page of the confirmed state to this device: afterwards all queries work offline. */
  async fetchAllPages(): Promise<void> {
    const copy = await this.#locked(async () =>
      withPages(() => {
        this.#confirmed.settle()
        return this.#confirmed.fork()
      }),
    )
    return fetchAllPages(copy)
  }

  on(listener: (event: ReplicaEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #emit(event: ReplicaEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  // ------------------------------------------------------------- own commits

  async #appendOwn(commit: Commit, undo: () => void): Promise<void> {
    const { changeSet } = commit
    if (changeSet !== null) {
      this.#outbox.add(changeSet)
      this.#isFirstOfOrigin = false
    }
    const bytes = encodeLocalLogEntry({ kind: 'own', ...commit })
    this.#bytesSinceCheckpoint += bytes.length
    await this.#queue.append(bytes, () => {
      if (changeSet !== null) this.#outbox.remove(changeSet)
      undo()
    })
    // Sent only when durable here: a crash must not forget what the server knows of (R3).
    if (changeSet !== null) {
      this.#durable.add(printChangeSetId(changeSet))
      this.#emit({ kind: 'outbox' })
    }
    this.#afterCommit()
  }

  readonly #durable = new Set<string>()

  /** Pending change sets that may be sent. */
  get sendable(): readonly ChangeSet[] {
    return this.#outbox.pending.filter(
      changeSet => this.#durable.has(printChangeSetId(changeSet)) || changeSet.origin !== this.database.identity.origin,
    )
  }

  /** Gives up rejected change sets: they are not listed any more. */
  async discard(ids: readonly ChangeSetId[]): Promise<void> {
    const known = ids.filter(id => this.#outbox.discard(id) !== undefined)
    if (known.length > 0) await this.#queue.append(encodeLocalLogEntry({ kind: 'discard', ids: known }), () => {})
  }

  /** Makes the rows of a refused change set again, on the state of now, as a new one; then the old one is given up. */
  async retry(id: ChangeSetId): Promise<void> {
    const found = this.#outbox.rejected.find(({ changeSet }) => changeSet.origin === id.origin && changeSet.seq === id.seq)
    if (found === undefined) return
    const { durable } = await this.#locked(async () => withPages(() => redo(this.database, found.changeSet)))
    await durable
    await this.discard([id])
  }

  // ------------------------------------------------------------- the server's log

  /**
   * Applies records `lsn + 1 ..` in one step (R7): older ones are skipped, a gap is refused. Resolves when the batch is
   * durable and visible; the verdicts in it have been told to listeners.
   */
  applyBatch(records: readonly LogRecord[], hlc: Hlc): Promise<void> {
    return this.#inTurn(async () => {
      const fresh = records.filter(record => record.lsn > this.#lsn)
      if (fresh.length === 0) return
      if (fresh[0].lsn !== this.#lsn + 1)
        throw new ZenError(
          'PROTOCOL_MALFORMED',
          `the server sent position ${fresh[0].lsn} after ${this.#lsn}; the missing part is asked for again`,
        )
      const to = fresh[fresh.length - 1].lsn
      const bytes = encodeLocalLogEntry({ kind: 'batch', to, hlc, records: fresh })
      this.#bytesSinceCheckpoint += bytes.length
      await this.#queue.append(bytes, () => {})
      await this.#locked(() => this.#takeIn(fresh, hlc))
      this.#emit({ kind: 'position', lsn: to })
      this.#afterCommit()
    })
  }

  async #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.database.writeLock.acquire()
    try {
      return await work()
    } finally {
      this.database.writeLock.release()
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#applying.then(work)
    this.#applying = result.catch(() => {})
    return result
  }

  async #takeIn(records: readonly LogRecord[], hlc: Hlc): Promise<void> {
    const touched = new Map<TableId, Set<Key>>()
    let isRebuild = false
    for (const record of records) {
      if (isAccepted(record)) {
        if (record.changeSet.schemaChanges.length > 0) isRebuild = true
        await confirmRecord(this.#confirmed, record, this.database.trees, touched)
      }
      for (const changeSet of this.#decided(record)) {
        if (changeSet.schemaChanges.length > 0) isRebuild = true
        for (const change of changeSet.rows) touch(touched, change.table, change.key)
      }
    }
    this.#lsn = records[records.length - 1].lsn
    this.#hasStarted = true
    this.database.identity.observe(hlc)
    if (isRebuild) await this.#rebuild()
    else await this.#refold(touched)
  }

  /** Records a verdict; answers the own change sets whose rows must be looked at again. */
  #decided(record: LogRecord): readonly ChangeSet[] {
    this.database.identity.observe(record.hlc)
    const { origin } = record.changeSet
    // Verdicts on others' change sets need no memory here: only own ones are ever asked for again.
    if (origin !== this.database.identity.origin && this.#outbox.pending.every(changeSet => changeSet.origin !== origin)) return []
    this.#origins.record(record)
    const id = { origin: record.changeSet.origin, seq: record.changeSet.seq }
    this.#durable.delete(printChangeSetId(id))
    if (record.verdict.kind === 'accepted') {
      const own = this.#outbox.remove(id)
      if (own === undefined) return []
      this.#emitLater({ kind: 'accepted', id, record })
      return [own]
    }
    const { rejection } = record.verdict
    const found = this.#outbox.reject(id, rejection)
    if (found === undefined) return []
    this.#emitLater({ kind: 'rejected', id, changeSet: found.changeSet, rejection })
    return [found.changeSet, ...found.dependents]
  }

  #later: ReplicaEvent[] = []

  /** Verdicts are told when the state that they speak of is visible. */
  #emitLater(event: ReplicaEvent): void {
    this.#later.push(event)
  }

  #emitAll(): void {
    const events = this.#later
    this.#later = []
    for (const event of events) this.#emit(event)
  }

  async #refold(touched: ReadonlyMap<TableId, ReadonlySet<Key>>): Promise<void> {
    const { head, feed } = this.database
    const journal = new WriteJournal()
    await withPages(() => refoldRows(head, this.#confirmed, this.#outbox, touched, journal))
    if (journal.entries.length > 0) {
      head.version++
      const tables = new Set(journal.entries.map(entry => entry.table.definition.id))
      feed.publish({ version: head.version, origin: 'remote', tables, isSchemaChange: false, entries: journal.entries })
    }
    this.#emitAll()
  }

  async #rebuild(): Promise<void> {
    const { head, feed, trees } = this.database
    head.adopt(await rebuildLocal(this.#confirmed, this.#outbox, trees))
    head.version++
    feed.publish({ version: head.version, origin: 'remote', tables: new Set(head.tables.keys()), isSchemaChange: true, entries: null })
    this.#emitAll()
  }

  // ------------------------------------------------------------- starting from the server's state

  /** Takes over a state of the branch (R19, R22): its pages are fetched as they are needed. Ignored unless it is newer. */
  start(from: ReplicaStart): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#hasStarted && from.lsn <= this.#lsn) return
      await this.#locked(async () => {
        this.#seed = fromHex(from.seed)
        this.database.trees = pageTrees(this.#seed, this.#cache)
        this.#confirmed = openHead(from.roots, this.database.trees, this.database.head.sequences)
        this.#lsn = from.lsn
        this.#hasStarted = true
        this.database.identity.observe(from.hlc)
        this.#takeVerdicts(from.origins)
        await this.#rebuild()
      })
      await this.checkpoint()
      this.#emit({ kind: 'position', lsn: from.lsn })
    })
  }

  /** Verdicts that fell into the part of the log which this replica skips. */
  #takeVerdicts(entries: readonly OriginEntry[]): void {
    const known = new Map([...this.#origins.entries()].map(entry => [entry.origin, entry]))
    for (const entry of entries) known.set(entry.origin, entry)
    this.#origins = new OriginTable(known.values())
    for (const changeSet of [...this.#outbox.pending]) {
      const state = this.#origins.stateOf(changeSet)
      if (state === 'undecided') continue
      const rejection = known.get(changeSet.origin)?.rejected.get(changeSet.seq)
      if (rejection === undefined) this.#outbox.remove(changeSet)
      else {
        this.#outbox.reject(changeSet, rejection)
        this.#emitLater({ kind: 'rejected', id: changeSet, changeSet, rejection })
      }
    }
  }

  // ------------------------------------------------------------- the local log

  async #replay(entries: readonly ReturnType<typeof decodeLocalLogEntry>[]): Promise<void> {
    const touched = new Map<TableId, Set<Key>>()
    let isRebuild = false
    for (const entry of entries) {
      switch (entry.kind) {
        case 'own':
          if (entry.request !== null) this.database.requests.add(entry.request, entry.changeSet)
          for (const sequence of entry.sequences)
            this.database.head.sequences.set(sequence.name, { value: sequence.value, isCalled: sequence.isCalled })
          if (entry.changeSet === null) break
          this.#outbox.add(entry.changeSet)
          this.database.identity.observe(entry.changeSet.hlc)
          if (entry.changeSet.schemaChanges.length > 0) isRebuild = true
          for (const change of entry.changeSet.rows) touch(touched, change.table, change.key)
          break
        case 'batch':
          for (const record of entry.records) {
            if (isAccepted(record)) {
              if (record.changeSet.schemaChanges.length > 0) isRebuild = true
              await confirmRecord(this.#confirmed, record, this.database.trees, touched)
            }
            for (const changeSet of this.#decided(record)) {
              if (changeSet.schemaChanges.length > 0) isRebuild = true
              for (const change of changeSet.rows) touch(touched, change.table, change.key)
            }
          }
          this.#lsn = entry.to
          this.#hasStarted = true
          this.database.identity.observe(entry.hlc)
          break
        case 'discard':
          for (const id of entry.ids) this.#outbox.discard(id)
      }
    }
    // Nobody listens yet: what was decided before the last close is told by `rejected`.
    this.#later = []
    if (isRebuild) await this.#rebuild()
    else await this.#refold(touched)
  }

  #afterCommit(): void {
    this.#commitsSinceCheckpoint++
    if (this.#commitsSinceCheckpoint >= checkpointCommits || this.#bytesSinceCheckpoint >= checkpointLogBytes)
      void this.checkpoint().catch(() => {})
  }

  /** Writes both heads into pages. Rejects with STORAGE_QUOTA or STORAGE_FAILED; then the log still has it all. */
  checkpoint(): Promise<void> {
    this.#checkpoint ??= this.#runCheckpoint().finally(() => (this.#checkpoint = null))
    return this.#checkpoint
  }

  async #runCheckpoint(): Promise<void> {
    const copy = await this.#locked(async () => withPages(() => this.#copyState()))
    await this.#queue.idle()
    // Own commits that failed meanwhile are in the copy: the next checkpoint will do.
    if (this.#queue.failures !== copy.failures) return
    const batch = new PageBatch()
    const confirmed = await checkpointHead(copy.confirmed, this.#cache, batch)
    const roots = await checkpointHead(copy.local, this.#cache, batch)
    const manifest: Manifest = { ...roots, ...copy.manifest, replica: { ...copy.replica, confirmed } }
    await this.#options.pageStore.write(batch.pages, encodeManifest(manifest))
    batch.settle()
    this.#commitsSinceCheckpoint = 0
    this.#bytesSinceCheckpoint = 0
    await this.#options.logStore.truncate(copy.manifest.logPosition + 1)
  }

  /** With the write lock held: everything that belongs to one log position. */
  #copyState() {
    const { head, identity } = this.database
    this.#confirmed.settle()
    head.settle()
    // An empty outbox means that both heads are the same: from here on they share their nodes.
    if (this.#outbox.pending.length === 0 && this.#hasStarted) head.adopt(this.#confirmed.fork())
    return {
      failures: this.#queue.failures,
      confirmed: this.#confirmed.fork(),
      local: head.fork(),
      manifest: {
        seed: toHex(this.#seed),
        logPosition: this.#queue.lastPosition,
        hlc: identity.hlc,
        sequences: sequencesToManifest(head.sequences),
        requests: this.database.requests.entries(),
      },
      replica: replicaManifest({ lsn: this.#lsn, hasStarted: this.#hasStarted, outbox: this.#outbox, origins: this.#origins }),
    }
  }

  /** Hash of the confirmed state at `lsn`: equal on every replica and on the server at the same position. */
  async rootHash(): Promise<{ readonly hash: CommitHash; readonly lsn: Lsn }> {
    const copy = await this.#locked(async () =>
      withPages(() => {
        this.#confirmed.settle()
        return { fork: this.#confirmed.fork(), lsn: this.#lsn }
      }),
    )
    return { hash: await stateHash(await checkpointHead(copy.fork, this.#cache, new PageBatch())), lsn: copy.lsn }
  }

  async close(): Promise<void> {
    this.database.markClosed()
    await this.#applying
    await this.#queue.idle()
    if (this.#commitsSinceCheckpoint > 0) await this.checkpoint().catch(() => {})
    await this.#options.logStore.close()
    await this.#options.pageStore.close()
  }
}
