// Two servers on one store, and a store that fails: nothing is accepted twice, nothing acknowledged is lost, and work goes on.

import { describe, expect, test } from 'vitest'
import { ManualClock } from '@zendb/shared/base/clock'
import { ZenError } from '@zendb/shared/base/errors'
import { seededRandom, type Random } from '@zendb/shared/base/random'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import { FaultyObjectStore } from '../testing/faulty-object-store.ts'
import type { BranchHandle } from './branch-service.ts'
import { EngineBranchService, leaseCheckMs } from './engine-branch-service.ts'

function serviceOf(objects: ObjectStore, random: Random, holder = 'one', clock = new ManualClock()): EngineBranchService {
  const sleep = (): Promise<void> => Promise.resolve()
  return new EngineBranchService({ objects, clock, random, holder, sleep, createsDatabases: true })
}

async function idsOf(branch: BranchHandle): Promise<number[]> {
  return (await branch.query('SELECT id FROM t ORDER BY id', [])).rows.map(([id]) => Number(id))
}

/** Everything that was answered with success, and nothing that could not have been written. */
function expectKept(found: readonly number[], acknowledged: readonly number[], tried: number, seed: number): void {
  expect(found, `seed ${seed}`).toEqual(expect.arrayContaining([...acknowledged]))
  expect(new Set(found).size, `seed ${seed}`).toBe(found.length)
  expect(found.every(id => id >= 1 && id <= tried)).toBe(true)
}

test('two servers that take the branch from each other again and again accept each row once', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = seededRandom(seed)
    const objects = new MemoryObjectStore()
    const servers = [serviceOf(objects, random, 'one'), serviceOf(objects, random, 'two')]
    await (await servers[0].open('shop', 'main')).query('CREATE TABLE t (id int PRIMARY KEY)', [])
    const acknowledged: number[] = []
    let losses = 0
    for (let id = 1; id <= 40; id++) {
      // As a client that is told LEASE_LOST: it asks again, here or there.
      for (let isDone = false; !isDone;) {
        const server = servers[random.below(2)]
        try {
          await (await server.open('shop', 'main')).query('INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING', [id])
          acknowledged.push(id)
          isDone = true
        } catch (error) {
          expect(error).toMatchObject({ code: 'LEASE_LOST' })
          losses++
        }
      }
    }
    expect(losses).toBeGreaterThan(3)
    expectKept(await idsOf(await serviceOf(objects, random).open('shop', 'main')), acknowledged, 40, seed)
  }
})

test('a server that only reads does not answer with an old state for longer than the check', async () => {
  const objects = new MemoryObjectStore()
  const clock = new ManualClock()
  const reader = serviceOf(objects, seededRandom(1), 'reader', clock)
  await (await reader.open('shop', 'main')).query('CREATE TABLE t (id int PRIMARY KEY)', [])
  const writer = serviceOf(objects, seededRandom(2), 'writer', clock)
  await (await writer.open('shop', 'main')).query('INSERT INTO t VALUES (1)', [])
  clock.advance(leaseCheckMs)
  expect(await idsOf(await reader.open('shop', 'main'))).toEqual([1])
})

describe('a store whose k-th write fails', () => {
  test.each(['refuse', 'loseAnswer'] as const)(
    '%s: what was answered is there after a restart, at every k',
    { timeout: 60_000 },
    async kind => {
      for (let k = 1; k <= 40; k++) {
        const inner = new MemoryObjectStore()
        const random = seededRandom(k)
        const store = new FaultyObjectStore(inner, random)
        const acknowledged: number[] = []
        const service = serviceOf(store, random)
        store.failAt = { write: k, kind }
        let id = 0
        for (let round = 0; round < 14; round++) {
          try {
            const branch = await service.open('shop', 'main')
            if (round % 4 === 3) await service.create('shop', `b${round}`, 'main')
            await branch.query('CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY)', [])
            await branch.query('INSERT INTO t VALUES ($1)', [++id])
            acknowledged.push(id)
          } catch (error) {
            expect(error).toBeInstanceOf(ZenError)
          }
        }
        // One failed write costs one round at most; then the branch is opened again and goes on.
        expect(acknowledged.length, `k ${k}`).toBeGreaterThanOrEqual(12)
        expectKept(await idsOf(await serviceOf(inner, random).open('shop', 'main')), acknowledged, 14, k)
      }
    },
  )
})

test('a store that is slow and fails at random loses nothing', { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const inner = new MemoryObjectStore()
    const random = seededRandom(seed)
    const store = new FaultyObjectStore(inner, random)
    const service = serviceOf(store, random)
    await (await service.open('shop', 'main')).query('CREATE TABLE t (id int PRIMARY KEY)', [])
    const acknowledged: number[] = []
    store.plan = { refuse: 0.1, loseAnswer: 0.1 }
    store.slowTurns = 5
    const write = async (id: number): Promise<void> => {
      try {
        await (await service.open('shop', 'main')).query('INSERT INTO t VALUES ($1)', [id])
        acknowledged.push(id)
      } catch (error) {
        expect(error).toBeInstanceOf(ZenError)
      }
    }
    for (let id = 1; id <= 60; id += 4) await Promise.all([0, 1, 2, 3].map(i => write(id + i)))
    expect(acknowledged.length).toBeGreaterThan(20)
    expectKept(await idsOf(await serviceOf(inner, random).open('shop', 'main')), acknowledged, 60, seed)
  }
})
