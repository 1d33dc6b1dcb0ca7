// The promise of a synced device: after a crash, or a refusal, at any store operation, every acknowledged write is in the outbox, among
// the refused ones, or decided by the server, none is decided twice, none appears that was not made, and the device comes to
// the server's state (R3, R7, R15, R19).

import { describe, expect, test } from 'vitest'
import { ManualClock } from '../base/clock.ts'
import { ZenError } from '../base/errors.ts'
import { seededRandom } from '../base/random.ts'
import { printChangeSetId } from '../changes/change-set.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import type { LogStore } from '../storage/log-store.ts'
import type { PageStore } from '../storage/page-store.ts'
import { FaultyLogStore } from '../testing/faulty-log-store.ts'
import { FaultyPageStore } from '../testing/faulty-page-store.ts'
import { FaultClock, type StoreFault } from '../testing/store-faults.ts'
import { BranchDatabase } from './branch-database.ts'
import { printResult } from './print-result.ts'
import { RemotePageStore } from './remote-page-store.ts'
import { sequencesFromManifest } from './head-roots.ts'
import { ReplicaDatabase } from './replica-database.ts'
import type { Session } from './session.ts'

const seeds = Number(process.env['ZENDB_SEEDS'] ?? 3)

class World {
  readonly clock = new ManualClock()
  readonly serverPages = new MemoryPageStore()
  branch!: BranchDatabase
  server!: Session

  async open(): Promise<void> {
    const { clock, serverPages } = this
    this.branch = await BranchDatabase.open({
      name: 'shop',
      pageStore: serverPages,
      logStore: new MemoryLogStore(),
      clock,
      random: seededRandom(7),
    })
    this.server = this.branch.database.connect()
    await this.server.executeScript(
      "create table t (id int primary key, n int, s text, u int unique); insert into t select i, i, 'x', i from generate_series(1, 30) i",
    )
  }
}

/** What the app on a device has been told. */
interface Told {
  /** Change sets that are durable, in order. */
  readonly written: string[]
  readonly discarded: Set<string>
  /** Position of the server's log that the app could read at. */
  lsn: number
  /** A write that was under way when the device crashed: it may be there or not. */
  underWay: boolean
}

class Device {
  readonly faults: FaultClock
  readonly pages: FaultyPageStore
  readonly log: FaultyLogStore
  readonly told: Told = { written: [], discarded: new Set(), lsn: 0, underWay: false }
  readonly world: World
  #openings = 0
  replica!: ReplicaDatabase
  session!: Session

  constructor(world: World, faults: readonly StoreFault[]) {
    this.world = world
    this.faults = new FaultClock(faults)
    this.pages = new FaultyPageStore(this.faults)
    this.log = new FaultyLogStore(this.faults)
  }

  async open(pages: PageStore = this.pages, logStore: LogStore = this.log): Promise<void> {
    const { clock, serverPages } = this.world
    const pageStore = new RemotePageStore(pages, hashes => serverPages.read(hashes))
    this.replica = await ReplicaDatabase.open({
      name: 'shop',
      pageStore,
      logStore,
      clock,
      random: seededRandom(++this.#openings),
    })
    this.session = this.replica.database.connect()
    this.replica.on(event => {
      if (event.kind === 'position') this.told.lsn = event.lsn
    })
  }

  async write(script: string): Promise<void> {
    this.told.underWay = true
    const results = await this.session.executeScript(script)
    for (const { durable } of results) await durable
    for (const { changeSet } of results) {
      const name = changeSet === null ? null : printChangeSetId(changeSet)
      if (name !== null && this.told.written.at(-1) !== name) this.told.written.push(name)
    }
    this.told.underWay = false
  }

  /** As a session does it: the server's state first, then the outbox up and the log down. */
  async sync(): Promise<void> {
    const { branch } = this.world
    if (!this.replica.hasStarted) {
      const { lsn, seed, roots, hlc, origins, sequences } = await branch.checkpoint()
      const own = this.replica.openOrigins().flatMap(({ origin }) => origins.get(origin) ?? [])
      await this.replica.start({ lsn, seed, roots, hlc, origins: own, sequences: sequencesFromManifest({ sequences }) })
    }
    await branch.accept(this.replica.sendable)
    await this.replica.applyBatch((await branch.recordsAfter(this.replica.lsn, 10_000)) ?? [], branch.hlc)
  }

  async decideRejected(kind: 'retry' | 'discard'): Promise<void> {
    const [first] = this.replica.rejected
    if (first === undefined) return
    this.told.underWay = true
    const { changeSet } = first
    if (kind === 'retry') await this.replica.retry(changeSet)
    else await this.replica.discard([changeSet])
    this.told.discarded.add(printChangeSetId(changeSet))
    this.told.underWay = false
  }
}

type Step = (device: Device) => Promise<unknown>

function stepsOf(seed: number): readonly Step[] {
  const random = seededRandom(seed)
  let next = 100
  const kinds: readonly (() => Step)[] = [
    () => {
      const id = next++
      return device => device.write(`insert into t values (${id}, 1, 'own', ${id})`)
    },
    () => {
      const n = random.below(30) + 1
      return device =>
        device.write(`begin; update t set n = n + 1 where id = ${n}; delete from t where id = ${random.below(30) + 1}; commit`)
    },
    () => {
      // What the server does behind the device's back, and what then collides with it.
      const [id, u] = [next++, next++]
      return async device => {
        await device.world.server.executeScript(`insert into t values (${id}, 5, 'server', ${u})`)
        await device.write(`insert into t values (${u}, 6, 'refused', ${u})`)
      }
    },
    () => {
      const name = `c${next++}`
      return device => device.write(`alter table t add column ${name} int default 3`)
    },
    () => device => device.sync(),
    () => device => device.sync(),
    () => device => device.replica.checkpoint(),
    () => device => device.decideRejected('retry'),
    () => device => device.decideRejected('discard'),
    () => async device => {
      await (
        await device.world.server.execute(`update t set s = 'server ${next++}' where id = ${random.below(30) + 1}`)
      ).durable
    },
  ]
  const made = Array.from({ length: 22 }, () => kinds[random.below(kinds.length)]())
  // A device begins with the server's state, or with writes of its own before the first contact.
  const first: Step = device => device.sync()
  return seed % 2 === 1
    ? [first, ...made]
    : [device => device.write('create table own (id int primary key); insert into own values (1)'), first, ...made]
}

/** Runs the steps until the device crashes; a refused operation is the error of its step, and the next step goes on. */
async function run(device: Device, steps: readonly Step[]): Promise<void> {
  await device.open()
  for (const step of steps) {
    device.world.clock.advance(10)
    try {
      await step(device)
    } catch (error) {
      if (device.faults.isCrashed) return
      // A statement may collide with what its device knows, and a refused change of the schema cannot be retried.
      const isExpected = error instanceof ZenError && /^(STORAGE_|23|0A000)/.test(error.code)
      if (!isExpected) throw error
      device.told.underWay = false
    }
    if (device.faults.isCrashed) return
  }
}

async function rowsOf(session: Session): Promise<string> {
  return JSON.stringify(printResult(await session.execute('select * from t order by id'), session).rows)
}

/** Every verdict that the server gave, by change set. */
async function verdicts(branch: BranchDatabase): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const record of (await branch.recordsAfter(0 as never, 100_000)) ?? []) {
    const name = printChangeSetId(record.changeSet)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

async function checkAfterRestart(device: Device, where: string): Promise<void> {
  const { world, told } = device
  await device.open(device.pages.afterRestart(), device.log.afterRestart())
  // R22: what was read is not taken back.
  expect(device.replica.lsn, `${where}: position`).toBeGreaterThanOrEqual(told.lsn)
  const decided = await verdicts(world.branch)
  const kept = new Set([...device.replica.pending, ...device.replica.rejected.map(({ changeSet }) => changeSet)].map(printChangeSetId))
  const lost = told.written.filter(name => !kept.has(name) && !decided.has(name) && !told.discarded.has(name))
  expect(lost, `${where}: acknowledged and lost`).toEqual([])
  const written = new Set(told.written)
  // A retry makes a write of its own, whose name the app is not told.
  const strange = [...kept].filter(name => !written.has(name) && !decided.has(name))
  expect(strange.length, `${where}: never acknowledged`).toBeLessThanOrEqual(told.underWay || told.discarded.size > 0 ? 2 : 0)

  for (let round = 0; round < 2; round++) await device.sync()
  expect(device.replica.pending, where).toEqual([])
  expect(await device.replica.rootHash(), where).toEqual(await world.branch.rootHash())
  expect(await rowsOf(device.session), where).toBe(await rowsOf(world.server))
  const final = await verdicts(world.branch)
  for (const [name, count] of final) expect(count, `${where}: verdicts on ${name}`).toBe(1)
  for (const name of told.written) expect(final.has(name), `${where}: ${name} has a verdict`).toBe(true)
  // And it goes on from there.
  await device.write("insert into t values (9000, 1, 'after', 9000)")
  await device.sync()
  expect(await rowsOf(world.server), where).toContain('after')
}

async function openWorld(): Promise<World> {
  const world = new World()
  await world.open()
  return world
}

describe.each(Array.from({ length: seeds }, (_, i) => i + 1))('seed %i', seed => {
  test.each(['crash-before', 'crash-after', 'quota', 'failed'] as const)(
    'no acknowledged write is lost or decided twice (%s at any operation)',
    async kind => {
      const steps = (): readonly Step[] => stepsOf(seed)
      const whole = new Device(await openWorld(), [])
      await run(whole, steps())
      await checkAfterRestart(whole, `seed ${seed}, no fault`)
      const { operations } = whole.faults
      expect(operations).toBeGreaterThan(10)
      for (let operation = 1; operation <= operations; operation++) {
        const device = new Device(await openWorld(), [{ kind, operation }])
        await run(device, steps())
        await checkAfterRestart(device, `seed ${seed}, ${kind} ${operation} of ${operations}`)
      }
    },
    240_000,
  )
})
