// Two real pages of one origin share one database in IndexedDB: writes show in both, and when the page that has it open goes away,
// by closing or by a crash, the other goes on with everything that was answered.

import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import type { ZenDB } from '@zendb/client'
import { serveHarness, type Harness } from '../support/serve-harness.ts'

declare global {
  interface Window {
    ZenDB: typeof ZenDB
    db: ZenDB
    rows: readonly unknown[]
  }
}

let harness: Harness
test.beforeAll(async () => {
  harness = await serveHarness()
})
test.afterAll(() => harness.close())

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(harness.url)
  await page.waitForFunction(() => 'ZenDB' in window)
  await page.evaluate(async () => {
    window.db = new window.ZenDB({ name: 'tabs', migrations: ['CREATE TABLE note (id int PRIMARY KEY, body text NOT NULL)'] })
    await window.db.query('SELECT 1')
  })
  return page
}

const write = (page: Page, id: number): Promise<number> =>
  page.evaluate(async id => (await window.db.execute('INSERT INTO note VALUES ($1, $2)', [id, `note ${id}`])).count, id)
const ids = (page: Page): Promise<number[]> =>
  page.evaluate(async () => (await window.db.query<{ id: number }>('SELECT id FROM note ORDER BY id')).map(row => row.id))
const role = (page: Page): Promise<string> => page.evaluate(() => window.db.status.role)

async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.rows = []
    window.db.subscribe('SELECT id FROM note ORDER BY id').on('rows', rows => (window.rows = rows))
  })
}
const watched = (page: Page): Promise<readonly unknown[]> => page.evaluate(() => window.rows)

test('writes in one page show in the other', async ({ context }) => {
  const [first, second] = [await openPage(context), await openPage(context)]
  expect([await role(first), await role(second)]).toEqual(['leading', 'following'])
  for (const page of [first, second]) await watch(page)
  expect(await write(second, 1)).toBe(1)
  expect(await write(first, 2)).toBe(1)
  for (const page of [first, second]) await expect.poll(() => watched(page)).toEqual([{ id: 1 }, { id: 2 }])
})

test('the other page goes on when the leader is closed', async ({ context }) => {
  const [first, second] = [await openPage(context), await openPage(context)]
  await watch(second)
  await write(second, 1)
  await first.close()
  await write(second, 2)
  expect(await ids(second)).toEqual([1, 2])
  await expect.poll(() => role(second)).toBe('leading')
  await expect.poll(() => watched(second)).toEqual([{ id: 1 }, { id: 2 }])
})

test('the other page goes on when the leader crashes in the middle of writes, which happen once each', async ({ context }) => {
  const [first, second] = [await openPage(context), await openPage(context)]
  const session = await context.newCDPSession(first)
  // Under way when the leader dies: each is answered by it, or repeated at the next one by its name.
  const counts = second.evaluate(() =>
    Promise.all(
      Array.from({ length: 200 }, (_, i) => window.db.execute('INSERT INTO note VALUES ($1, $2)', [i, 'x']).then(result => result.count)),
    ),
  )
  await second.waitForTimeout(30)
  await Promise.race([session.send('Page.crash').catch(() => {}), second.waitForTimeout(1000)])
  expect((await counts).every(count => count === 1)).toBe(true)
  expect((await ids(second)).length).toBe(200)
  await expect.poll(() => role(second)).toBe('leading')
})

test('a page that reloads finds its data', async ({ context }) => {
  const page = await openPage(context)
  await write(page, 7)
  await page.reload()
  await page.waitForFunction(() => 'ZenDB' in window)
  await page.evaluate(() => {
    window.db = new window.ZenDB({ name: 'tabs' })
  })
  expect(await ids(page)).toEqual([7])
})

test('a leader that crashes in the middle of a migration leaves all of it or nothing, and the other page runs it once', async ({
  context,
}) => {
  for (const delayMs of [0, 60, 150, 400]) {
    const name = `migrating-${delayMs}`
    const pages = [await context.newPage(), await context.newPage()]
    for (const page of pages) {
      await page.goto(harness.url)
      await page.waitForFunction(() => 'ZenDB' in window)
    }
    const start = (page: Page): Promise<void> =>
      page.evaluate(name => {
        const fill = "INSERT INTO big (body) SELECT 'row ' || i FROM generate_series(1, 15000) AS i"
        // No key of its own: rows that are there twice show.
        window.db = new window.ZenDB({ name, migrations: ['CREATE TABLE big (id serial, body text)', fill, fill] })
      }, name)
    const [first, second] = pages
    const session = await context.newCDPSession(first)
    await start(first)
    await start(second)
    const count = second.evaluate(() => window.db.query<{ n: number; d: number }>('SELECT count(*) AS n, count(DISTINCT id) AS d FROM big'))
    await second.waitForTimeout(delayMs)
    await Promise.race([session.send('Page.crash').catch(() => {}), second.waitForTimeout(1000)])
    expect(await count, `crash after ${delayMs} ms`).toEqual([{ n: 30_000, d: 30_000 }])
    await second.close()
  }
})
