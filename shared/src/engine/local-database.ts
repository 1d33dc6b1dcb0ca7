// A database in one place, without a server: opened from a page store and a log store, checkpointed when the log grows.
//
// Open: manifest -> roots -> heads; the log's tail becomes pending rows, applied when they are read.
// Checkpoint: fork, encode dirty pages, write pages and manifest in one step, then forget the log below it.

import type { CommitHash } from '../base/brand.ts'
import type { Clock } from '../base/clock.ts'
import { fromHex, toHex } from '../base/content-hash.ts'
import { pageCacheBytes } from '../base/limits.ts'
import { zeroHlc } from '../base/hlc.ts'
import { withParts } from '../base/load-part.ts'
import type { Random } from '../base/random.ts'
import { emptySchema } from '../schema/database-schema.ts'
import type { Durability, LogEntry, LogStore } from '../storage/log-store.ts'
import { PageCache } from '../storage/page-cache.ts'
import { PageFault } from '../storage/tree-contract.ts'
import type { PageStore } from '../storage/page-store.ts'
import { CheckpointPace } from './checkpoint-pace.ts'
import { Database } from './database.ts'
import { Head } from './head.ts'
import { checkpointHead, openHead, PageBatch, sequencesFromManifest, sequencesToManifest, stateHash } from './head-roots.ts'
import { withPages } from './load-pages.ts'
import { lateDefinitions, lateRecovery } from './late-statements.ts'
import { LocalCommitLog } from './local-commit-log.ts'
import { LogQueue } from './log-queue.ts'
import { encodeManifest, type Manifest } from './manifest.ts'
import { openManifest } from './open-manifest.ts'
import { OriginIdentity } from './origin-identity.ts'
import { pageTrees } from './page-trees.ts'
import type { RecentRequest } from './recent-requests.ts'
import { requireSameOwner } from './require-same-owner.ts'
import type { TreeFactory } from './tree-factory.ts'

export interface LocalOptions {
  readonly name: string
  readonly pageStore: PageStore
  readonly logStore: LogStore
  readonly clock: Clock
  readonly random: Random
  readonly durability?: Durability
  /** Byte budget of decoded pages in memory. */
  readonly cacheBytes?: number
}

/** Everything that belongs to one log position. */
interface StateCopy {
  readonly fork: Head
  readonly position: number
  readonly requests: readonly RecentRequest[]
}

export class LocalDatabase {
  readonly database: Database
  readonly #options: LocalOptions
  readonly #cache: PageCache
  readonly #seed: Uint8Array<ArrayBuffer>
  readonly #queue: LogQueue
  #storedPosition: number
  readonly #pace = new CheckpointPace()
  #checkpoint: Promise<void> | null = null

  private constructor(
    options: LocalOptions,
    cache: PageCache,
    seed: Uint8Array<ArrayBuffer>,
    head: Head,
    trees: TreeFactory,
    manifest: Manifest | null,
    tail: readonly LogEntry[],
  ) {
    this.#options = options
    this.#cache = cache
    this.#seed = seed
    this.#storedPosition = manifest?.logPosition ?? 0
    const end = tail.length > 0 ? tail[tail.length - 1].position : this.#storedPosition
    this.#queue = new LogQueue(options.logStore, end + 1, options.durability ?? 'relaxed')
    for (const { bytes } of tail) this.#pace.note(bytes.length)
    const identity = new OriginIdentity(options.clock, options.random, manifest?.hlc ?? zeroHlc)
    const commitLog = new LocalCommitLog(
      this.#queue,
      undo => this.#storeBulk(undo),
      bytes => this.#afterCommit(bytes),
    )
    this.database = new Database({ name: options.name, head, trees, identity, commitLog, clock: options.clock, random: options.random })
  }

  static async open(options: LocalOptions): Promise<LocalDatabase> {
    const bytes = await options.pageStore.readManifest()
    const manifest = bytes === null ? null : await openManifest(bytes)
    requireSameOwner(manifest, options.name, null)
    const tail = await options.logStore.read((manifest?.logPosition ?? 0) + 1)
    // A tail without a manifest needs the seed that its rows were hashed with only for page borders, so a new one is fine.
    const seed = manifest === null ? options.random.bytes(16) : fromHex(manifest.seed)
    const cache = new PageCache(options.pageStore, { budgetBytes: options.cacheBytes ?? pageCacheBytes })
    const trees = pageTrees(seed, cache)
    const head =
      manifest === null ? new Head(emptySchema, new Map(), new Map()) : openHead(manifest, trees, sequencesFromManifest(manifest))
    const local = new LocalDatabase(options, cache, seed, head, trees, manifest, tail)
    local.database.requests.restore(manifest?.requests ?? [])
    if (tail.length > 0) {
      const { replayTail } = await withParts(() => lateRecovery.get())
      await replayTail(local.database, tail, trees)
    }
    if ([...local.database.head.schema.tables.values()].some(({ temporary }) => temporary)) {
      const { dropLeftTemporaryTables } = await withParts(() => lateDefinitions.get())
      await dropLeftTemporaryTables(local.database)
    }
    return local
  }

  /** The one hash of the present state. */
  async rootHash(): Promise<CommitHash> {
    const fork = await this.#settledFork()
    return stateHash(await checkpointHead(fork, this.#cache, new PageBatch()))
  }

  #settledFork(): Head | Promise<Head> {
    return withPages(() => {
      this.database.head.settle()
      return this.database.head.fork()
    })
  }

  #afterCommit(bytes: number): void {
    this.#pace.note(bytes)
    if (this.#pace.isDue) void this.checkpoint().catch(() => {})
  }

  /** Writes everything committed so far into pages. Rejects with STORAGE_QUOTA or STORAGE_FAILED; then the log still has it all. */
  checkpoint(): Promise<void> {
    this.#checkpoint ??= this.#runCheckpoint().finally(() => (this.#checkpoint = null))
    return this.#checkpoint
  }

  async #runCheckpoint(): Promise<void> {
    for (;;) {
      const { failures } = this.#queue
      const copy = await withPages(() => {
        this.database.head.settle()
        return { fork: this.database.head.fork(), position: this.#queue.lastPosition, requests: this.database.requests.entries() }
      })
      // The copy holds commits that are still on their way into the log; if one of them failed, it is not the state.
      await this.#queue.idle()
      if (this.#queue.failures === failures) return this.#writePages(copy)
    }
  }

  async #writePages({ fork, position, requests }: StateCopy): Promise<void> {
    const batch = new PageBatch()
    const stored = this.#pace.begin()
    const roots = await checkpointHead(fork, this.#cache, batch)
    const { hlc } = this.database.identity
    const sequences = sequencesToManifest(this.database.head.sequences)
    const manifest: Manifest = { ...roots, seed: toHex(this.#seed), logPosition: position, hlc, sequences, requests, replica: null }
    await this.#options.pageStore.write(batch.pages, encodeManifest(manifest))
    batch.settle()
    this.#storedPosition = position
    stored()
    await this.#queue.forget(position + 1)
  }

  /** A large transaction: its pages are its log record. Commits behind it wait, since they build on it. */
  #storeBulk(undo: () => void): Promise<void> {
    settleIfLoaded(this.database.head)
    const copy: StateCopy = {
      fork: this.database.head.fork(),
      position: this.#queue.lastPosition,
      requests: this.database.requests.entries(),
    }
    return this.#queue.runInTurn(async () => {
      if (this.#checkpoint !== null) await this.#checkpoint
      await this.#writePages(copy)
    }, undo)
  }

  async close(): Promise<void> {
    this.database.markClosed()
    await this.#queue.idle()
    if (this.#pace.commits > 0) await this.checkpoint().catch(() => {})
    await this.#options.logStore.close()
    await this.#options.pageStore.close()
  }
}

/** Index entries that wait go into the trees before these are shared, so that it is done once; on a fault the fork does it. */
function settleIfLoaded(head: Head): void {
  try {
    head.settle()
  } catch (fault) {
    if (!(fault instanceof PageFault)) throw fault
  }
}
