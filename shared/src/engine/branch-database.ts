// A branch as its server holds it: one head that is the accepted state, a decider of change sets, a log of decisions.
// The log (a LogStore whose append is the commit point) is written before anything is answered (rule R15).
// If an append fails the branch is dead: whoever serves it opens it again from the store.

import { assert } from '../base/assert.ts'
import { asLsn, type CommitHash, type Lsn, type OriginId } from '../base/brand.ts'
import type { Clock } from '../base/clock.ts'
import { fromHex, toHex } from '../base/content-hash.ts'
import { ZenError } from '../base/errors.ts'
import { checkpointAppends, originHorizonMs, pageCacheBytes, recentLogRecords } from '../base/limits.ts'
import { zeroHlc, type Hlc } from '../base/hlc.ts'
import type { Random } from '../base/random.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { emptySchema } from '../schema/database-schema.ts'
import type { LogStore } from '../storage/log-store.ts'
import { PageCache } from '../storage/page-cache.ts'
import type { PageStore } from '../storage/page-store.ts'
import type { Decision, DecisionContext } from '../sync/decide.ts'
import { DecisionQueue } from '../sync/decision-queue.ts'
import { encodeLogRecord } from '../sync/log-record-codec.ts'
import { isAccepted, soleRegion, type LogRecord } from '../sync/log-record.ts'
import { decodeOrigins, encodeOrigins, OriginTable, type OriginEntry } from '../sync/origin-table.ts'
import { batchMaxBytes } from '../sync/protocol-version.ts'
import { alterHead } from './alter-head.ts'
import { CheckpointPace } from './checkpoint-pace.ts'
import type { Commit, CommitLog } from './commit.ts'
import { Database } from './database.ts'
import { Head } from './head.ts'
import { checkpointHead, openHead, PageBatch, sequencesFromManifest, sequencesToManifest, stateHash } from './head-roots.ts'
import { withPages } from './load-pages.ts'
import { followRows } from './follow-sequences.ts'
import { LogQueue } from './log-queue.ts'
import { encodeManifest, type HeadRoots, type Manifest } from './manifest.ts'
import { openManifest } from './open-manifest.ts'
import { OriginIdentity } from './origin-identity.ts'
import { pageTrees } from './page-trees.ts'
import { loadAllParts } from './parts.ts'
import { RecentRecords } from './recent-records.ts'
import { RowTail } from './replay-rows.ts'
import { recordAt, requireContinued } from './record-at.ts'
import { requireShippable } from './require-shippable.ts'
import { TrialRun } from './trial-run.ts'
import type { TreeFactory } from './tree-factory.ts'

export interface BranchOptions {
  readonly name: string
  readonly pageStore: PageStore
  readonly logStore: LogStore
  readonly clock: Clock
  readonly random: Random
  readonly cacheBytes?: number
}

/** What a new replica starts from. */
export interface BranchCheckpoint {
  readonly lsn: Lsn
  readonly seed: string
  readonly roots: HeadRoots
  readonly hash: CommitHash
  readonly hlc: Hlc
  readonly schemaVersion: number
  /** Entries of the origins as of `lsn`. */
  readonly origins: ReadonlyMap<OriginId, OriginEntry>
  readonly sequences: Manifest['sequences']
}

export interface Answered {
  readonly changeSet: ChangeSet
  readonly decision: Decision
}

export class BranchDatabase {
  readonly database: Database
  readonly #options: BranchOptions
  readonly #cache: PageCache
  readonly #seed: Uint8Array<ArrayBuffer>
  readonly #queue: LogQueue
  readonly #decisions: DecisionQueue
  readonly #trial: TrialRun
  readonly #listeners = new Set<(records: readonly LogRecord[]) => void>()
  readonly #lostListeners = new Set<(cause: ZenError) => void>()
  readonly #recent = new RecentRecords()
  /** Durable records that the listeners have not heard of. */
  readonly #untold: LogRecord[] = []
  origins: OriginTable
  #hlc: Hlc
  #lsn: Lsn
  #durableLsn: Lsn
  #failure: ZenError | null = null
  readonly #pace = new CheckpointPace()
  #appendsAtCheckpoint = 0
  #checkpoint: Promise<BranchCheckpoint> | null = null
  #latest: BranchCheckpoint | null = null
  #accepting: Promise<void> = Promise.resolve()

  private constructor(
    options: BranchOptions,
    parts: { cache: PageCache; seed: Uint8Array<ArrayBuffer>; head: Head; trees: TreeFactory; manifest: Manifest | null; lastLsn: number },
  ) {
    this.#options = options
    this.#cache = parts.cache
    this.#seed = parts.seed
    this.#lsn = this.#durableLsn = asLsn(parts.lastLsn)
    this.#hlc = parts.manifest?.hlc ?? zeroHlc
    this.origins = new OriginTable(parts.manifest?.origins === undefined ? [] : decodeOrigins(fromHex(parts.manifest.origins)))
    this.#queue = new LogQueue(options.logStore, parts.lastLsn + 1, 'strict')
    const identity = new OriginIdentity(options.clock, options.random, this.#hlc)
    const commitLog: CommitLog = {
      isShared: true,
      append: commit => this.#appendOwn(commit),
      appendBulk: null,
      dependencies: (_transaction, rows) => {
        requireShippable(rows)
        return { base: this.#lsn, wait: [], after: [] }
      },
    }
    this.database = new Database({
      name: options.name,
      head: parts.head,
      trees: parts.trees,
      identity,
      commitLog,
      clock: options.clock,
      random: options.random,
    })
    this.#trial = new TrialRun(this.database)
    this.#decisions = new DecisionQueue({ context: () => this.#context(), take: (record, hlc) => this.#take(record, hlc) })
  }

  static async open(options: BranchOptions): Promise<BranchDatabase> {
    // It judges the changes of others, where nothing can be awaited, and its code is at hand.
    await loadAllParts()
    const bytes = await options.pageStore.readManifest()
    const manifest = bytes === null ? null : await openManifest(bytes)
    // Everything that is kept, for those who come back; what is not in the pages yet is its tail.
    const kept = await options.logStore.read(1)
    const stored = manifest?.logPosition ?? 0
    const tail = kept.filter(entry => entry.position > stored)
    requireContinued(stored, tail)
    const seed = manifest === null ? options.random.bytes(16) : fromHex(manifest.seed)
    const cache = new PageCache(options.pageStore, { budgetBytes: options.cacheBytes ?? pageCacheBytes })
    const trees = pageTrees(seed, cache)
    const head =
      manifest === null ? new Head(emptySchema, new Map(), new Map()) : openHead(manifest, trees, sequencesFromManifest(manifest))
    const lastLsn = tail.length > 0 ? tail[tail.length - 1].position : stored
    const branch = new BranchDatabase(options, { cache, seed, head, trees, manifest, lastLsn })
    const records = kept.map(entry => {
      const record = recordAt(entry)
      branch.#recent.add(record, entry.bytes.length)
      return record
    })
    await branch.#replay(records.slice(records.length - tail.length), trees)
    for (const { bytes } of tail) branch.#pace.note(bytes.length)
    // The seed decides every page: it must be in the store before the first client gets a page.
    if (manifest === null) await branch.checkpoint()
    return branch
  }

  async #replay(records: readonly LogRecord[], trees: TreeFactory): Promise<void> {
    const { head, identity } = this.database
    const rows = new RowTail()
    for (const record of records) {
      this.origins.record(record)
      this.#hlc = identity.hlc
      identity.observe(record.hlc)
      if (!isAccepted(record)) continue
      const { changeSet } = record
      if (changeSet.schemaChanges.length > 0) {
        rows.attachTo(head)
        await withPages(() => head.settle())
        for (const change of changeSet.schemaChanges) await alterHead(head, change, trees)
      }
      followRows(head, changeSet.rows)
      rows.add(changeSet.rows, { origin: changeSet.origin, seq: changeSet.seq, hlc: record.hlc })
    }
    rows.attachTo(head)
    this.#hlc = identity.hlc
  }

  /** Position of the newest durable decision. */
  get lsn(): Lsn {
    return this.#durableLsn
  }

  get hlc(): Hlc {
    return this.database.identity.hlc
  }

  /** Called with every run of records once they are durable, in order. Returns the function that ends it. */
  onRecords(listener: (records: readonly LogRecord[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Called once if the branch stops: another server holds it now, or a write failed. Returns the function that ends it. */
  onLost(listener: (cause: ZenError) => void): () => void {
    this.#lostListeners.add(listener)
    return () => this.#lostListeners.delete(listener)
  }

  /** Stops the branch: nothing more is decided or answered here. */
  lose(cause: ZenError): void {
    if (this.#failure !== null) return
    this.#failure = cause
    this.database.markClosed()
    for (const listener of [...this.#lostListeners]) listener(this.#lostError(cause))
  }

  /** Somebody waits for what will be decided here. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  #lostError(cause: ZenError): ZenError {
    if (cause.code === 'LEASE_LOST') return cause
    return new ZenError('LEASE_LOST', `branch ${this.#options.name} stopped after a failed write; it is opened again`, { cause })
  }

  /** false after a failed append: the branch must be opened again. */
  get isAlive(): boolean {
    return this.#failure === null
  }

  /** Throws when an append failed: the branch must be opened again. */
  requireAlive(): void {
    if (this.#failure !== null) throw this.#lostError(this.#failure)
  }

  /**
   * Decides change sets in the order given. Resolves when every decision made is durable; held ones are decided later,
   * when what they wait for is. Answers what the caller must tell the sender (gaps, stale origins).
   */
  async accept(changeSets: readonly ChangeSet[]): Promise<readonly Answered[]> {
    this.requireAlive()
    const decisions = this.#accepting.then(() => this.#decideInTurn(changeSets))
    this.#accepting = decisions.then(
      () => {},
      () => {},
    )
    const answers = await decisions
    // The next caller decides meanwhile: its records share the append.
    await this.#queue.idle()
    this.requireAlive()
    return answers
  }

  async #decideInTurn(changeSets: readonly ChangeSet[]): Promise<readonly Answered[]> {
    const answers: Answered[] = []
    await this.database.writeLock.acquire()
    try {
      for (const changeSet of changeSets) {
        this.#decisions.offer(changeSet)
        for (;;) {
          const next = await withPages(() => this.#decisions.next())
          if (next === null) break
          answers.push(next)
        }
      }
    } finally {
      this.database.writeLock.release()
    }
    return answers
  }

  #context(): DecisionContext {
    const nowMs = this.#options.clock.nowMs()
    const lsn = asLsn(this.#lsn + 1)
    return {
      origins: this.origins,
      hlc: this.database.identity.hlc,
      nowMs,
      horizonMs: nowMs - originHorizonMs,
      lsn,
      region: soleRegion,
      rseq: lsn,
      deps: new Map(),
      judge: (changeSet, stamp) => this.#trial.judge(changeSet, stamp),
    }
  }

  #take(record: LogRecord, hlc: Hlc): void {
    this.database.identity.observe(hlc)
    this.#trial.keep(isAccepted(record), 'remote')
    if (isAccepted(record)) followRows(this.database.head, record.changeSet.rows)
    this.#log(record).catch(() => {})
  }

  /** A commit of a session on this server: decided by having run. */
  #appendOwn(commit: Commit): Promise<void> {
    const { changeSet } = commit
    if (changeSet === null) return Promise.resolve()
    const lsn = asLsn(this.#lsn + 1)
    return this.#log({
      lsn,
      region: soleRegion,
      rseq: lsn,
      deps: new Map(),
      verdict: { kind: 'accepted', lostCells: 0, clock: 'kept' },
      hlc: changeSet.hlc,
      decidedAtMs: this.#options.clock.nowMs(),
      changeSet,
    })
  }

  #log(record: LogRecord): Promise<void> {
    assert(record.lsn === this.#lsn + 1, 'positions of a log are dense')
    this.#lsn = record.lsn
    this.origins.record(record)
    const bytes = encodeLogRecord(record)
    const durable = this.#queue.append(bytes, () => {})
    return durable.then(
      () => this.#publish(record, bytes.length),
      (error: unknown) => {
        this.lose(error instanceof ZenError ? error : new ZenError('STORAGE_FAILED', 'the log could not be written', { cause: error }))
        throw error
      },
    )
  }

  #publish(record: LogRecord, byteLength: number): void {
    this.#durableLsn = record.lsn
    this.#recent.add(record, byteLength)
    // The records of one append become durable together, and are told together: one batch for a client, not one each.
    if (this.#untold.push(record) === 1) queueMicrotask(() => this.#tell())
    this.#pace.note(byteLength)
    if (this.#isCheckpointDue) void this.checkpoint().catch(() => {})
  }

  #tell(): void {
    const records = this.#untold.splice(0)
    for (const listener of [...this.#listeners]) listener(records)
  }

  get #isCheckpointDue(): boolean {
    return this.#pace.isDue || this.#queue.appends - this.#appendsAtCheckpoint >= checkpointAppends
  }

  /** Records after `lsn`, at most `limit`; null when they are gone: the client must start from a checkpoint. */
  async recordsAfter(lsn: Lsn, limit: number): Promise<readonly LogRecord[] | null> {
    if (lsn > this.#durableLsn) return null
    if (lsn === this.#durableLsn) return []
    const recent = this.#recent.after(lsn, this.#durableLsn, { limit, limitBytes: batchMaxBytes })
    if (recent !== null) return recent
    const entries = await this.#options.logStore.read(lsn + 1)
    if (entries.length === 0 || entries[0].position !== lsn + 1) return null
    const records: LogRecord[] = []
    let bytes = 0
    for (const entry of entries.slice(0, limit)) {
      if (records.length > 0 && bytes + entry.bytes.length > batchMaxBytes) break
      bytes += entry.bytes.length
      records.push(recordAt(entry))
    }
    return records
  }

  /** The state as pages, and its position. Writes pages that are not stored yet. */
  checkpoint(): Promise<BranchCheckpoint> {
    this.#checkpoint ??= this.#runCheckpoint().finally(() => (this.#checkpoint = null))
    return this.#checkpoint
  }

  async #runCheckpoint(): Promise<BranchCheckpoint> {
    if (this.#latest !== null && this.#latest.lsn === this.#lsn) return this.#latest
    this.origins.forgetBefore(this.#options.clock.nowMs() - originHorizonMs)
    const copy = await withPages(() => {
      this.database.head.settle()
      return { fork: this.database.head.fork(), lsn: this.#lsn, origins: [...this.origins.entries()], hlc: this.database.identity.hlc }
    })
    const stored = this.#pace.begin()
    const { appends } = this.#queue
    await this.#queue.idle()
    this.requireAlive()
    const batch = new PageBatch()
    const roots = await checkpointHead(copy.fork, this.#cache, batch)
    const manifest: Manifest = {
      ...roots,
      seed: toHex(this.#seed),
      logPosition: copy.lsn,
      hlc: copy.hlc,
      sequences: sequencesToManifest(this.database.head.sequences),
      origins: toHex(encodeOrigins(copy.origins)),
      replica: null,
    }
    await this.#options.pageStore.write(batch.pages, encodeManifest(manifest))
    batch.settle()
    stored()
    this.#appendsAtCheckpoint = appends
    await this.#queue.forget(Math.min(copy.lsn, this.#durableLsn - recentLogRecords) + 1)
    this.#latest = {
      lsn: copy.lsn,
      seed: manifest.seed,
      roots,
      hash: await stateHash(roots),
      hlc: copy.hlc,
      schemaVersion: copy.fork.schema.version,
      origins: new Map(copy.origins.map(entry => [entry.origin, entry])),
      sequences: manifest.sequences,
    }
    return this.#latest
  }

  /** The one hash of the present state, and its position. */
  async rootHash(): Promise<{ readonly hash: CommitHash; readonly lsn: Lsn }> {
    const copy = await withPages(() => {
      this.database.head.settle()
      return { fork: this.database.head.fork(), lsn: this.#lsn }
    })
    return { hash: await stateHash(await checkpointHead(copy.fork, this.#cache, new PageBatch())), lsn: copy.lsn }
  }

  async close(): Promise<void> {
    this.database.markClosed()
    await this.#queue.idle()
    if (this.#pace.commits > 0 && this.#failure === null) await this.checkpoint().catch(() => {})
    await this.#options.logStore.close()
    await this.#options.pageStore.close()
  }
}
