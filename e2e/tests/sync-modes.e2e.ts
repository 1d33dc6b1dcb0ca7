// The client's side of sync in real pages over a real server: when a write is answered, what `synced` says, who hears of a refusal.

import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import type { ZenDB, ZenDBOptions } from '@zendb/client'
import { serveHarness, type Harness } from '../support/serve-harness.ts'
import { startServer, type TestServer } from '../support/start-server.ts'

declare global {
  interface Window {
    ZenDB: typeof ZenDB
    db: ZenDB
    events: string[]
    write: Promise<unknown> & { readonly synced: Promise<void> }
  }
}

test.setTimeout(120_000)
let harness: Harness
let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(120_000)
  ;[harness, server] = await Promise.all([serveHarness(), startServer(0)])
})
test.afterAll(async () => {
  await harness.close()
  await server.dispose()
})

async function openPage(context: BrowserContext, database: string, options: ZenDBOptions = {}): Promise<Page> {
  const page = await context.newPage()
  await page.goto(harness.url)
  await page.waitForFunction(() => 'ZenDB' in window)
  const migrations = ['CREATE TABLE note (id int PRIMARY KEY, body text)']
  const all: ZenDBOptions = { endpoint: `zendb://${new URL(server.address).host}/${database}`, migrations, ...options }
  await page.evaluate(async all => {
    window.events = []
    window.db = new window.ZenDB(all)
    window.db.on('rejected', write => window.events.push(`rejected ${write.code} ${write.tables.join()}`))
    window.db.on('conflict', ({ lostValues }) => window.events.push(`conflict ${lostValues}`))
    await window.db.query('SELECT 1')
  }, all)
  return page
}

const status = (page: Page): Promise<{ connection: string; outbox: number }> =>
  page.evaluate(() => ({ connection: window.db.status.connection, outbox: window.db.status.outbox }))
const online = (page: Page): Promise<void> =>
  expect.poll(() => status(page), { timeout: 30_000 }).toEqual({ connection: 'online', outbox: 0 })
/** The command tag, or the error's code. */
const execute = (page: Page, sql: string): Promise<string> =>
  page.evaluate(
    text =>
      window.db.execute(text).then(
        ({ command }) => command,
        (error: unknown) => (error as { code: string }).code,
      ),
    sql,
  )
const notes = (page: Page): Promise<unknown> => page.evaluate(() => window.db.query('SELECT * FROM note ORDER BY id'))

test('strong: a write is answered when the server has accepted it, and its refusal is the answer', async ({ browser }) => {
  const [first, second] = [await browser.newContext(), await browser.newContext()]
  const strong = await openPage(first, 'strong', { syncMode: 'strong' })
  const other = await openPage(second, 'strong')
  await online(strong)
  await online(other)
  expect(await execute(strong, "INSERT INTO note VALUES (1, 'one')")).toBe('INSERT 0 1')
  expect((await status(strong)).outbox).toBe(0)
  await expect.poll(() => notes(other)).toEqual([{ id: 1, body: 'one' }])
  await strong.evaluate(() => window.db.pause())
  const late = execute(strong, "INSERT INTO note VALUES (2, 'late')")
  await expect.poll(() => status(strong)).toEqual({ connection: 'paused', outbox: 1 })
  await execute(other, "INSERT INTO note VALUES (2, 'first')")
  await online(other)
  await strong.evaluate(() => window.db.resume())
  expect(await late).toBe('WRITE_REJECTED')
  await expect.poll(() => notes(strong)).toEqual([{ id: 1, body: 'one' }, { id: 2, body: 'first' }]) // prettier-ignore
})

test('manual: nothing travels before resume(), and synced waits for it', async ({ browser }) => {
  const page = await openPage(await browser.newContext(), 'manual', { syncMode: 'manual' })
  expect((await status(page)).connection).toBe('paused')
  await page.evaluate(() => {
    window.write = window.db.execute("INSERT INTO note VALUES (1, 'x')")
    void window.write.synced.then(() => window.events.push('synced'))
  })
  await page.evaluate(() => window.write)
  await page.waitForTimeout(300)
  expect(await page.evaluate(() => window.events)).toEqual([])
  await page.evaluate(() => window.db.resume())
  await expect.poll(() => page.evaluate(() => window.events)).toEqual(['synced'])
  await online(page)
})

test('every tab hears of a refused write once, and synced remembers it after the app gave it up and the leader went', async ({
  browser,
}) => {
  const [device, elsewhere] = [await browser.newContext(), await browser.newContext()]
  const other = await openPage(elsewhere, 'refusal')
  await online(other)
  const [leader, follower] = [await openPage(device, 'refusal'), await openPage(device, 'refusal')]
  await online(leader)
  await expect.poll(() => follower.evaluate(() => window.db.status.role)).toBe('following')
  await follower.evaluate(() => window.db.pause())
  await expect.poll(() => status(leader).then(({ connection }) => connection)).toBe('paused')
  await follower.evaluate(() => {
    window.write = window.db.execute("INSERT INTO note VALUES (1, 'mine')")
    return window.write.then(() => {})
  })
  expect(await execute(other, "INSERT INTO note VALUES (1, 'theirs')")).toBe('INSERT 0 1')
  await online(other)
  await follower.evaluate(() => window.db.resume())
  for (const page of [leader, follower]) await expect.poll(() => page.evaluate(() => window.events)).toEqual(['rejected 23505 note'])
  await follower.evaluate(async () => {
    for (const write of await window.db.rejected()) await write.discard()
  })
  await leader.close()
  const verdict = await follower.evaluate(() =>
    window.write.synced.then(
      () => 'accepted',
      (error: unknown) => (error as { code: string }).code,
    ),
  )
  expect(verdict).toBe('WRITE_REJECTED')
  await expect.poll(() => notes(follower)).toEqual([{ id: 1, body: 'theirs' }])
})

test('a write whose values lost against later ones is told as a conflict, and the later ones stay', async ({ browser }) => {
  const first = await openPage(await browser.newContext(), 'conflict')
  await online(first)
  const second = await openPage(await browser.newContext(), 'conflict')
  await execute(first, "INSERT INTO note VALUES (1, 'both')")
  await expect.poll(() => notes(second)).toHaveLength(1)
  await first.evaluate(() => window.db.pause())
  await execute(first, "UPDATE note SET body = 'earlier' WHERE id = 1")
  // Clocks of devices agree up to the time that a message takes, and this is about one that is later.
  await first.waitForTimeout(2_000)
  await execute(second, "UPDATE note SET body = 'later' WHERE id = 1")
  await online(second)
  await first.evaluate(() => window.db.resume())
  await expect.poll(() => first.evaluate(() => window.events)).toEqual(['conflict 1'])
  for (const page of [first, second]) await expect.poll(() => notes(page)).toEqual([{ id: 1, body: 'later' }])
})

test('a newer version of the app brings its migration, and an older one goes on with it, in two tabs of one device', async ({
  context,
}) => {
  const next = { id: '0002', sql: "ALTER TABLE note ADD COLUMN kind text DEFAULT 'plain'" }
  const old = await openPage(context, 'versions')
  await execute(old, "INSERT INTO note VALUES (1, 'old')")
  const fresh = await openPage(context, 'versions', { migrations: ['CREATE TABLE note (id int PRIMARY KEY, body text)', next] })
  expect(await notes(fresh)).toEqual([{ id: 1, body: 'old', kind: 'plain' }])
  expect(await execute(old, "INSERT INTO note (id, body) VALUES (2, 'still')")).toBe('INSERT 0 1')
  await old.reload()
  const again = await openPage(context, 'versions')
  expect(await notes(again)).toHaveLength(2)
  await online(again)
})

test('a database on a device belongs to one branch: for another one, or without its server, it is refused, and its outbox is kept', async ({
  browser,
}) => {
  const page = await openPage(await browser.newContext(), 'owned', { name: 'owned' })
  await online(page)
  await page.evaluate(() => window.db.pause())
  expect(await execute(page, "INSERT INTO note VALUES (1, 'kept')")).toBe('INSERT 0 1')
  await page.evaluate(() => window.db.close())
  const endpoint = `zendb://${new URL(server.address).host}/owned`
  const opened = (options: ZenDBOptions): Promise<unknown> =>
    page.evaluate(async options => {
      const db = new window.ZenDB({ name: 'owned', ...options })
      return db.query('SELECT * FROM note').then(
        rows => rows,
        (error: unknown) => (error as { code: string }).code,
      )
    }, options)
  expect(await opened({ endpoint, branch: 'draft' })).toBe('INVALID_OPTION')
  expect(await opened({})).toBe('INVALID_OPTION')
  const again = await openPage(page.context(), 'owned', { name: 'owned' })
  expect(await notes(again)).toEqual([{ id: 1, body: 'kept' }])
  await online(again)
})
