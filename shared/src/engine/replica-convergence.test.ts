// Three replicas and a branch on real engines: random writes, syncs, crashes and restarts; at rest every replica has the
// server's rows and the server's root hash, and every own write has exactly one verdict. Failing seeds print themselves.

import { describe, expect, test } from 'vitest'
import { ManualClock } from '../base/clock.ts'
import { seededRandom, type Random } from '../base/random.ts'
import { SqlError } from '../base/errors.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { BranchDatabase } from './branch-database.ts'
import { printResult } from './print-result.ts'
import { RemotePageStore } from './remote-page-store.ts'
import { ReplicaDatabase } from './replica-database.ts'
import type { Session } from './session.ts'

class World {
  readonly clock = new ManualClock()
  readonly serverPages = new MemoryPageStore()
  readonly serverLog = new MemoryLogStore()
  readonly clients: Device[] = []
  readonly random: Random
  branch!: BranchDatabase

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  async openBranch(): Promise<void> {
    this.branch = await BranchDatabase.open({
      name: 'shop',
      pageStore: this.serverPages,
      logStore: this.serverLog,
      clock: this.clock,
      random: this.random,
    })
  }
}

class Device {
  readonly #world: World
  readonly #pages = new MemoryPageStore()
  readonly #log = new MemoryLogStore()
  replica!: ReplicaDatabase
  session!: Session

  constructor(world: World) {
    this.#world = world
  }

  /** Also what happens after a crash: the old engine is left where it was, only the stores are looked at. */
  async open(): Promise<void> {
    const { clock, random, serverPages } = this.#world
    const pageStore = new RemotePageStore(this.#pages, hashes => serverPages.read(hashes))
    this.replica = await ReplicaDatabase.open({ name: 'shop', pageStore, logStore: this.#log, clock, random })
    this.session = this.replica.database.connect()
  }

  async sync(): Promise<void> {
    const { branch } = this.#world
    if (!this.replica.hasStarted) {
      const { lsn, seed, roots, hlc } = await branch.checkpoint()
      await this.replica.start({ lsn, seed, roots, hlc, origins: [], sequences: [] })
    }
    await branch.accept(this.replica.sendable)
    const records = await branch.recordsAfter(this.replica.lsn, 10_000)
    expect(records).not.toBeNull()
    await this.replica.applyBatch(records ?? [], branch.hlc)
  }
}

async function tableText(session: Session): Promise<string> {
  const texts: string[] = []
  for (const table of ['t', 'c'])
    texts.push(JSON.stringify(printResult(await session.execute(`SELECT * FROM ${table} ORDER BY 1`), session).rows))
  return texts.join('\n')
}

async function randomStep(world: World, step: number): Promise<void> {
  const { random, clients } = world
  world.clock.advance(random.below(1000))
  const device = clients[random.below(clients.length)]
  const { session } = device
  const key = 1 + random.below(12)
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
      await session.execute('INSERT INTO t VALUES ($1, $2, $3, $4)', [key, random.below(100), `x${step}`, random.below(20)])
      return
    case 3:
    case 4:
      await session.execute('UPDATE t SET a = a + 1, b = $2 WHERE id = $1', [key, `y${step}`])
      return
    case 5:
      await session.execute('UPDATE t SET u = $2 WHERE id = $1', [key, random.below(20)])
      return
    case 6:
      await session.execute('DELETE FROM t WHERE id = $1', [key])
      return
    case 7:
      await session.execute('UPDATE t SET id = $2 WHERE id = $1', [key, 1 + random.below(12)])
      return
    case 8:
      await session.execute('INSERT INTO c VALUES ($1, $2)', [random.below(50), key])
      return
    case 9:
      return device.replica.checkpoint()
    case 10:
      return random.below(3) === 0 ? reopened(device) : undefined
    case 11:
      return random.below(6) === 0 ? world.openBranch() : undefined
    default:
      return device.sync()
  }
}

/** R21: what a device shows is the outbox folded over confirmed, whichever way it came there: kept up row by row, or made anew. */
async function reopened(device: Device): Promise<void> {
  // What was committed is durable after a turn: these stores are memory.
  await new Promise(resolve => setTimeout(resolve))
  const shown = await tableText(device.session)
  await device.open()
  expect(await tableText(device.session)).toBe(shown)
}

async function play(seed: number): Promise<void> {
  const world = new World(seed)
  await world.openBranch()
  const setup = world.branch.database.connect()
  await setup.execute('CREATE TABLE t (id int PRIMARY KEY, a int, b text, u int UNIQUE)')
  await setup.execute('CREATE TABLE c (id int PRIMARY KEY, t_id int NOT NULL REFERENCES t ON DELETE CASCADE)')
  await setup.execute("INSERT INTO t VALUES (1, 1, 'one', 1), (2, 2, 'two', 2)")
  for (let i = 0; i < 3; i++) {
    const device = new Device(world)
    world.clients.push(device)
    await device.open()
    await device.sync()
  }
  for (let step = 0; step < 150; step++) {
    try {
      await randomStep(world, step)
    } catch (error) {
      // A statement may collide with what its device knows; nothing else may go wrong.
      if (!(error instanceof SqlError) || !error.code.startsWith('23')) throw error
    }
  }
  for (let round = 0; round < 2; round++) for (const device of world.clients) await device.sync()
  const server = await world.branch.rootHash()
  const rows = await tableText(world.branch.database.connect())
  for (const { replica, session } of world.clients) {
    expect(replica.pending).toEqual([])
    expect(await tableText(session)).toBe(rows)
    expect(await replica.rootHash()).toEqual(server)
  }
}

describe('replicas and their branch', () => {
  for (let seed = 1; seed <= 12; seed++) test(`come to the same root hash (seed ${seed})`, () => play(seed), 60_000)
})
