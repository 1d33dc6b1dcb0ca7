// A synced database on a device: `confirmed` is what the server accepted, `local` (the database's head) is the outbox
// folded over it (rules R18-R22). Own commits and batches of the server's log go into one local log; pages hold both heads.

import { asLsn, type CommitHash, type Lsn, type OriginId, type TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import { fromHex, toHex } from '../base/content-hash.ts'
import { ZenError } from '../base/errors.ts'
import { pageCacheBytes } from '../base/limits.ts'
import { compareHlc, maxHlc, zeroHlc, type Hlc } from '../base/hlc.ts'
import type { ChangeSet, ChangeSetId } from '../changes/change-set.ts'
import { emptySchema } from '../schema/database-schema.ts'
import { PageCache } from '../storage/page-cache.ts'
import { isAccepted, type LogRecord } from '../sync/log-record.ts'
import type { OpenOrigin } from '../sync/client-message.ts'
import { decodeOrigins, OriginTable } from '../sync/origin-table.ts'
import { CheckpointPace } from './checkpoint-pace.ts'
import type { Commit, CommitLog } from './commit.ts'
import { confirmRecord } from './confirm-record.ts'
import { Database } from './database.ts'
import { fetchAllPages } from './fetch-all-pages.ts'
import { rebuildLocal, refoldRows } from './fold-outbox.ts'
import { Fold } from './fold.ts'
import { followSequences } from './follow-sequences.ts'
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
import { provideSchemaChanges } from './provide-schema-changes.ts'
import { outboxOf, rejectedOf, replicaManifest } from './replica-manifest.ts'
import type { ReplicaEvent, ReplicaStart } from './replica-events.ts'
import { requireSameOwner } from './require-same-owner.ts'
import { requireShippable } from './require-shippable.ts'
import { redo } from './redo.ts'
import { UndecidedWrites } from './undecided-writes.ts'
import { WriteJournal } from './write-journal.ts'

export interface ReplicaOptions extends LocalOptions {
  /** `shop@main`: the branch that it belongs to (rule R23). */
  readonly branch?: string
}

export class ReplicaDatabase {
  readonly database: Database
  readonly #options: ReplicaOptions
  /** Whose state it has, or will have. */
  #branch: string | undefined
  readonly #cache: PageCache
  readonly #queue: LogQueue
  readonly #listeners = new Set<(event: ReplicaEvent) => void>()
  #seed: Uint8Array<ArrayBuffer>
  #confirmed: Head
  readonly #writes: UndecidedWrites
  #lsn: Lsn
  /** false: never heard of the server; the first contact is always a start from its state. */
  #hasStarted: boolean
  /** true: `local` may not be the outbox over `confirmed` any more. */
  #mustRebuild = false
  /** false: `confirmed` was taken over from the server and is not in pages yet, so the log must not go on from it. */
  #isStartStored = true
  readonly #pace = new CheckpointPace()
  #checkpoint: Promise<void> | null = null
  #applying: Promise<void> = Promise.resolve()

  private constructor(
    options: ReplicaOptions,
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
    this.#lsn = asLsn(replica?.lsn ?? 0)
    this.#hasStarted = replica?.hasStarted ?? false
    this.#branch = replica?.branch ?? options.branch
    this.#queue = new LogQueue(options.logStore, lastPosition + 1, options.durability ?? 'relaxed')
    const identity = new OriginIdentity(options.clock, options.random, manifest?.hlc ?? zeroHlc)
    const origins = new OriginTable(replica === null ? [] : decodeOrigins(fromHex(replica.origins)))
    const outbox = new Outbox(outboxOf(replica), rejectedOf(replica))
    this.#writes = new UndecidedWrites(outbox, origins, identity)
    const commitLog: CommitLog = {
      isShared: true,
      append: (commit, undo) => this.#appendOwn(commit, undo),
      appendBulk: null,
      dependencies: (transaction, rows) => {
        requireShippable(rows)
        return {
          base: this.#lsn,
          wait: transaction.birth.seq === 1 ? outbox.lastOfEachOrigin() : [],
          after: outbox.dependenciesOf(rows, transaction.schemaChanges, transaction.reads),
        }
      },
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

  static async open(options: ReplicaOptions): Promise<ReplicaDatabase> {
    provideSchemaChanges()
    const bytes = await options.pageStore.readManifest()
    const manifest = bytes === null ? null : await openManifest(bytes)
    requireSameOwner(manifest, options.name, options.branch)
    const tail = await options.logStore.read((manifest?.logPosition ?? 0) + 1)
    const seed = manifest === null ? options.random.bytes(16) : fromHex(manifest.seed)
    const cache = new PageCache(options.pageStore, { budgetBytes: options.cacheBytes ?? pageCacheBytes })
    const last = tail.length > 0 ? tail[tail.length - 1].position : (manifest?.logPosition ?? 0)
    const replica = new ReplicaDatabase(options, cache, seed, manifest, last)
    replica.database.requests.restore(manifest?.requests ?? [])
    if (tail.length > 0) await replica.#replay(tail.map(entry => decodeLocalLogEntry(entry.bytes, entry.position)))
    // Which of them do not fit is not stored.
    else if (replica.pending.some(({ schemaChanges }) => schemaChanges.length > 0)) await replica.#rebuild()
    for (const { bytes } of tail) replica.#pace.note(bytes.length)
    return replica
  }

  // ------------------------------------------------------------- what others ask

  get lsn(): Lsn {
    return this.#lsn
  }

  get #outbox(): Outbox {
    return this.#writes.outbox
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

  openOrigins(): readonly OpenOrigin[] {
    return this.#writes.openOrigins()
  }

  /** The server's clocks (S4, R4); a clock that ran ahead is lowered when nothing is pending (R6). */
  learnClock(serverNowMs: number, hlc: Hlc): void {
    const { identity } = this.database
    identity.correctBy(serverNowMs)
    identity.observe(hlc)
    const newest = maxHlc(hlc, { ms: serverNowMs, counter: 0 })
    if (this.#outbox.pending.length === 0 && compareHlc(identity.hlc, newest) > 0) identity.lowerTo(newest)
  }

  /** Rule R20: their change sets will never be decided, so `local` does not show them any more (R21). */
  setStale(origins: readonly OriginId[]): Promise<void> {
    return this.#inTurn(() =>
      this.#locked(async () => {
        const fold = new Fold()
        for (const changeSet of this.#writes.setStale(origins)) fold.add(changeSet)
        await this.#foldAnew(fold)
      }),
    )
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
    if (changeSet !== null) this.#writes.add(changeSet)
    const bytes = encodeLocalLogEntry({ kind: 'own', ...commit })
    await this.#queue.append(bytes, () => {
      if (changeSet !== null) this.#writes.takeBack(changeSet)
      undo()
      this.#rebuildSoon()
    })
    if (changeSet !== null) {
      this.#writes.markDurable(changeSet)
      this.#emit({ kind: 'outbox' })
    }
    this.#afterCommit(bytes.length)
  }

  /** A write was taken back to what was there when it was made; the server's log may have gone on since. */
  #rebuildSoon(): void {
    if (this.#mustRebuild) return
    this.#mustRebuild = true
    // A failure leaves the mark, and the next batch does it.
    this.#inTurn(() => this.#locked(() => this.#foldAnew(new Fold()))).catch(() => {})
  }

  /** Pending change sets that may be sent. */
  get sendable(): readonly ChangeSet[] {
    return this.#writes.sendable
  }

  /** Gives up rejected change sets: they are not listed any more. */
  async discard(ids: readonly ChangeSetId[]): Promise<void> {
    const given = ids.flatMap(id => this.#outbox.discard(id) ?? [])
    if (given.length === 0) return
    const bytes = encodeLocalLogEntry({ kind: 'discard', ids: given.map(({ changeSet: { origin, seq } }) => ({ origin, seq })) })
    await this.#queue.append(bytes, () => this.#outbox.restore(given))
  }

  /** Makes the rows of a refused change set again, on the state of now, as a new one; then the old one is given up. */
  async retry(id: ChangeSetId): Promise<void> {
    const found = this.#outbox.rejected.find(({ changeSet }) => changeSet.origin === id.origin && changeSet.seq === id.seq)
    if (found === undefined) return
    // In one append: a crash leaves either the old one to decide about or the new one, never both.
    const stored = await this.#locked(async () => withPages(() => [redo(this.database, found.changeSet).durable, this.discard([id])]))
    await Promise.all(stored)
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
      // Read back over an older state, these records would make another one.
      if (!this.#isStartStored) await this.checkpoint()
      if (!this.#isStartStored) throw new ZenError('STORAGE_FAILED', 'the state of the server could not be stored; it is tried again')
      const to = fresh[fresh.length - 1].lsn
      const bytes = encodeLocalLogEntry({ kind: 'batch', to, hlc, records: fresh })
      await this.#queue.append(bytes, () => {})
      await this.#locked(() => this.#takeIn(fresh, hlc))
      this.#emit({ kind: 'position', lsn: to })
      this.#afterCommit(bytes.length)
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
    const fold = new Fold()
    for (const record of records) await this.#confirm(record, fold)
    this.#reached(records[records.length - 1].lsn, hlc)
    await this.#foldAnew(fold)
  }

  async #confirm(record: LogRecord, fold: Fold): Promise<void> {
    if (isAccepted(record)) {
      if (record.changeSet.schemaChanges.length > 0) fold.isRebuild = true
      await confirmRecord(this.#confirmed, record, this.database.trees, fold.touched)
    }
    for (const changeSet of this.#writes.decide(record)) fold.add(changeSet)
  }

  #reached(lsn: Lsn, hlc: Hlc): void {
    this.#lsn = lsn
    this.#hasStarted = true
    this.database.identity.observe(hlc)
  }

  /** Verdicts are told when the state that they speak of is visible. */
  #emitVerdicts(): void {
    for (const event of this.#writes.takeEvents()) this.#emit(event)
  }

  /** The head is confirmed and outbox again, where they changed. */
  async #foldAnew({ isRebuild, touched }: Fold): Promise<void> {
    if (isRebuild || this.#mustRebuild) await this.#rebuild()
    else await this.#refold(touched)
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
    this.#emitVerdicts()
  }

  async #rebuild(): Promise<void> {
    const { head, feed, trees } = this.database
    head.adopt(await rebuildLocal(this.#confirmed, this.#outbox, trees))
    this.#mustRebuild = false
    head.version++
    feed.publish({ version: head.version, origin: 'remote', tables: new Set(head.tables.keys()), isSchemaChange: true, entries: null })
    this.#emitVerdicts()
  }

  // ------------------------------------------------------------- starting from the server's state

  /** Takes over a state of the branch (R19, R22): its pages are fetched as they are needed. Ignored unless it is newer. */
  start(from: ReplicaStart): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#hasStarted && from.lsn <= this.#lsn) return
      await this.#locked(async () => {
        this.#isStartStored = false
        this.#seed = fromHex(from.seed)
        this.database.trees = pageTrees(this.#seed, this.#cache)
        this.#confirmed = openHead(from.roots, this.database.trees, this.database.head.sequences)
        followSequences(this.#confirmed, from.sequences)
        this.#reached(from.lsn, from.hlc)
        this.#writes.takeVerdicts(from.origins)
        await this.#rebuild()
      })
      await this.checkpoint()
      this.#emit({ kind: 'position', lsn: from.lsn })
    })
  }

  // ------------------------------------------------------------- the local log

  async #replay(entries: readonly ReturnType<typeof decodeLocalLogEntry>[]): Promise<void> {
    const fold = new Fold()
    for (const entry of entries) {
      switch (entry.kind) {
        case 'own':
          this.#replayOwn(entry, fold)
          break
        case 'batch':
          for (const record of entry.records) await this.#confirm(record, fold)
          this.#reached(entry.to, entry.hlc)
          break
        case 'discard':
          // One that was refused as stale (R20) is refused again at the next welcome only; given up is given up.
          for (const id of entry.ids) if (this.#outbox.discard(id) === undefined) this.#outbox.remove(id)
      }
    }
    if (this.pending.some(({ schemaChanges }) => schemaChanges.length > 0)) fold.isRebuild = true
    // Nobody listens yet: what was decided before the last close is told by `rejected`.
    this.#writes.takeEvents()
    await this.#foldAnew(fold)
  }

  #replayOwn({ request, changeSet, sequences }: Commit, fold: Fold): void {
    const { requests, head, identity } = this.database
    if (request !== null) requests.add(request, changeSet)
    for (const { name, value, isCalled } of sequences) head.sequences.set(name, { value, isCalled })
    if (changeSet === null) return
    this.#outbox.add(changeSet)
    identity.observe(changeSet.hlc)
    fold.add(changeSet)
  }

  #afterCommit(bytes: number): void {
    this.#pace.note(bytes)
    if (this.#pace.isDue) void this.checkpoint().catch(() => {})
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
    const stored = this.#pace.begin()
    const batch = new PageBatch()
    const confirmed = await checkpointHead(copy.confirmed, this.#cache, batch)
    const roots = await checkpointHead(copy.local, this.#cache, batch)
    const manifest: Manifest = { ...roots, ...copy.manifest, replica: { ...copy.replica, confirmed } }
    await this.#options.pageStore.write(batch.pages, encodeManifest(manifest))
    batch.settle()
    if (copy.lsn === this.#lsn) this.#isStartStored = true
    stored()
    await this.#queue.forget(copy.manifest.logPosition + 1)
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
      lsn: this.#lsn,
      confirmed: this.#confirmed.fork(),
      local: head.fork(),
      manifest: {
        seed: toHex(this.#seed),
        logPosition: this.#queue.lastPosition,
        hlc: identity.hlc,
        sequences: sequencesToManifest(head.sequences),
        requests: this.database.requests.entries(),
      },
      replica: replicaManifest({
        lsn: this.#lsn,
        hasStarted: this.#hasStarted,
        // What was never sent may still go elsewhere.
        branch: this.#hasStarted ? this.#branch : undefined,
        outbox: this.#outbox,
        origins: this.#writes.origins,
      }),
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
    if (this.#pace.commits > 0) await this.checkpoint().catch(() => {})
    await this.#options.logStore.close()
    await this.#options.pageStore.close()
  }
}
