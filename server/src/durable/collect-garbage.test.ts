import { expect, test } from 'vitest'
import { asPageHash } from '@zendb/shared/base/brand'
import { ManualClock } from '@zendb/shared/base/clock'
import { seededRandom } from '@zendb/shared/base/random'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import { collectGarbage } from './collect-garbage.ts'
import { createBranch, takeBranch, type HeldBranch, type LeaseOptions } from './lease.ts'
import { createManifest } from './manifest-chain.ts'
import { manifestPrefix, segmentPrefix } from './object-names.ts'

const name = { database: 'db', branch: 'main' }
const hourMs = 3_600_000

class Store {
  readonly clock = new ManualClock()
  readonly objects = new MemoryObjectStore()
  readonly options: LeaseOptions = {
    objects: this.objects,
    clock: this.clock,
    random: seededRandom(1),
    holder: 'test',
    sleep: () => Promise.resolve(),
  }
  held!: HeldBranch

  static async open(): Promise<Store> {
    const store = new Store()
    await createBranch(store.options, name)
    store.held = await takeBranch(store.options, name)
    return store
  }

  /** Appends a record every seven hours, and writes a checkpoint after each. */
  async work(rounds: number): Promise<void> {
    const { log, pages } = this.held
    for (let i = 0; i < rounds; i++) {
      const position = log.nextPosition
      await log.append(position, [Uint8Array.of(position & 0xff)], 'strict')
      await pages.write(new Map([[asPageHash(position.toString(16).padStart(64, '0')), Uint8Array.of(1)]]), Uint8Array.of(position & 0xff))
      await log.truncate(position)
      this.clock.advance(7 * hourMs)
    }
  }

  collect() {
    return collectGarbage(this.objects, name, this.held.pages.manifest, this.clock.nowMs())
  }

  async counts(): Promise<{ segments: number; manifests: number }> {
    const manifests = (await this.objects.list(manifestPrefix(name))).filter(key => key.endsWith('.man')).length
    return { segments: (await this.objects.list(segmentPrefix(name))).length, manifests }
  }
}

test('what is older than a week and not needed goes; a recovery gives the same as before', async () => {
  const store = await Store.open()
  await store.work(100)
  const before = await store.counts()
  const collected = await store.collect()
  const after = await store.counts()
  expect(after.segments).toBe(before.segments - collected.segments)
  expect(after.segments).toBeLessThan(30)
  expect(after.manifests).toBeLessThan(60)
  const back = await takeBranch(store.options, name)
  expect(await back.pages.readManifest()).toEqual(Uint8Array.of(100))
  expect((await back.log.read(1)).map(entry => entry.position)).toEqual([100])
  expect((await back.pages.list()).length).toBe(100)
  await back.log.append(101, [Uint8Array.of(101)], 'strict')
})

test('nothing younger than a week goes', async () => {
  const store = await Store.open()
  await store.work(20)
  expect(await store.collect()).toEqual({ segments: 0, manifests: 0 })
})

test('the manifest that another branch was made from stays', async () => {
  const store = await Store.open()
  await store.work(2)
  const { packs, engine, number } = store.held.pages.manifest
  await createBranch(
    store.options,
    { ...name, branch: 'fork' },
    { packs, engine, parent: { branch: 'main', manifest: number }, firstPosition: 3 },
  )
  await store.work(98)
  await store.collect()
  expect(await store.objects.list(`${manifestPrefix(name)}${String(number).padStart(14, '0')}`)).toHaveLength(1)
})

test('a server that slept until its slots were deleted learns that it is late, in each of its steps', async () => {
  const store = await Store.open()
  await store.work(3)
  const sleeper = store.held
  const asleep = sleeper.pages.manifest
  store.held = await takeBranch(store.options, name)
  await store.work(100)
  await store.collect()
  // In the middle of a take-over: the manifest that it would make has been deleted.
  expect(await createManifest(store.options, name, asleep.number + 1, { ...asleep, epoch: asleep.epoch + 1 })).toBeNull()
  await expect(sleeper.pages.write(new Map(), Uint8Array.of(9))).rejects.toMatchObject({ code: 'LEASE_LOST' })
  await expect(sleeper.log.append(sleeper.log.nextPosition, [Uint8Array.of(9)], 'strict')).rejects.toMatchObject({ code: 'LEASE_LOST' })
  // Nobody was led astray by what it left.
  const back = await takeBranch(store.options, name)
  expect(await back.pages.readManifest()).toEqual(Uint8Array.of(103))
})
