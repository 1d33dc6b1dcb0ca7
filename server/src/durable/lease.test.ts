import { asPageHash } from '@zendb/shared/base/brand'
import { ManualClock } from '@zendb/shared/base/clock'
import { seededRandom, type Random } from '@zendb/shared/base/random'
import { describe, expect, test } from 'vitest'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import { FaultyObjectStore } from '../testing/faulty-object-store.ts'
import { createBranch, listBranches, takeBranch, type HeldBranch, type LeaseOptions } from './lease.ts'
import { segmentKey } from './object-names.ts'

const name = { database: 'db', branch: 'main' }
const byte = (...items: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(items)
const hashOf = (digit: string) => asPageHash(digit.repeat(64))

function optionsOf(objects: ObjectStore, random: Random = seededRandom(1), clock = new ManualClock()): LeaseOptions {
  return { objects, clock, random, holder: 'http://one', sleep: () => Promise.resolve() }
}

async function recordsOf(branch: HeldBranch): Promise<number[]> {
  return (await branch.log.read(1)).map(entry => entry.bytes[0])
}

describe('branches', () => {
  test('a branch is created once, and listed', async () => {
    const options = optionsOf(new MemoryObjectStore())
    await createBranch(options, name)
    await createBranch(options, { ...name, branch: 'feature/x' })
    await expect(createBranch(options, name)).rejects.toMatchObject({ code: 'BRANCH_EXISTS' })
    expect(await listBranches(options.objects, 'db')).toEqual(['feature/x', 'main'])
    expect(await listBranches(options.objects, 'other')).toEqual([])
  })

  test('a branch whose making failed half-way is listed once it is made again', async () => {
    const inner = new MemoryObjectStore()
    const faulty = new FaultyObjectStore(inner, seededRandom(1))
    for (let write = 1; write <= 3; write++) {
      const half = { ...name, branch: `b${write}` }
      faulty.writes = 0
      faulty.failAt = { write, kind: 'refuse' }
      await createBranch(optionsOf(faulty), half).catch(() => undefined)
      await createBranch(optionsOf(faulty), half).catch((error: unknown) => expect(error).toMatchObject({ code: 'BRANCH_EXISTS' }))
      expect(await listBranches(inner, 'db')).toContain(half.branch)
      expect((await takeBranch(optionsOf(inner), half)).epoch).toBe(1)
    }
  })

  test('a branch that is not there cannot be taken', async () => {
    await expect(takeBranch(optionsOf(new MemoryObjectStore()), name)).rejects.toMatchObject({ code: 'BRANCH_NOT_FOUND' })
  })

  test('a fork shares the packs of its parent and goes on at its position', async () => {
    const options = optionsOf(new MemoryObjectStore())
    await createBranch(options, name)
    const main = await takeBranch(options, name)
    await main.log.append(1, [byte(1), byte(2)], 'strict')
    await main.pages.write(new Map([[hashOf('a'), byte(9, 9)]]), byte(5))
    const { packs, engine, number } = main.pages.manifest
    const fork = { ...name, branch: 'fork' }
    await createBranch(options, fork, { packs, engine, parent: { branch: 'main', manifest: number }, firstPosition: 3 })
    const held = await takeBranch(options, fork)
    expect(await held.pages.readManifest()).toEqual(byte(5))
    expect(await held.pages.read([hashOf('a')])).toEqual([byte(9, 9)])
    await held.log.append(3, [byte(3)], 'strict')
    expect(await recordsOf(await takeBranch(options, fork))).toEqual([3])
    expect(await recordsOf(await takeBranch(options, name))).toEqual([1, 2])
  })
})

describe('fencing', () => {
  async function twoHolders(): Promise<{ old: HeldBranch; fresh: HeldBranch; options: LeaseOptions }> {
    const options = optionsOf(new MemoryObjectStore())
    await createBranch(options, name)
    const old = await takeBranch(options, name)
    await old.log.append(1, [byte(1)], 'strict')
    return { old, fresh: await takeBranch({ ...options, holder: 'http://two' }, name), options }
  }

  test('the old holder cannot append any more, and what it acknowledged is there', async () => {
    const { old, fresh } = await twoHolders()
    await expect(old.log.append(2, [byte(66)], 'strict')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await expect(old.log.append(3, [byte(67)], 'strict')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(await recordsOf(fresh)).toEqual([1])
    await fresh.log.append(2, [byte(2)], 'strict')
    expect(await recordsOf(fresh)).toEqual([1, 2])
  })

  test('the old holder cannot write a checkpoint, and hears who holds the branch', async () => {
    const { old, fresh } = await twoHolders()
    await expect(old.pages.write(new Map(), byte(6))).rejects.toMatchObject({ code: 'LEASE_LOST', details: { holder: 'http://two' } })
    expect(await fresh.pages.readManifest()).toBeNull()
  })

  test('an append that was on its way at the take-over is either below the fence or refused', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed)
      const inner = new MemoryObjectStore()
      const slow = slowStore(inner, random)
      await createBranch(optionsOf(inner, random), name)
      const old = await takeBranch(optionsOf(inner, random), name)
      const slowOld = await takeBranch(optionsOf(slow, random), name)
      void old
      const acknowledged: number[] = []
      const appends = [1, 2, 3].map(position =>
        slowOld.log.append(position, [byte(position)], 'strict').then(
          () => acknowledged.push(position),
          () => undefined,
        ),
      )
      await turns(random.below(12))
      const fresh = await takeBranch(optionsOf(slow, random), name)
      await Promise.all(appends)
      expect(await recordsOf(fresh), `seed ${seed}`).toEqual(expect.arrayContaining(acknowledged))
      expect(await recordsOf(await takeBranch(optionsOf(inner, random), name)), `seed ${seed}`).toEqual(await recordsOf(fresh))
    }
  })

  test('of two servers that take a branch together, one can append in the end', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed)
      const store = slowStore(new MemoryObjectStore(), random)
      const options = optionsOf(store, random)
      await createBranch(options, name)
      const both = await Promise.allSettled([takeBranch(options, name), takeBranch(options, name)])
      const outcomes = await Promise.allSettled(
        both.map(one => (one.status === 'fulfilled' ? one.value.log.append(1, [byte(1)], 'strict') : Promise.reject(one.reason))),
      )
      expect(outcomes.filter(one => one.status === 'fulfilled').length, `seed ${seed}`).toBeLessThanOrEqual(1)
      const last = await takeBranch(options, name)
      await last.log.append(last.log.nextPosition, [byte(7)], 'strict')
      expect((await recordsOf(last)).at(-1)).toBe(7)
    }
  })

  test('a holder that slept finds out, even when the slot that would stop it was deleted', async () => {
    const clock = new ManualClock()
    const objects = new MemoryObjectStore()
    const options = optionsOf(objects, seededRandom(3), clock)
    await createBranch(options, name)
    const sleeper = await takeBranch(options, name)
    await sleeper.log.append(1, [byte(1)], 'strict')
    await takeBranch(options, name)
    // The new holder's fence is slot 3; a collection a week later removes it.
    await objects.delete(segmentKey(name, 3))
    clock.advance(8 * 24 * 3_600_000)
    await expect(sleeper.log.append(2, [byte(2)], 'strict')).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })
})

describe('faults of the store', () => {
  test('an append whose answer was lost is acknowledged, once', async () => {
    const inner = new MemoryObjectStore()
    await createBranch(optionsOf(inner), name)
    const faulty = new FaultyObjectStore(inner, seededRandom(4))
    const branch = await takeBranch(optionsOf(faulty), name)
    for (let position = 1; position <= 20; position++) {
      faulty.plan = { refuse: 0.1, loseAnswer: 0.2 }
      await branch.log.append(position, [byte(position)], 'strict')
    }
    faulty.plan = { refuse: 0, loseAnswer: 0 }
    expect(await recordsOf(await takeBranch(optionsOf(inner), name))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  test('after every crash the acknowledged records and the newest acknowledged manifest are there', async () => {
    for (let crashAt = 1; crashAt <= 40; crashAt++) {
      const inner = new MemoryObjectStore()
      await createBranch(optionsOf(inner), name)
      const faulty = new FaultyObjectStore(inner, seededRandom(crashAt))
      const branch = await takeBranch(optionsOf(faulty), name)
      faulty.crashAfterWrites = faulty.writes + crashAt
      const done = { records: 0, manifest: 0, pages: new Set<number>() }
      try {
        for (let round = 1; round <= 6; round++) {
          for (let i = 0; i < 3; i++) {
            await branch.log.append(branch.log.nextPosition, [byte(branch.log.nextPosition)], 'strict')
            done.records++
          }
          await branch.pages.write(new Map([[hashOf(String(round)), byte(round)]]), byte(round))
          done.manifest = round
          await branch.log.truncate(3 * round - 1)
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'STORAGE_FAILED' })
      }
      const back = await takeBranch(optionsOf(inner), name)
      const manifest = (await back.pages.readManifest())?.[0] ?? 0
      expect([done.manifest, done.manifest + 1], `crash ${crashAt}`).toContain(manifest)
      const pages = await back.pages.read(Array.from({ length: manifest }, (_, i) => hashOf(String(i + 1))))
      expect(
        pages.map(page => page?.[0]),
        `crash ${crashAt}`,
      ).toEqual(Array.from({ length: manifest }, (_, i) => i + 1))
      const entries = await back.log.read(1)
      expect(entries.at(-1)?.position ?? 0, `crash ${crashAt}`).toBeGreaterThanOrEqual(done.records)
      expect(entries.every(entry => entry.bytes[0] === entry.position)).toBe(true)
      expect(entries[0]?.position ?? 1, `crash ${crashAt}`).toBeLessThanOrEqual(Math.max(1, 3 * manifest - 1))
      expect(back.log.nextPosition).toBe((entries.at(-1)?.position ?? done.records) + 1)
    }
  })

  test('a checkpoint that failed once succeeds when it is tried again, with all its pages', async () => {
    const inner = new MemoryObjectStore()
    await createBranch(optionsOf(inner), name)
    const faulty = new FaultyObjectStore(inner, seededRandom(9))
    const branch = await takeBranch(optionsOf(faulty), name)
    for (const plan of [
      { refuse: 0.5, loseAnswer: 0 },
      { refuse: 0, loseAnswer: 0.5 },
    ]) {
      for (let round = 0; round < 10; round++) {
        const page = hashOf('0123456789'[round])
        for (let done = false; !done;) {
          faulty.plan = plan
          done = await branch.pages.write(new Map([[page, byte(round)]]), byte(round)).then(
            () => true,
            () => false,
          )
        }
      }
    }
    const back = await takeBranch(optionsOf(inner), name)
    expect((await back.pages.list()).length).toBe(10)
    expect((await back.pages.read([hashOf('7')]))[0]).toEqual(byte(7))
  })
})

test('appends that come together share one object', async () => {
  const counting = new FaultyObjectStore(new MemoryObjectStore(), seededRandom(1))
  const options = optionsOf(counting)
  await createBranch(options, name)
  const branch = await takeBranch(options, name)
  const before = counting.writes
  await Promise.all(Array.from({ length: 50 }, (_, i) => branch.log.append(i + 1, [byte(i)], 'strict')))
  expect(counting.writes - before).toBe(1)
})

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve()
}

/** Answers every request some turns late, so that requests of two servers interleave. */
function slowStore(inner: ObjectStore, random: Random): ObjectStore {
  const late = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    await turns(random.below(6))
    const result = await call()
    await turns(random.below(6))
    return result
  }
  return {
    get: (key, range) => late(() => inner.get(key, range)),
    put: (key, bytes) => late(() => inner.put(key, bytes)),
    putIfAbsent: (key, bytes) => late(() => inner.putIfAbsent(key, bytes)),
    delete: key => late(() => inner.delete(key)),
    list: prefix => late(() => inner.list(prefix)),
    close: () => inner.close(),
  }
}
