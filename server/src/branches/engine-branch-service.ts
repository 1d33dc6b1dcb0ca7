// Branches on the engine: takes the lease of a branch, opens it from the object store, keeps it open, and opens it again
// when a write failed or another server took it over and gave it back.

import { ZenError } from '@zendb/shared/base/errors'
import type { BranchDatabase } from '@zendb/shared/engine/branch-database'
import { collectEveryMs, collectGarbage } from '../durable/collect-garbage.ts'
import { createBranch, listBranches, takeBranch, type HeldBranch, type LeaseOptions } from '../durable/lease.ts'
import { VerifiedPageStore } from '../durable/verified-page-store.ts'
import { openBranchDatabase } from './open-branch-database.ts'
import type { BranchHandle, BranchInfo, BranchService } from './branch-service.ts'
import { EngineBranchHandle } from './engine-branch-handle.ts'
import { checkBranchName, checkDatabaseName } from './names.ts'

export const mainBranch = 'main'
/** A state that is read may be this much older than what another server decided since it took the branch. */
export const leaseCheckMs = 30_000

export interface BranchServiceOptions extends LeaseOptions {
  /** Makes a database when a client first asks for it. For development and tests: a typing mistake makes a database. */
  readonly createsDatabases: boolean
  /** Byte budget of decoded pages per branch. */
  readonly cacheBytes?: number
}

interface OpenBranch {
  readonly handle: EngineBranchHandle
  readonly engine: BranchDatabase
  readonly held: HeldBranch
  /** When it was last known to be held here. */
  checkedMs: number
  /** When its garbage was collected last. */
  collectedMs: number
}

export class EngineBranchService implements BranchService {
  readonly #options: BranchServiceOptions
  readonly #open = new Map<string, Promise<OpenBranch>>()
  #isClosed = false

  constructor(options: BranchServiceOptions) {
    this.#options = options
  }

  async open(database: string, branch: string): Promise<BranchHandle> {
    checkDatabaseName(database)
    checkBranchName(branch)
    return (await this.#opened(database, branch)).handle
  }

  async #opened(database: string, branch: string): Promise<OpenBranch> {
    if (this.#isClosed) throw new ZenError('STORAGE_CLOSED', 'the server is stopping; connect again')
    const name = `${database}@${branch}`
    const known = this.#open.get(name)
    if (known !== undefined) {
      const open = await known
      await this.#checkIfDue(open)
      if (open.engine.isAlive) return open
      // A failed write ended it: everything acknowledged is in the store, so it is opened from there.
      if (this.#open.get(name) === known) this.#open.delete(name)
      return this.#opened(database, branch)
    }
    const opening = this.#take(database, branch)
    this.#open.set(name, opening)
    opening.catch(() => this.#open.get(name) === opening && this.#open.delete(name))
    return opening
  }

  async #take(database: string, branch: string): Promise<OpenBranch> {
    let held: HeldBranch
    try {
      held = await takeBranch(this.#options, { database, branch })
    } catch (error) {
      const isMissing = error instanceof ZenError && error.code === 'BRANCH_NOT_FOUND'
      if (!isMissing || branch !== mainBranch) throw error
      if (!this.#options.createsDatabases)
        throw new ZenError(
          'DATABASE_NOT_FOUND',
          `there is no database "${database}"; make it with "zendb create ${database}" or start the server with --dev`,
        )
      await this.createDatabase(database)
      held = await takeBranch(this.#options, { database, branch })
    }
    const engine = await openBranchDatabase(held, new VerifiedPageStore(held.pages, 'engine'), this.#options, this.#options.cacheBytes)
    return {
      held,
      engine,
      checkedMs: this.#options.clock.nowMs(),
      collectedMs: 0,
      handle: new EngineBranchHandle(database, branch, engine, new VerifiedPageStore(held.pages, 'client')),
    }
  }

  /** Branches that are open here, or opening. */
  get openCount(): number {
    return this.#open.size
  }

  async list(database: string): Promise<readonly string[]> {
    const names = await listBranches(this.#options.objects, database)
    if (names.length === 0) throw new ZenError('DATABASE_NOT_FOUND', `there is no database "${database}"`)
    return names
  }

  async create(database: string, name: string, from: string): Promise<BranchInfo> {
    checkBranchName(name)
    const parent = await this.#opened(database, from)
    const checkpoint = await parent.engine.checkpoint()
    const { manifest } = parent.held.pages
    await createBranch(
      this.#options,
      { database, branch: name },
      {
        packs: manifest.packs,
        engine: manifest.engine,
        parent: { branch: from, manifest: manifest.number },
        firstPosition: checkpoint.lsn + 1,
      },
    )
    return { name, commit: { lsn: checkpoint.lsn, hash: checkpoint.hash, schemaVersion: checkpoint.schemaVersion } }
  }

  /**
   * Looks whether the branches that somebody listens to are still held here. A server that only reads would not notice otherwise, and its
   * clients would wait for what another server decides. Called from time to time; branches without listeners make no request.
   */
  async checkLeases(): Promise<void> {
    for (const opening of [...this.#open.values()]) {
      const open = await opening.catch(() => null)
      if (open !== null && open.engine.hasListeners) await this.#check(open)
    }
  }

  /** Whoever asks a branch that nobody has asked for a while must not get an old state: another server may hold it since. */
  async #checkIfDue(open: OpenBranch): Promise<void> {
    if (this.#options.clock.nowMs() - open.checkedMs >= leaseCheckMs) await this.#check(open)
  }

  async #check(open: OpenBranch): Promise<void> {
    if (!open.engine.isAlive) return
    open.checkedMs = this.#options.clock.nowMs()
    try {
      await open.held.checkStillHolder()
    } catch (error) {
      // A store that does not answer says nothing about the lease.
      if (error instanceof ZenError && error.code === 'LEASE_LOST') open.engine.lose(error)
    }
  }

  /** Deletes objects that the open branches do not need any more; each branch at most once a day. Called from time to time. */
  async collectGarbage(): Promise<void> {
    const { objects, clock } = this.#options
    for (const opening of [...this.#open.values()]) {
      const open = await opening.catch(() => null)
      if (open === null || !open.engine.isAlive || clock.nowMs() - open.collectedMs < collectEveryMs) continue
      open.collectedMs = clock.nowMs()
      // What stays costs space only, and goes the next time.
      await collectGarbage(objects, open.held.name, open.held.pages.manifest, clock.nowMs()).catch(() => undefined)
    }
  }

  async createDatabase(database: string): Promise<boolean> {
    checkDatabaseName(database)
    try {
      await createBranch(this.#options, { database, branch: mainBranch })
      return true
    } catch (error) {
      if (error instanceof ZenError && error.code === 'BRANCH_EXISTS') return false
      throw error
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const open = await Promise.allSettled(this.#open.values())
    for (const result of open) if (result.status === 'fulfilled') await result.value.engine.close()
    this.#open.clear()
  }
}
