// A commit that could not be stored is taken back, with everything that was built on it and nothing else.

import { describe, expect, it } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { ZenError } from '../base/errors.ts'
import { systemRandom } from '../base/random.ts'
import { FaultyLogStore } from '../testing/faulty-log-store.ts'
import { FaultClock } from '../testing/store-faults.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { BranchDatabase } from './branch-database.ts'
import { LocalDatabase } from './local-database.ts'
import { printResult } from './print-result.ts'
import { RemotePageStore } from './remote-page-store.ts'
import { sequencesFromManifest } from './head-roots.ts'
import { ReplicaDatabase } from './replica-database.ts'
import type { Session } from './session.ts'

async function count(session: Session): Promise<number> {
  return (await session.execute('select * from t')).count
}

describe.each([
  ['LocalDatabase', LocalDatabase],
  ['ReplicaDatabase', ReplicaDatabase],
] as const)('%s', (_, kind) => {
  it('does not bring it back with a transaction that was open meanwhile', async () => {
    const log = new FaultyLogStore(new FaultClock([{ kind: 'quota', operation: 2 }]))
    const options = { name: 'taken-back', pageStore: new MemoryPageStore(), logStore: log, clock: systemClock, random: systemRandom }
    const { database } = await kind.open(options)
    const [first, second] = [database.connect(), database.connect()]
    await (
      await first.execute('create table t (id int primary key)')
    ).durable
    // The device takes its time to refuse.
    let refuse = (): void => {}
    const append = log.append.bind(log)
    log.append = async (...record) => {
      await new Promise<void>(resolve => (refuse = resolve))
      log.append = append
      return append(...record)
    }
    const { durable } = await first.execute('insert into t values (1)')
    const outcome = durable.catch((error: { code: string }) => error.code)
    await second.execute('begin')
    await second.execute('insert into t values (2)')
    expect(await count(second)).toBe(2)
    refuse()
    expect(await outcome).toBe('STORAGE_QUOTA')
    expect(await count(first)).toBe(0)
    await expect(second.execute('commit')).rejects.toMatchObject({ code: '40001' })
    expect([await count(first), await count(second)]).toEqual([0, 0])
    // And both go on.
    for (const [session, id] of [
      [second, 3],
      [first, 4],
    ] as const)
      await (
        await session.execute(`insert into t values (${id})`)
      ).durable
    expect(await count(first)).toBe(2)
    const again = await kind.open({ ...options, logStore: log.afterRestart() })
    expect(await count(again.database.connect())).toBe(2)
  })
})

/** A log whose appends are stored or refused when the test says so, in order. */
function slowLog(): { readonly log: MemoryLogStore; readonly steps: ((refusal?: ZenError) => void)[] } {
  const log = new MemoryLogStore()
  const append = log.append.bind(log)
  const steps: ((refusal?: ZenError) => void)[] = []
  log.append = async (...record) => {
    const refusal = await new Promise<ZenError | undefined>(resolve => steps.push(resolve))
    if (refusal !== undefined) throw refusal
    return append(...record)
  }
  return { log, steps }
}

describe('several commits of one append', () => {
  it('are taken back newest first: the row is what it was before all of them', async () => {
    const { log, steps } = slowLog()
    const options = { name: 'taken-back', pageStore: new MemoryPageStore(), logStore: log, clock: systemClock, random: systemRandom }
    const { database } = await LocalDatabase.open(options)
    const session = database.connect()
    const created = session.executeScript(
      "create table t (id int primary key, s text); insert into t values (1, 'first'); create index on t (s)",
    )
    await created
    await expect.poll(() => steps.length).toBe(1)
    steps[0]()
    await expect.poll(() => log.read(0).then(entries => entries.length)).toBeGreaterThan(0)
    const outcomes: Promise<unknown>[] = []
    for (const sql of ["update t set s = 'second'", 'delete from t', "insert into t values (1, 'third')", "update t set s = 'fourth'"])
      outcomes.push((await session.execute(sql)).durable.catch((error: { code: string }) => error.code))
    await expect.poll(() => steps.length).toBe(2)
    steps[1](new ZenError('STORAGE_QUOTA', 'the device is full'))
    expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => 'STORAGE_QUOTA'))
    for (const where of ['', "where s = 'first'"])
      expect(printResult(await session.execute(`select * from t ${where}`), session).rows).toEqual([['1', 'first']])
    expect((await session.execute("select * from t where s > 'first'")).count).toBe(0)
  })
})

describe('a replica', () => {
  it('sends a write when it is durable here, and not before', async () => {
    const { log, steps } = slowLog()
    const options = { name: 'shop', pageStore: new MemoryPageStore(), logStore: log, clock: systemClock, random: systemRandom }
    const replica = await ReplicaDatabase.open(options)
    const { durable } = await replica.database.connect().execute('create table t (id int primary key)')
    await expect.poll(() => steps.length).toBe(1)
    expect([replica.pending.length, replica.sendable.length]).toEqual([1, 0])
    steps[0]()
    await durable
    expect(replica.sendable.length).toBe(1)
  })

  it('makes a refused write again and gives the old one up in one step, and keeps it when the device refuses that', async () => {
    const serverPages = new MemoryPageStore()
    const { log, steps } = slowLog()
    const options = { name: 'shop', clock: systemClock, random: systemRandom }
    const branch = await BranchDatabase.open({ ...options, pageStore: serverPages, logStore: new MemoryLogStore() })
    const server = branch.database.connect()
    await server.executeScript('create table t (id int primary key)')
    const pageStore = new RemotePageStore(new MemoryPageStore(), hashes => serverPages.read(hashes))
    const replica = await ReplicaDatabase.open({ ...options, pageStore, logStore: log })
    const { lsn, seed, roots, hlc, sequences } = await branch.checkpoint()
    await replica.start({ lsn, seed, roots, hlc, origins: [], sequences: sequencesFromManifest({ sequences }) })
    await (
      await server.execute('insert into t values (1)')
    ).durable
    const storing = async (work: () => Promise<unknown>, refusal?: ZenError): Promise<unknown> => {
      const before = steps.length
      const outcome = work().catch((error: { code: string }) => error.code)
      await expect.poll(() => steps.length).toBe(before + 1)
      steps[before](refusal)
      return outcome
    }
    const session = replica.database.connect()
    await storing(async () => (await session.execute('insert into t values (1)')).durable)
    await branch.accept(replica.sendable)
    await storing(async () => replica.applyBatch((await branch.recordsAfter(replica.lsn, 100)) ?? [], branch.hlc))
    const [{ changeSet }] = replica.rejected
    await (
      await server.execute('delete from t')
    ).durable
    await storing(async () => replica.applyBatch((await branch.recordsAfter(replica.lsn, 100)) ?? [], branch.hlc))

    const full = new ZenError('STORAGE_QUOTA', 'the device is full')
    expect(await storing(() => replica.discard([changeSet]), full)).toBe('STORAGE_QUOTA')
    expect(replica.rejected).toHaveLength(1)
    expect(await storing(() => replica.retry(changeSet), full)).toBe('STORAGE_QUOTA')
    expect([replica.rejected.length, replica.pending.length]).toEqual([1, 0])
    const stored = (await log.read(0)).length
    await storing(() => replica.retry(changeSet))
    expect([replica.rejected.length, replica.pending.length, (await log.read(0)).length - stored]).toEqual([0, 1, 2])
  })

  it('shows what the server has, when a write of its own is taken back that stood on what the server had before', async () => {
    const serverPages = new MemoryPageStore()
    const branch = await BranchDatabase.open({
      name: 'shop',
      pageStore: serverPages,
      logStore: new MemoryLogStore(),
      clock: systemClock,
      random: systemRandom,
    })
    const server = branch.database.connect()
    await server.executeScript('create table t (id int primary key, n int); insert into t values (1, 1), (2, 1)')
    const log = new MemoryLogStore()
    const pageStore = new RemotePageStore(new MemoryPageStore(), hashes => serverPages.read(hashes))
    const replica = await ReplicaDatabase.open({ name: 'shop', pageStore, logStore: log, clock: systemClock, random: systemRandom })
    const { lsn, seed, roots, hlc, sequences } = await branch.checkpoint()
    await replica.start({ lsn, seed, roots, hlc, origins: [], sequences: sequencesFromManifest({ sequences }) })
    const session = replica.database.connect()
    await session.execute('select * from t')
    await (
      await server.execute('update t set n = 2')
    ).durable

    // The batch is stored while the write is made; then the write is refused while the batch has been taken in.
    const append = log.append.bind(log)
    const steps: (() => void)[] = []
    log.append = async (...record) => {
      const number = steps.length
      await new Promise<void>(resolve => steps.push(resolve))
      if (number === 1) throw new ZenError('STORAGE_QUOTA', 'the device is full')
      return append(...record)
    }
    const taken = replica.applyBatch((await branch.recordsAfter(replica.lsn, 100)) ?? [], branch.hlc)
    await expect.poll(() => steps.length).toBe(1)
    const { durable } = await session.execute('update t set n = n + 100 where id = 1')
    const outcome = durable.catch((error: { code: string }) => error.code)
    steps[0]()
    await taken
    await expect.poll(() => steps.length).toBe(2)
    steps[1]()
    expect(await outcome).toBe('STORAGE_QUOTA')
    expect(replica.pending).toEqual([])
    const shown = async (): Promise<unknown> => printResult(await session.execute('select * from t order by id'), session).rows
    await expect.poll(shown).toEqual([
      ['1', '2'],
      ['2', '2'],
    ])
  })
})
