// A branch and devices on real engines, with a line between them that a test works by hand: for rules that a random run would
// meet too seldom. Stores are in memory; a device's may fail on command and are what the device finds when it is opened again.

import { ManualClock } from '../base/clock.ts'
import { seededRandom } from '../base/random.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { BranchDatabase } from '../engine/branch-database.ts'
import { sequencesFromManifest } from '../engine/head-roots.ts'
import { LocalDatabase } from '../engine/local-database.ts'
import { printResult } from '../engine/print-result.ts'
import { RemotePageStore } from '../engine/remote-page-store.ts'
import { ReplicaDatabase } from '../engine/replica-database.ts'
import type { ReplicaEvent } from '../engine/replica-events.ts'
import type { Session } from '../engine/session.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { FaultyLogStore } from './faulty-log-store.ts'
import { FaultClock, type StoreFault } from './store-faults.ts'

export class TestBranch {
  readonly clock = new ManualClock()
  readonly pages = new MemoryPageStore()
  readonly log = new MemoryLogStore()
  branch!: BranchDatabase
  session!: Session

  /** A branch on which `setup` was run. */
  static async open(setup: string): Promise<TestBranch> {
    const test = new TestBranch()
    await test.reopen()
    for (const { durable } of await test.session.executeScript(setup)) await durable
    return test
  }

  /** Opens the stores as they are, as after kill -9. */
  async reopen(): Promise<void> {
    const { clock, pages: pageStore, log: logStore } = this
    this.branch = await BranchDatabase.open({ name: 'shop', pageStore, logStore, clock, random: seededRandom(++opened) })
    this.session = this.branch.database.connect()
  }

  /** Runs a statement and waits until it is durable. */
  async write(sql: string): Promise<void> {
    await (
      await this.session.execute(sql)
    ).durable
  }

  /** A device that has the branch's state. */
  async connect(clock: ManualClock = this.clock, faults: readonly StoreFault[] = []): Promise<TestDevice> {
    const device = new TestDevice(this, clock, faults)
    await device.open()
    await device.pull()
    return device
  }
}

/** Every opening has its own chance: origins must not repeat. */
let opened = 0

export class TestDevice {
  readonly events: ReplicaEvent[] = []
  readonly #server: TestBranch
  readonly #clock: ManualClock
  readonly #pages = new MemoryPageStore()
  readonly #log: FaultyLogStore
  replica!: ReplicaDatabase
  session!: Session

  constructor(server: TestBranch, clock: ManualClock, faults: readonly StoreFault[]) {
    this.#server = server
    this.#clock = clock
    this.#log = new FaultyLogStore(new FaultClock(faults))
  }

  /** Opens the stores as they are: also what follows a crash. `branch`: what its app says it belongs to. */
  async open(branch = 'shop@main'): Promise<void> {
    const pageStore = new RemotePageStore(this.#pages, hashes => this.#server.pages.read(hashes))
    const options = { name: 'shop', branch, pageStore, logStore: this.#log, clock: this.#clock, random: seededRandom(++opened) }
    this.replica = await ReplicaDatabase.open(options)
    this.replica.on(event => this.events.push(event))
    this.session = this.replica.database.connect()
  }

  /** Opens the stores as an app does that names no server. */
  async openAlone(): Promise<LocalDatabase> {
    const { clock } = this.#server
    return LocalDatabase.open({ name: 'shop', pageStore: this.#pages, logStore: this.#log, clock, random: seededRandom(++opened) })
  }

  /** Runs a statement and waits until it is durable here. */
  async write(sql: string): Promise<void> {
    await (
      await this.session.execute(sql)
    ).durable
  }

  /** The server decides on `changeSets`. */
  async push(changeSets: readonly ChangeSet[] = this.replica.sendable): Promise<void> {
    await this.#server.branch.accept(changeSets)
  }

  /** Takes in everything that the server decided. */
  async pull(): Promise<void> {
    const { branch } = this.#server
    if (!this.replica.hasStarted) {
      const { lsn, seed, roots, hlc, sequences } = await branch.checkpoint()
      await this.replica.start({ lsn, seed, roots, hlc, origins: [], sequences: sequencesFromManifest({ sequences }) })
    }
    await this.replica.applyBatch((await branch.recordsAfter(this.replica.lsn, 10_000)) ?? [], branch.hlc)
  }

  async sync(): Promise<void> {
    await this.push()
    await this.pull()
  }
}

/** The rows of a query as lines of text: `1|one|`. */
export async function linesOf(session: Session, sql: string): Promise<readonly string[]> {
  return printResult(await session.execute(sql), session).rows.map(row => row.map(cell => cell ?? '').join('|'))
}
