// A checkpoint while commits go on: whatever the device refuses and wherever it crashes, what was acknowledged is there,
// and what was refused is not, in memory and after the next opening.

import { describe, expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import type { LogStore } from '../storage/log-store.ts'
import type { PageStore } from '../storage/page-store.ts'
import { FaultyLogStore } from '../testing/faulty-log-store.ts'
import { FaultyPageStore } from '../testing/faulty-page-store.ts'
import { FaultClock, type StoreFault } from '../testing/store-faults.ts'
import { LocalDatabase } from './local-database.ts'
import { ReplicaDatabase } from './replica-database.ts'
import type { Session } from './session.ts'

type Kind = typeof LocalDatabase | typeof ReplicaDatabase

function open(kind: Kind, pageStore: PageStore, logStore: LogStore): Promise<LocalDatabase | ReplicaDatabase> {
  return kind.open({ name: 'busy', pageStore, logStore, clock: systemClock, random: systemRandom })
}

async function ids(session: Session): Promise<readonly number[]> {
  const { rows } = await session.execute('select id from t order by id')
  return rows === null ? [] : (Array.from(rows.vectors[0].data as unknown[]).slice(0, rows.count) as number[])
}

/** Four checkpoints, each with writes before, beside and behind it. */
async function run(kind: Kind, faults: readonly StoreFault[]) {
  const clock = new FaultClock(faults)
  const [pages, log] = [new FaultyPageStore(clock), new FaultyLogStore(clock)]
  const database = await open(kind, pages, log)
  const session = database.database.connect()
  const [acknowledged, refused]: [number[], number[]] = [[], []]
  await (
    await session.execute('create table t (id int primary key)')
  ).durable
  const writes: Promise<unknown>[] = []
  const write = async (id: number): Promise<void> => {
    const { durable } = await session.execute(`insert into t values (${id})`)
    writes.push(
      durable.then(
        () => acknowledged.push(id),
        () => refused.push(id),
      ),
    )
  }
  for (let round = 0; round < 4 && !clock.isCrashed; round++) {
    await write(10 * round + 1)
    const checkpoint = database.checkpoint().catch(() => {})
    for (let i = 2; i < 8; i++) {
      await write(10 * round + i)
      for (let turn = 0; turn < i * round; turn++) await Promise.resolve()
    }
    await checkpoint
    await Promise.all(writes)
  }
  const inMemory = clock.isCrashed ? null : await ids(session)
  return { clock, pages, log, acknowledged, refused, inMemory }
}

describe.each([
  ['LocalDatabase', LocalDatabase],
  ['ReplicaDatabase', ReplicaDatabase],
] as const)('%s', (_, kind) => {
  test.each(['crash-before', 'crash-after', 'quota', 'failed'] as const)(
    '%s at any operation',
    async fault => {
      const whole = await run(kind, [])
      expect(whole.acknowledged).toHaveLength(28)
      const { operations } = whole.clock
      // The first one makes the table.
      for (let operation = 2; operation <= operations; operation++) {
        const device = await run(kind, [{ kind: fault, operation }])
        const where = `${fault} ${operation} of ${operations}`
        const reopened = await open(kind, device.pages.afterRestart(), device.log.afterRestart())
        const found = await ids(reopened.database.connect())
        expect(
          device.acknowledged.filter(id => !found.includes(id)),
          `${where}: acknowledged and lost`,
        ).toEqual([])
        if (device.inMemory === null) continue
        expect(found, `${where}: as in memory`).toEqual(device.inMemory)
        expect(
          found.filter(id => device.refused.includes(id)),
          `${where}: refused and there`,
        ).toEqual([])
      }
    },
    60_000,
  )
})
