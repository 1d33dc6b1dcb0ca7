import { describe, expect, it } from 'vitest'
import { ManualClock } from '../base/clock.ts'
import { recentRequests } from '../base/limits.ts'
import { seededRandom } from '../base/random.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { LocalDatabase } from './local-database.ts'
import { RecentRequests } from './recent-requests.ts'

describe('requests with a name', () => {
  const stores = { pageStore: new MemoryPageStore(), logStore: new MemoryLogStore() }
  const open = (): Promise<LocalDatabase> => LocalDatabase.open({ name: 'x', ...stores, clock: new ManualClock(), random: seededRandom(1) })

  /** As after a crash: what is stored stays, nothing is written at the end. */
  async function reopen(): Promise<LocalDatabase> {
    stores.pageStore = new MemoryPageStore(stores.pageStore)
    stores.logStore = new MemoryLogStore(stores.logStore)
    return open()
  }

  it('are remembered with what they committed, over a crash and over a checkpoint', async () => {
    let local = await open()
    const session = local.database.connect()
    await (
      await session.execute('CREATE TABLE t (n int PRIMARY KEY)', [], 'create')
    ).durable
    const inserted = await session.execute('INSERT INTO t VALUES (1), (2)', [], 'insert')
    await inserted.durable
    await session.execute('BEGIN')
    await session.execute('DELETE FROM t', [], 'not this one')
    await (
      await session.execute('COMMIT', [], 'commit')
    ).durable
    const [first] = await session.executeScript('INSERT INTO t VALUES (3); INSERT INTO t VALUES (4)', 'script')
    await first.durable
    await (
      await session.execute('INSERT INTO t SELECT * FROM generate_series(10, 3000)', [], 'bulk')
    ).durable
    await session.execute('DELETE FROM t WHERE n < 0', [], 'nothing')
    await expect((async () => session.execute('INSERT INTO t VALUES (3)', [], 'failed'))()).rejects.toMatchObject({ code: '23505' })
    const expected = (database: LocalDatabase): void => {
      const { requests } = database.database
      expect(requests.find('create')).toMatchObject({ tag: 'CREATE TABLE' })
      expect(requests.find('insert')).toEqual({
        tag: 'INSERT 0 2',
        changeSet: { origin: inserted.changeSet?.origin, seq: inserted.changeSet?.seq },
      })
      expect(requests.find('commit')).toMatchObject({ tag: 'COMMIT' })
      expect(requests.find('script')).toMatchObject({ tag: 'COMMIT' })
      expect(requests.find('bulk')).toMatchObject({ tag: 'INSERT 0 2991' })
      for (const name of ['not this one', 'nothing', 'failed']) expect(requests.find(name)).toBeUndefined()
    }
    expected(local)
    local = await reopen()
    expected(local)
    await local.checkpoint()
    local = await reopen()
    expected(local)
  })

  it('are forgotten oldest first', () => {
    const requests = new RecentRequests()
    for (let i = 0; i <= recentRequests; i++) requests.add({ name: `r${i}`, tag: 'INSERT 0 1' }, null)
    expect([requests.find('r0'), requests.find('r1')?.tag]).toEqual([undefined, 'INSERT 0 1'])
    const restored = new RecentRequests()
    restored.restore(requests.entries())
    expect(restored.entries()).toEqual(requests.entries())
  })
})
