// A checkpoint comes by itself once the log has grown enough, by commits or by bytes, and leaves the log short.

import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { checkpointCommits, checkpointLogBytes } from '../base/limits.ts'
import { systemRandom } from '../base/random.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { eventually } from '../testing/eventually.ts'
import { BranchDatabase } from './branch-database.ts'
import { CheckpointPace } from './checkpoint-pace.ts'
import { LocalDatabase } from './local-database.ts'
import { openManifest } from './open-manifest.ts'
import { ReplicaDatabase } from './replica-database.ts'

test.each([
  ['a local database', LocalDatabase],
  ['a replica', ReplicaDatabase],
  ['a branch', BranchDatabase],
] as const)('%s writes pages after a few large commits', async (_, kind) => {
  const [pageStore, logStore] = [new MemoryPageStore(), new MemoryLogStore()]
  const { database } = await kind.open({ name: 'large', pageStore, logStore, clock: systemClock, random: systemRandom })
  const session = database.connect()
  await (
    await session.execute('CREATE TABLE t (id int PRIMARY KEY, body text)')
  ).durable
  const body = 'x'.repeat(checkpointLogBytes / 8)
  for (let id = 0; id < 9; id++) await (await session.execute('INSERT INTO t VALUES ($1, $2)', [id, body])).durable
  const storedPosition = async (): Promise<number> => {
    const manifest = await pageStore.readManifest()
    return manifest === null ? 0 : (await openManifest(manifest)).logPosition
  }
  await eventually(async () => expect(await storedPosition()).toBeGreaterThan(6))
  // The server removes the log of a branch by itself (collect-garbage.ts).
  if (kind !== BranchDatabase) await eventually(async () => expect((await logStore.read(1)).length).toBeLessThan(4))
})

test('what is committed while pages are written counts for the next checkpoint', () => {
  const pace = new CheckpointPace()
  for (let i = 1; i < checkpointCommits; i++) pace.note(1)
  expect(pace.isDue).toBe(false)
  pace.note(1)
  expect(pace.isDue).toBe(true)
  const stored = pace.begin()
  pace.note(checkpointLogBytes - 1)
  stored()
  expect([pace.commits, pace.isDue]).toEqual([1, false])
  pace.note(1)
  expect(pace.isDue).toBe(true)
})
