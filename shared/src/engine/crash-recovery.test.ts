// The promise of storage: after a crash at any store operation, a database opens with exactly the change sets that were acknowledged,
// and at most those beyond them that were under way, in order. A refused write takes back its own commit and leaves the rest.

import { describe, expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { seededRandom } from '../base/random.ts'
import type { LogStore } from '../storage/log-store.ts'
import type { PageStore } from '../storage/page-store.ts'
import { FaultyLogStore } from '../testing/faulty-log-store.ts'
import { FaultyPageStore } from '../testing/faulty-page-store.ts'
import { FaultClock, type StoreFault } from '../testing/store-faults.ts'
import { LocalDatabase } from './local-database.ts'
import type { Session } from './session.ts'

const seeds = Number(process.env['ZENDB_SEEDS'] ?? 3)

/** One thing that an app does; each changes the database's state by one commit, or not at all. */
type Step = (local: LocalDatabase, session: Session) => Promise<unknown>

async function durably(session: Session, sql: string): Promise<void> {
  await (
    await session.execute(sql)
  ).durable
}

async function script(session: Session, sql: string): Promise<void> {
  for (const { durable } of await session.executeScript(sql)) await durable
}

/** Writes of every kind: single rows, transactions, bulk loads, schema changes, checkpoints and housekeeping between them. */
function stepsOf(seed: number): readonly Step[] {
  const random = seededRandom(seed)
  const below = (bound: number): number => random.below(bound)
  const kinds: readonly (() => Step)[] = [
    () => {
      const [id, n] = [below(60), below(9)]
      return (_, session) => durably(session, `insert into t values (${id}, ${n}, 'v${n}') on conflict (id) do update set n = t.n + 1`)
    },
    () => {
      const n = below(9)
      return (_, session) => durably(session, `update t set n = n + 1, s = s || '${n}' where id % 7 = ${n}`)
    },
    () => {
      const n = below(50)
      return (_, session) => durably(session, `delete from t where id = ${n}`)
    },
    () => {
      const id = 100 + below(800)
      return (_, session) =>
        script(session, `begin; insert into u values (${id}, 1) on conflict do nothing; update t set n = ${id}; commit`)
    },
    () => {
      const from = 1000 + below(100) * 3000
      // Large enough to be stored as pages rather than as a log record.
      return (_, session) =>
        durably(session, `insert into u select i, i % 10 from generate_series(${from}, ${from + 2500}) i on conflict do nothing`)
    },
    () => {
      const name = `c${below(1e6)}`
      return (_, session) => script(session, `alter table u add column ${name} int default 3`)
    },
    () => local => local.checkpoint(),
    () => local => local.checkpoint(),
  ]
  const first: Step = (_, session) =>
    script(session, 'create table t (id int primary key, n int, s text); create index on t (n); create table u (id int primary key, k int)')
  return [first, ...Array.from({ length: 14 }, () => kinds[below(kinds.length)]())]
}

class Device {
  readonly clock: FaultClock
  readonly pages: FaultyPageStore
  readonly log: FaultyLogStore

  constructor(faults: readonly StoreFault[]) {
    this.clock = new FaultClock(faults)
    this.pages = new FaultyPageStore(this.clock)
    this.log = new FaultyLogStore(this.clock)
  }
}

function openOn(pageStore: PageStore, logStore: LogStore): Promise<LocalDatabase> {
  return LocalDatabase.open({ name: 'crash', pageStore, logStore, clock: systemClock, random: seededRandom(1) })
}

/** Everything that can be asked for, through the index too. */
async function contents(local: LocalDatabase): Promise<string> {
  const session = local.database.connect()
  if (![...local.database.head.schema.tables.values()].some(({ name }) => name === 'u')) return 'empty'
  const parts: string[] = []
  for (const sql of [
    'select * from t order by id',
    'select n, count(*) from t where n >= 0 group by n order by n',
    'select count(*), sum(id), sum(k), min(id) from u',
    'select count(*) from information_schema.columns',
  ]) {
    const { rows } = await session.execute(sql)
    parts.push(JSON.stringify(rows?.vectors.map(({ data, nulls }) => [Array.from(data as unknown[]).slice(0, rows.count), nulls])))
  }
  return parts.join('\n')
}

/** Runs the steps until the device crashes; answers how many were done before, and the state after the last of them. */
async function run(device: Device, steps: readonly Step[]): Promise<{ readonly done: number; readonly state: string }> {
  const local = await openOn(device.pages, device.log)
  const session = local.database.connect()
  let state = await contents(local)
  let done = 0
  for (const step of steps) {
    try {
      await step(local, session)
    } catch (error) {
      if (device.clock.isCrashed) break
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('STORAGE_'))) throw error
    }
    if (device.clock.isCrashed) break
    state = await contents(local)
    done++
  }
  return { done, state }
}

describe.each(Array.from({ length: seeds }, (_, i) => i + 1))('seed %i', seed => {
  test('after a crash at any operation exactly what was acknowledged is there, or the one commit that was under way as well', async () => {
    const steps = stepsOf(seed)
    const whole = new Device([])
    const states = await statesOf(whole, steps)
    const operations = whole.clock.operations
    expect(operations).toBeGreaterThan(5)
    for (let operation = 1; operation <= operations; operation++) {
      for (const kind of ['crash-before', 'crash-after'] as const) {
        const device = new Device([{ kind, operation }])
        const { done } = await run(device, steps)
        const where = `seed ${seed}, ${kind} ${operation} of ${operations}`
        expect(device.clock.isCrashed, where).toBe(true)
        const [pages, log] = [device.pages.afterRestart(), device.log.afterRestart()]
        const reopened = await openOn(pages, log)
        const found = await contents(reopened)
        // The step that was under way may have been stored without anybody having heard of it.
        expect(states.slice(done, done + 2), where).toContain(found)
        await script(reopened.database.connect(), 'create table after_crash (n int); insert into after_crash values (1)')
        const again = await openOn(pages, log)
        expect(await contents(again), `${where}, opened again`).toBe(await contents(reopened))
        expect((await again.database.connect().execute('select n from after_crash')).count, where).toBe(1)
      }
    }
  }, 240_000)

  test.each(['quota', 'failed'] as const)(
    'a write that is refused (%s) takes back its own commit, and the next ones go on',
    async kind => {
      const steps = stepsOf(seed)
      const whole = new Device([])
      await statesOf(whole, steps)
      for (let operation = 2; operation <= whole.clock.operations; operation += 3) {
        const device = new Device([{ kind, operation }])
        const { state } = await run(device, steps)
        const reopened = await openOn(device.pages.afterRestart(), device.log.afterRestart())
        expect(await contents(reopened), `seed ${seed}, ${kind} ${operation}`).toBe(state)
      }
    },
    240_000,
  )
})

test.each(['crash-before', 'crash-after', 'quota'] as const)('writes under way together are there up to one of them (%s)', async kind => {
  for (let operation = 2; operation <= 12; operation++) {
    const device = new Device([{ kind, operation }])
    const local = await openOn(device.pages, device.log)
    const session = local.database.connect()
    await script(session, 'create table t (id int primary key)')
    const durable: number[] = []
    const writes: Promise<void>[] = []
    for (let id = 1; id <= 20; id++) {
      const { durable: stored } = await session.execute(`insert into t values (${id})`)
      writes.push(
        stored.then(
          () => void durable.push(id),
          () => {},
        ),
      )
      // Some go out together, some alone.
      if (id % 3 === 0) await writes[id - 1]
      if (device.clock.isCrashed) break
    }
    await Promise.all(writes)
    const idsIn = async (database: LocalDatabase): Promise<unknown[]> => {
      const { rows } = await database.database.connect().execute('select id from t order by id')
      return rows === null ? [] : Array.from(rows.vectors[0].data as unknown[]).slice(0, rows.count)
    }
    const found = await idsIn(await openOn(device.pages.afterRestart(), device.log.afterRestart()))
    const where = `${kind} ${operation}`
    expect(
      durable.every(id => found.includes(id)),
      where,
    ).toBe(true)
    if (kind === 'quota') expect(found, where).toEqual(await idsIn(local))
    else expect(found, where).toEqual(Array.from({ length: found.length }, (_, i) => i + 1))
  }
})

/** The state before the first step and after each one. */
async function statesOf(device: Device, steps: readonly Step[]): Promise<readonly string[]> {
  const local = await openOn(device.pages, device.log)
  const session = local.database.connect()
  const states = [await contents(local)]
  for (const step of steps) {
    await step(local, session)
    states.push(await contents(local))
  }
  return states
}
