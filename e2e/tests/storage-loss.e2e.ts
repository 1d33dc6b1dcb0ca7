// Storage that goes away under open pages: the user clears the site's data, another page deletes the database, a page is frozen meanwhile.
// Nobody may go on with an empty database as if it were the old one.

import { expect, test, type BrowserContext, type CDPSession, type Page } from '@playwright/test'
import type { ZenDB } from '@zendb/client'
import { serveHarness, type Harness } from '../support/serve-harness.ts'

declare global {
  interface Window {
    ZenDB: typeof ZenDB
    db: ZenDB
    errors: string[]
    goOn: () => void
  }
}

let harness: Harness
test.beforeAll(async () => {
  harness = await serveHarness()
})
test.afterAll(() => harness.close())

const migrations = ['CREATE TABLE note (id int PRIMARY KEY)']

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(harness.url)
  await page.waitForFunction(() => 'ZenDB' in window)
  await openDatabase(page)
  return page
}

const openDatabase = (page: Page): Promise<void> =>
  page.evaluate(async migrations => {
    window.errors = []
    window.db = new window.ZenDB({ name: 'loss', migrations })
    window.db.on('error', error => window.errors.push((error as { code: string }).code))
    window.db.subscribe('SELECT * FROM note').on('error', error => window.errors.push(`live ${(error as { code: string }).code}`))
    await window.db.query('SELECT 1')
  }, migrations)

/** How many notes there are, or the code of the error. */
const count = (page: Page): Promise<number | string> =>
  page.evaluate(async () => {
    try {
      return (await window.db.query<{ n: number }>('SELECT count(*) AS n FROM note'))[0].n
    } catch (error) {
      return (error as { code: string }).code
    }
  })
const write = (page: Page, id: number): Promise<unknown> =>
  page.evaluate(id => window.db.execute('INSERT INTO note VALUES ($1)', [id]).then(({ count }) => count), id)
const errors = (page: Page): Promise<string[]> => page.evaluate(() => window.errors)

/** As the browser does it to a page in the background: it is told, and runs nothing any more. A headless page is never hidden, so it is told by us. */
async function freeze(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Debugger.enable')
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')))
  return stop(page, session)
}

/** A page that stops without being told, and keeps its locks. */
async function hang(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Debugger.enable')
  return stop(page, session)
}

/** Answers the function that lets it run again. */
async function stop(page: Page, session: CDPSession): Promise<() => Promise<void>> {
  const paused = new Promise<void>(resolve => session.once('Debugger.paused', () => resolve()))
  await session.send('Debugger.pause')
  page.evaluate(() => {}).catch(() => {})
  await paused
  return async () => {
    await session.send('Debugger.resume')
    await session.send('Debugger.disable')
    await page.evaluate(() => document.dispatchEvent(new Event('resume')))
  }
}

const clear = (session: CDPSession): Promise<unknown> =>
  session.send('Storage.clearDataForOrigin', { origin: new URL(harness.url).origin, storageTypes: 'indexeddb' })

test('the user clears the data: every page hears it, none goes on with an empty database, and a new one starts afresh', async ({
  context,
}) => {
  const pages = [await openPage(context), await openPage(context), await openPage(context)]
  await write(pages[1], 1)
  await clear(await context.newCDPSession(pages[0]))
  for (const page of pages) await expect.poll(() => count(page)).toBe('STORAGE_CLOSED')
  for (const page of pages) await expect.poll(() => errors(page)).toEqual(expect.arrayContaining(['STORAGE_CLOSED', 'live STORAGE_CLOSED']))
  await openDatabase(pages[2])
  expect(await count(pages[2])).toBe(0)
  expect(await count(pages[0])).toBe('STORAGE_CLOSED')
  await write(pages[2], 2)
  expect(await count(pages[2])).toBe(1)
})

test('a page that is frozen while the database is deleted and made anew does not take the new one for its own', async ({ context }) => {
  const [frozen, other] = [await openPage(context), await openPage(context)]
  await write(frozen, 1)
  const resume = await freeze(frozen)
  expect(await count(other)).toBe(1)
  await other.evaluate(() => window.db.destroy())
  await openDatabase(other)
  await write(other, 7)
  await write(other, 8)
  await resume()
  await expect.poll(() => count(frozen)).toBe('STORAGE_CLOSED')
  await expect.poll(() => errors(frozen)).toContain('STORAGE_CLOSED')
  expect(await count(other)).toBe(2)
})

/** A transaction that has begun, and goes on when `goOn` is called; what becomes of it. No transaction of IndexedDB is open meanwhile. */
async function openTransaction(page: Page): Promise<Promise<string>[]> {
  const outcome = page.evaluate(() =>
    window.db
      .transaction(async tx => {
        await tx.execute('INSERT INTO note VALUES (100)')
        await new Promise<void>(resolve => (window.goOn = resolve))
        await tx.execute('INSERT INTO note VALUES (101)')
      })
      .then(
        () => 'stored',
        (error: unknown) => (error as { code: string }).code,
      ),
  )
  await page.waitForFunction(() => 'goOn' in window)
  // In a list: a promise by itself would be waited for.
  return [outcome]
}

test('a frozen leader hands over at once, its transaction is gone, and its own calls go on when it is back', async ({ context }) => {
  const [first, second] = [await openPage(context), await openPage(context)]
  await write(first, 1)
  const [stuck] = await openTransaction(first)
  const resume = await freeze(first)
  // One that only hangs is deposed after 20 s.
  const startMs = performance.now()
  await write(second, 2)
  expect(performance.now() - startMs).toBeLessThan(15_000)
  expect(await count(second)).toBe(2)
  await resume()
  await first.evaluate(() => window.goOn())
  expect(await stuck).toBe('08006')
  await write(first, 3)
  expect(await count(first)).toBe(3)
  await expect.poll(() => first.evaluate(() => window.db.status.role)).toBe('following')
})

test('a leader that hangs is deposed, its writes under way happen once, and its transaction does not', async ({ context }) => {
  test.setTimeout(90_000)
  const [first, second] = [await openPage(context), await openPage(context)]
  await write(first, 1)
  const [stuck] = await openTransaction(first)
  // Behind the transaction, so that they are not begun.
  const own = first.evaluate(() => window.db.execute('INSERT INTO note VALUES (3)').then(({ count }) => count))
  const others = second.evaluate(() => window.db.execute('INSERT INTO note VALUES (4)').then(({ count }) => count))
  await first.waitForTimeout(50)
  const resume = await hang(first)
  await write(second, 2)
  expect(await others).toBe(1)
  await expect.poll(() => second.evaluate(() => window.db.status.role)).toBe('leading')
  await resume()
  await first.evaluate(() => window.goOn())
  expect(await stuck).toBe('08006')
  expect(await own).toBe(1)
  for (const page of [first, second]) expect(await count(page)).toBe(4)
  await expect.poll(() => first.evaluate(() => window.db.status.role)).toBe('following')
})

test('a sandboxed frame, which may keep nothing, says so and can work in memory', async ({ page }) => {
  await page.goto(harness.url)
  const src = `${harness.url}harness.js`
  await page.setContent(`<iframe sandbox="allow-scripts" srcdoc='<script type="module" src="${src}"></script>'></iframe>`)
  const frame = await expect
    .poll(() => page.frames().length)
    .toBe(2)
    .then(() => page.frames()[1])
  await frame.waitForFunction(() => 'ZenDB' in window)
  const outcome = await frame.evaluate(async () => {
    const codeOf = (error: unknown): string => (error as { code: string }).code
    const kept = new window.ZenDB({ name: 'frame' })
    const refused = await kept.query('SELECT 1').then(() => 'kept', codeOf)
    const memory = new window.ZenDB({ name: 'frame', storage: 'memory' })
    return [refused, kept.status.state, await memory.query('SELECT 1 AS one')]
  })
  expect(outcome).toEqual(['STORAGE_REFUSED', 'failed', [{ one: 1 }]])
})
