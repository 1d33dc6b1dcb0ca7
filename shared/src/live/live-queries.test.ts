// Live queries against the query run anew, over random queries and random changes: after every commit the rows are those that the
// query answers now, the told changes lead from the rows before to them, rows that stayed keep their object, and a query that
// was not told of a change did not need it.

import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { SqlError } from '../base/errors.ts'
import { seededRandom, systemRandom } from '../base/random.ts'
import { LocalDatabase } from '../engine/local-database.ts'
import { toRowObjects } from '../exec/row-objects.ts'
import type { Session } from '../engine/session.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { RandomSql } from '../testing/random-sql-query.ts'
import { RandomWords } from '../testing/random-sql-words.ts'
import type { ResultRow } from './diff-rows.ts'
import { LiveHub } from './live-hub.ts'
import type { LiveUpdate } from './live-query.ts'

const firstSeed = Number(process.env['ZENDB_SEED'] ?? 1)
const seeds = Number(process.env['ZENDB_SEEDS'] ?? 10)

interface Watched {
  readonly sql: string
  readonly updates: LiveUpdate[]
  readonly errors: unknown[]
}

let opened: LocalDatabase[] = []
afterEach(async () => {
  for (const local of opened) await local.close()
  opened = []
})

async function openSession(script: readonly string[]): Promise<{ session: Session; hub: LiveHub }> {
  const local = await LocalDatabase.open({
    name: 'live',
    pageStore: new MemoryPageStore(),
    logStore: new MemoryLogStore(),
    clock: systemClock,
    random: systemRandom,
  })
  opened.push(local)
  const session = local.database.connect()
  await session.executeScript(script.join(';\n'))
  return { session, hub: new LiveHub(local.database) }
}

function watch(hub: LiveHub, sql: string, parameters: readonly unknown[] = []): Watched & { readonly end: () => void } {
  const watched: Watched = { sql, updates: [], errors: [] }
  const end = hub.subscribe(sql, parameters, {
    update: update => watched.updates.push(update),
    error: error => watched.errors.push(error),
  })
  return { ...watched, end }
}

/** The rows of a statement; null when it fails, as some random ones must. */
async function rowsNow(session: Session, sql: string): Promise<readonly ResultRow[] | null> {
  try {
    const { rows } = await session.execute(sql)
    return rows === null ? [] : toRowObjects(rows)
  } catch (error) {
    if (error instanceof SqlError) return null
    throw error
  }
}

const texts = (rows: readonly ResultRow[]): readonly string[] => rows.map(textOf).sort()
const textOf = (row: ResultRow): string =>
  JSON.stringify(Object.values(row).map(value => (typeof value === 'object' ? JSON.stringify(value) : String(value))))

/** The rows that `changes` make of `before`: each removed row was there, and each added one was not. */
function applied(before: readonly ResultRow[], { changes }: LiveUpdate): readonly string[] {
  const rows = before.map(textOf)
  for (const { before: removed } of changes) {
    if (removed === null) continue
    const at = rows.indexOf(textOf(removed))
    expect(at, 'a changed row was there before').toBeGreaterThanOrEqual(0)
    rows.splice(at, 1)
  }
  for (const { after: added } of changes) if (added !== null) rows.push(textOf(added))
  return rows.sort()
}

describe('live queries', () => {
  it(`show what the query answers, whatever is changed, seeds ${firstSeed} to ${firstSeed + seeds - 1}`, async () => {
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) await runSeed(seed)
  }, 300_000)

  it('are not run again by changes that none of their scans sees', async () => {
    const { session, hub } = await openSession([
      'create table item (id int primary key, kind text, n int)',
      'create index on item (kind)',
      "insert into item select i, 'k' || i % 5, i from generate_series(1, 100) i",
    ])
    const watched = watch(hub, 'select id, n from item where kind = $1', ['k1'])
    await hub.settled()
    const [{ version }] = watched.updates
    await session.execute("update item set n = n + 1 where kind = 'k2'")
    await hub.settled()
    expect(watched.updates.map(update => update.version)).toEqual([version])
    await session.execute("update item set kind = 'k1' where id = 2")
    await hub.settled()
    expect(watched.updates.at(-1)?.changes.map(({ kind, key }) => [kind, ...key])).toEqual([['insert', 2]])
  })

  it('tell all listeners of one commit about the same version', async () => {
    const { session, hub } = await openSession(['create table a (id int primary key)', 'create table b (id int primary key)'])
    const [first, second] = [watch(hub, 'select * from a'), watch(hub, 'select * from b')]
    await hub.settled()
    await session.executeScript('insert into a values (1); insert into b values (1)')
    await hub.settled()
    expect(first.updates.at(-1)?.version).toBe(second.updates.at(-1)?.version)
    expect([first, second].map(({ updates }) => updates.length)).toEqual([2, 2])
  })

  it('tell an error, and heal when a later change lets them answer again', async () => {
    const { session, hub } = await openSession(['create table a (id int primary key, n int)', 'insert into a values (1, 1)'])
    const watched = watch(hub, 'select 10 / n as q from a')
    await hub.settled()
    await session.execute('update a set n = 0')
    await hub.settled()
    expect(watched.errors).toMatchObject([{ code: '22012' }])
    await session.execute('update a set n = 5')
    await hub.settled()
    expect(watched.updates.at(-1)?.rows).toEqual([{ q: 2 }])
  })

  it('end with their last listener', async () => {
    const { session, hub } = await openSession(['create table a (id int primary key)'])
    const watched = watch(hub, 'select * from a')
    await hub.settled()
    watched.end()
    await session.execute('insert into a values (1)')
    await hub.settled()
    expect(watched.updates).toHaveLength(1)
  })
})

async function runSeed(seed: number): Promise<void> {
  const sql = new RandomSql(new RandomWords(seededRandom(seed)))
  const { session, hub } = await openSession(sql.words.database(8))
  const all: Watched[] = []
  for (let i = 0; i < 25; i++) {
    const text = sql.statement()
    if ((await rowsNow(session, text)) !== null) all.push(watch(hub, text))
  }
  await hub.settled()
  const told = new Map(all.map(watched => [watched, 0]))
  for (let step = 0; step < 15; step++) {
    await rowsNow(session, sql.change())
    await hub.settled()
    for (const watched of all) {
      const where = `seed ${seed}, step ${step}: ${watched.sql}`
      const known = told.get(watched) ?? 0
      for (let i = Math.max(1, known); i < watched.updates.length; i++) checkUpdate(watched.updates[i - 1], watched.updates[i], where)
      told.set(watched, watched.updates.length)
      const now = await rowsNow(session, watched.sql)
      if (now !== null) expect(texts(watched.updates.at(-1)?.rows ?? []), where).toEqual(texts(now))
    }
  }
}

function checkUpdate(before: LiveUpdate, after: LiveUpdate, where: string): void {
  expect(applied(before.rows, after), where).toEqual(texts(after.rows))
  const touched = new Set(after.changes.map(({ after: row }) => row))
  const known = new Set(before.rows)
  for (const row of after.rows) expect(known.has(row) || touched.has(row), `${where}: a row that stayed keeps its object`).toBe(true)
}
