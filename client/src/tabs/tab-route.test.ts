// Several tabs of one origin in one process: real engine, simulated locks, channels and storage.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '@zendb/shared/testing/eventually'
import type { LiveUpdate } from '@zendb/shared/live/live-query'
import { seededRandom } from '@zendb/shared/base/random'
import { checkOptions } from '../options/zen-db-options.ts'
import { DatabaseService } from '../service/database-service.ts'
import { openEngine } from '../service/open-engine.ts'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import { SharedMemoryStorage } from '../testing/shared-memory-storage.ts'
import { SimulatedOrigin, type SimulatedTab } from './simulated-tab-platform.ts'
import { TabRoute } from './tab-route.ts'

interface Tab {
  readonly route: TabRoute
  readonly platform: SimulatedTab
  readonly lost: unknown[]
}

class Browser {
  readonly origin = new SimulatedOrigin()
  readonly storage = new SharedMemoryStorage()
  readonly tabs: Tab[] = []

  async open(): Promise<Tab> {
    const tab = this.start()
    await tab.route.open()
    return tab
  }

  start(): Tab {
    const platform = this.origin.openTab()
    const lost: unknown[] = []
    const route = new TabRoute({
      name: 'shop',
      tab: `tab${this.tabs.length + 1}`,
      platform,
      listener: { statusChanged: () => {}, syncEvent: () => {}, lost: error => lost.push(error) },
      openService: async opening => {
        const stores = await this.storage.open(opening)
        return new DatabaseService(await openEngine(checkOptions({ name: 'shop' }), stores), stores)
      },
      destroyStorage: async () => this.storage.destroy(),
    })
    const tab = { route, platform, lost }
    this.tabs.push(tab)
    return tab
  }
}

let browser = new Browser()

afterEach(async () => {
  vi.useRealTimers()
  for (const { platform } of browser.tabs) platform.crash()
  browser = new Browser()
})

const query = (tab: Tab, sql: string, parameters: readonly unknown[] = []): Promise<RowObject[]> =>
  tab.route.call<'query'>({ kind: 'query', sql, parameters })
const execute = async (tab: Tab, sql: string, parameters: readonly unknown[] = []): Promise<number> =>
  (await tab.route.call<'execute'>({ kind: 'execute', sql, parameters })).count

async function openTabs(count: number): Promise<Tab[]> {
  const tabs: Tab[] = []
  for (let i = 0; i < count; i++) tabs.push(await browser.open())
  return tabs
}

async function withTable(count: number): Promise<Tab[]> {
  const tabs = await openTabs(count)
  await execute(tabs[0], 'CREATE TABLE t (id int PRIMARY KEY, n int)')
  return tabs
}

describe('two tabs', () => {
  it('share one database: the first leads, the second asks it', async () => {
    const [first, second] = await withTable(2)
    expect([first.route.role, second.route.role]).toEqual(['leading', 'following'])
    expect(await execute(second, 'INSERT INTO t VALUES ($1, $2)', [1, 10])).toBe(1)
    expect(await query(first, 'SELECT * FROM t')).toEqual([{ id: 1, n: 10 }])
    expect(await query(second, 'SELECT * FROM t')).toEqual([{ id: 1, n: 10 }])
  })

  it('tell errors with their class and fields', async () => {
    const [, second] = await withTable(2)
    await execute(second, 'INSERT INTO t VALUES (1, 1)')
    await expect(execute(second, 'INSERT INTO t VALUES (1, 1)')).rejects.toMatchObject({
      name: 'SqlError',
      code: '23505',
      constraint: 't_pkey',
    })
    await expect(query(second, 'SELECT $1', [() => {}])).rejects.toMatchObject({ code: '22P02' })
  })

  it('carry values of every kind', async () => {
    const [, second] = await openTabs(2)
    const values = [9007199254740993n, new Date(5), Uint8Array.of(1, 2), { a: [1, { toJSON: () => 'b' }] }, null, true, [1, 2]]
    const sql = 'SELECT $1::int8 AS a, $2::timestamptz AS b, $3::bytea AS c, $4::jsonb AS d, $5::text AS e, $6::bool AS f, $7::int[] AS g'
    expect(await query(second, sql, values)).toEqual([
      { a: 9007199254740993n, b: new Date(5), c: Uint8Array.of(1, 2), d: { a: [1, 'b'] }, e: null, f: true, g: [1, 2] },
    ])
  })

  it('see each other in live queries, with rows that keep their identity', async () => {
    const [first, second] = await withTable(2)
    await execute(first, 'INSERT INTO t VALUES (1, 1), (2, 2)')
    const updates: LiveUpdate[] = []
    const end = second.route.subscribe('SELECT * FROM t ORDER BY id', [], {
      update: update => updates.push(update),
      error: error => expect(error).toBeNull(),
    })
    await eventually(() => expect(updates.length).toBe(1))
    await execute(first, 'UPDATE t SET n = 3 WHERE id = 2')
    await eventually(() => expect(updates.length).toBe(2))
    expect(updates[1].rows).toEqual([
      { id: 1, n: 1 },
      { id: 2, n: 3 },
    ])
    expect(updates[1].rows[0]).toBe(updates[0].rows[0])
    expect(updates[1].changes).toEqual([{ kind: 'update', key: [2], before: { id: 2, n: 2 }, after: { id: 2, n: 3 } }])
    end()
    await execute(first, 'DELETE FROM t')
    await query(second, 'SELECT 1')
    expect(updates.length).toBe(2)
  })

  it('tell a wrong live query to its listener', async () => {
    const tabs = await openTabs(2)
    for (const tab of tabs) {
      const errors: unknown[] = []
      tab.route.subscribe('SELECT * FROM nobody', [], { update: () => {}, error: error => errors.push(error) })
      await eventually(() => expect(errors).toEqual([expect.objectContaining({ code: '42P01' })]))
    }
  })

  it('run transactions one after another', async () => {
    const tabs = await withTable(3)
    await execute(tabs[0], 'INSERT INTO t VALUES (1, 0)')
    const increment = async (tab: Tab): Promise<void> => {
      const transaction = await tab.route.call<'begin'>({ kind: 'begin', readOnly: false })
      const run = (sql: string, parameters: readonly unknown[]) => tab.route.call<'run'>({ kind: 'run', transaction, sql, parameters })
      const [{ n }] = (await run('SELECT n FROM t', [])).rows
      await run('UPDATE t SET n = $1', [Number(n) + 1])
      await tab.route.call<'commit'>({ kind: 'commit', transaction })
    }
    await Promise.all([...tabs, ...tabs, ...tabs].map(increment))
    expect(await query(tabs[1], 'SELECT n FROM t')).toEqual([{ n: 9 }])
  })
})

describe('a leader that goes', () => {
  it('is followed by the next tab, with everything that was answered', async () => {
    const [first, second, third] = await withTable(3)
    await execute(third, 'INSERT INTO t VALUES (1, 1)')
    first.platform.crash()
    await execute(third, 'INSERT INTO t VALUES (2, 2)')
    expect(await query(second, 'SELECT id FROM t ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
    expect([second.route.role, third.route.role]).toEqual(['leading', 'following'])
  })

  it('leaves live queries that go on, and tell only what differs', async () => {
    const [first, second, third] = await withTable(3)
    await execute(first, 'INSERT INTO t VALUES (1, 1), (2, 2)')
    const updates = [second, third].map(tab => {
      const seen: LiveUpdate[] = []
      tab.route.subscribe('SELECT * FROM t ORDER BY id', [], {
        update: update => seen.push(update),
        error: error => expect(error).toBeNull(),
      })
      return seen
    })
    await eventually(() => expect(updates.map(seen => seen.length)).toEqual([1, 1]))
    first.platform.crash()
    await execute(third, 'UPDATE t SET n = 5 WHERE id = 1')
    await eventually(() => expect(updates.map(seen => seen.at(-1)?.rows)).toEqual([[{ id: 1, n: 5 }, { id: 2, n: 2 }], [{ id: 1, n: 5 }, { id: 2, n: 2 }]])) // prettier-ignore
    for (const seen of updates) {
      expect(seen.length).toBe(2)
      expect(seen[1].rows[1]).toBe(seen[0].rows[1])
      expect(seen[1].changes).toEqual([{ kind: 'update', key: [1], before: { id: 1, n: 1 }, after: { id: 1, n: 5 } }])
    }
    await execute(second, 'DELETE FROM t WHERE id = 1')
    await eventually(() => expect(updates.map(seen => seen.at(-1)?.rows)).toEqual([[{ id: 2, n: 2 }], [{ id: 2, n: 2 }]]))
    for (const seen of updates) expect(seen[2].rows[0]).toBe(seen[0].rows[1])
  })

  it('answers reads and writes later, when it had not come to them', async () => {
    const [first, second] = await withTable(2)
    const read = query(second, 'SELECT count(*) AS n FROM t')
    const write = execute(second, 'INSERT INTO t VALUES (1, 1)')
    first.platform.crash()
    expect([await read, await write]).toEqual([[{ n: 0 }], 1])
    expect(second.route.role).toBe('leading')
  })

  it('never lets a write happen twice that it had stored', async () => {
    const [first, second, third] = await withTable(3)
    const crashWhenStored = (): void => {
      browser.storage.onStored = () => {
        browser.storage.onStored = () => {}
        first.platform.crash()
      }
    }
    crashWhenStored()
    expect(
      await third.route.call<'execute'>({ kind: 'execute', sql: 'INSERT INTO t VALUES (1, 1), (2, 2)', parameters: [] }),
    ).toMatchObject({
      command: 'INSERT 0 2',
      count: 2,
      changeSet: { seq: expect.any(Number) },
    })
    expect(await query(second, 'SELECT count(*) AS n FROM t')).toEqual([{ n: 2 }])
  })

  it.each([
    ['execute', { kind: 'execute', sql: 'INSERT INTO t VALUES (1, 1) RETURNING id', parameters: [] }],
    ['script', { kind: 'script', sql: 'INSERT INTO t VALUES (1, 1)' }],
  ] as const)('tells when the write is stored but its result is lost: %s', async (_, request) => {
    const [first, , third] = await withTable(3)
    browser.storage.onStored = () => first.platform.crash()
    await expect(third.route.call(request)).rejects.toMatchObject({ code: '08007', detail: 'stored' })
    expect(await query(third, 'SELECT count(*) AS n FROM t')).toEqual([{ n: 1 }])
  })

  it('says of a script with its own COMMIT that it cannot know', async () => {
    const [first, , third] = await withTable(3)
    const script = third.route.call<'script'>({
      kind: 'script',
      sql: 'BEGIN; INSERT INTO t VALUES (1, 1); COMMIT; INSERT INTO t VALUES (2, 2)',
    })
    first.platform.crash()
    await expect(script).rejects.toMatchObject({ code: '08007' })
  })

  it('leaves a transaction that is stored, or one that is not', async () => {
    for (const isStored of [true, false]) {
      const [first, , third] = await withTable(3)
      const transaction = await third.route.call<'begin'>({ kind: 'begin', readOnly: false })
      await third.route.call<'run'>({ kind: 'run', transaction, sql: 'INSERT INTO t VALUES (1, 1)', parameters: [] })
      if (isStored) browser.storage.onStored = () => first.platform.crash()
      const commit = third.route.call<'commit'>({ kind: 'commit', transaction })
      if (isStored) expect(await commit).toMatchObject({ seq: expect.any(Number) })
      else {
        first.platform.crash()
        await expect(commit).rejects.toMatchObject({ code: '08006' })
      }
      expect(await query(third, 'SELECT count(*) AS n FROM t')).toEqual([{ n: isStored ? 1 : 0 }])
      for (const { platform } of browser.tabs) platform.crash()
      browser = new Browser()
    }
  })

  it('takes its transactions with it, and their statements never reach the next one', async () => {
    const [first, second, third] = await withTable(3)
    const begin = (tab: Tab): Promise<number> => tab.route.call<'begin'>({ kind: 'begin', readOnly: false })
    const lost = await begin(third)
    await third.route.call<'run'>({ kind: 'run', transaction: lost, sql: 'INSERT INTO t VALUES (1, 1)', parameters: [] })
    first.platform.crash()
    const next = await begin(third)
    await expect(
      third.route.call<'run'>({ kind: 'run', transaction: lost, sql: 'INSERT INTO t VALUES (2, 2)', parameters: [] }),
    ).rejects.toMatchObject({ code: '08006' })
    await expect(third.route.call<'commit'>({ kind: 'commit', transaction: lost })).rejects.toMatchObject({ code: '08006' })
    await third.route.call<'run'>({ kind: 'run', transaction: next, sql: 'INSERT INTO t VALUES (3, 3)', parameters: [] })
    await third.route.call<'commit'>({ kind: 'commit', transaction: next })
    expect(await query(second, 'SELECT id FROM t')).toEqual([{ id: 3 }])
  })

  it('finishes what it has begun when it closes, and hands over the rest', async () => {
    const [first, second] = await withTable(2)
    const writes = Array.from({ length: 20 }, (_, i) => execute(second, 'INSERT INTO t VALUES ($1, 0)', [i]))
    const closed = first.route.close()
    writes.push(...Array.from({ length: 20 }, (_, i) => execute(second, 'INSERT INTO t VALUES ($1, 0)', [20 + i])))
    expect(await Promise.all(writes)).toEqual(Array.from({ length: 40 }, () => 1))
    await closed
    expect(await query(second, 'SELECT count(*) AS n FROM t')).toEqual([{ n: 40 }])
    expect(second.route.role).toBe('leading')
  })

  it('that is frozen hands over at once, and follows when it is back', async () => {
    const [first, second] = await withTable(2)
    first.platform.freeze()
    await execute(second, 'INSERT INTO t VALUES (1, 1)')
    first.platform.resume()
    await execute(first, 'INSERT INTO t VALUES (2, 2)')
    expect(await query(second, 'SELECT count(*) AS n FROM t')).toEqual([{ n: 2 }])
    expect([first.route.role, second.route.role]).toEqual(['following', 'leading'])
  })

  it('that hangs is deposed when others wait for it, and can do no harm when it wakes up', async () => {
    const [first, second] = await withTable(2)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    first.platform.hang()
    const read = query(second, 'SELECT count(*) AS n FROM t')
    await advance(21_000)
    expect(await driven(read)).toEqual([{ n: 0 }])
    expect(second.route.role).toBe('leading')
    // It still believes that it leads, and its own write is under way before it hears better.
    const late = execute(first, 'INSERT INTO t VALUES (1, 1)')
    first.platform.resume()
    expect(await driven(late)).toBe(1)
    expect(await driven(query(second, 'SELECT * FROM t'))).toEqual([{ id: 1, n: 1 }])
    expect(first.route.role).toBe('following')
  })
})

/** Lets time pass, and the engine's own asynchronous work, which fake timers do not see. */
async function advance(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await vi.advanceTimersByTimeAsync(Math.min(500, ms - passed))
    for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve))
  }
}

const realTimeout = setTimeout

/** Lets a little time pass again and again, and as much of the engine's own work as that needs, until `call` is answered. */
async function driven<Answer>(call: Promise<Answer>): Promise<Answer> {
  let isAnswered = false
  const answered = (): void => void (isAnswered = true)
  call.then(answered, answered)
  while (!isAnswered) {
    await vi.advanceTimersByTimeAsync(5)
    await new Promise(resolve => realTimeout(resolve, 1))
  }
  return call
}

describe('whatever happens', () => {
  it.each([1, 2, 3, 139, 141, 154])(
    'every answered write is there exactly once, and no write is there twice (seed %i)',
    async seed => {
      const random = seededRandom(seed)
      const setup = await browser.open()
      // No key: a write that happens twice makes two rows.
      await execute(setup, 'CREATE TABLE w (id int)')
      const answered: number[] = []
      const failed: string[] = []
      let live = [setup]
      let writes = 0
      let openings = 0
      for (let turn = 0; turn < 60; turn++) {
        const tab = live[random.below(live.length)]
        const id = ++writes
        const write = random.below(3) === 0 ? transactionOf(tab, id) : execute(tab, 'INSERT INTO w VALUES ($1)', [id])
        write.then(
          () => answered.push(id),
          (error: { code?: string }) => failed.push(error.code ?? String(error)),
        )
        const dice = random.below(10)
        if (dice === 0 && openings < 12) {
          openings++
          live.push(browser.start())
        } else if (dice === 1 && live.length > 1) {
          const [victim] = live.splice(random.below(live.length), 1)
          if (random.below(2) === 0) victim.platform.crash()
          else browser.storage.onStored = () => ((browser.storage.onStored = () => {}), victim.platform.crash())
        } else if (dice === 2 && live.length > 1) {
          const [victim] = live.splice(random.below(live.length), 1)
          void victim.route.close()
        } else if (dice === 3) {
          tab.platform.freeze()
          setTimeout(() => tab.platform.resume(), 3)
        } else if (dice < 6) await new Promise(resolve => setTimeout(resolve, random.below(4)))
        live = live.filter(({ platform }) => !platform.isGone)
        if (live.length === 0) live.push(browser.start())
      }
      browser.storage.onStored = () => {}
      const last = browser.start()
      const rows = (await query(last, 'SELECT id FROM w')).map(row => Number(row['id']))
      await eventually(async () => {
        const count = answered.length
        await query(last, 'SELECT 1')
        expect(answered.length).toBe(count)
      })
      // What is answered later than this may be later than the query, too.
      const sure = [...answered]
      const now = (await query(last, 'SELECT id FROM w ORDER BY id')).map(row => Number(row['id']))
      expect(new Set(now).size, 'no write is there twice').toBe(now.length)
      expect(
        sure.filter(id => !now.includes(id)),
        'answered writes that are not there',
      ).toEqual([])
      expect(rows.length).toBeGreaterThan(0)
      for (const code of failed) expect(['08006', '08007', 'STORAGE_CLOSED', '25P01']).toContain(code)
    },
    120_000,
  )
})

async function transactionOf(tab: Tab, id: number): Promise<void> {
  const transaction = await tab.route.call<'begin'>({ kind: 'begin', readOnly: false })
  await tab.route.call<'run'>({ kind: 'run', transaction, sql: 'INSERT INTO w VALUES ($1)', parameters: [id] })
  await tab.route.call<'commit'>({ kind: 'commit', transaction })
}

describe('a follower that goes', () => {
  it('leaves no transaction open', async () => {
    const [first, second, third] = await withTable(3)
    const transaction = await second.route.call<'begin'>({ kind: 'begin', readOnly: false })
    await second.route.call<'run'>({ kind: 'run', transaction, sql: 'INSERT INTO t VALUES (1, 1)', parameters: [] })
    const waiting = execute(third, 'INSERT INTO t VALUES (2, 2)')
    second.platform.crash()
    await waiting
    expect(await query(first, 'SELECT id FROM t')).toEqual([{ id: 2 }])
  })

  it('may close while it is being opened', async () => {
    const [first] = await withTable(1)
    const tab = browser.start()
    await tab.route.close()
    await expect(tab.route.open()).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    expect(await query(first, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})

describe('a database that is destroyed', () => {
  it('is gone in all tabs, and new ones start afresh', async () => {
    const [first, second, third] = await withTable(3)
    await second.route.close()
    await second.route.destroy()
    await eventually(() => expect([first.lost.length, third.lost.length]).toEqual([1, 1]))
    const fresh = await browser.open()
    await expect(query(fresh, 'SELECT * FROM t')).rejects.toMatchObject({ code: '42P01' })
  })

  it('is not taken for the new one by a tab that was frozen meanwhile, whether it leads then or follows', async () => {
    for (const isLed of [false, true]) {
      const [first, second] = await withTable(2)
      second.platform.freeze()
      await first.route.close()
      browser.storage.destroy()
      const fresh = isLed ? await browser.open() : null
      second.platform.resume()
      await eventually(() => expect(second.lost).toEqual([expect.objectContaining({ code: 'STORAGE_CLOSED' })]))
      if (fresh !== null) expect(await query(fresh, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      for (const { platform } of browser.tabs) platform.crash()
      browser = new Browser()
    }
  })
})
