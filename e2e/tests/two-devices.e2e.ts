// Two devices with the demo: they go offline, edit the same and different orders, come back and converge, with the server's
// root hash as the proof. Then the server is killed with -9 in the middle of writes and started again on the same store.

import { expect, test, type Browser, type Page } from '@playwright/test'
import type { ZenDB } from '@zendb/client'
import { connectionSwitch } from '../support/open-desk.ts'
import { startServer, type TestServer } from '../support/start-server.ts'

test.setTimeout(180_000)
const patiently = { timeout: 60_000 }

let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(180_000)
  server = await startServer(200)
})
test.afterAll(() => server.dispose())

interface Desk {
  readonly db: ZenDB
}

async function openDevice(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true })
  const page = await context.newPage()
  await page.goto(`${server.address}/?name=${name}`)
  await expect(page.locator('.order-row').first()).toBeVisible(patiently)
  return page
}

const query = (page: Page, sql: string): Promise<unknown> => page.evaluate(text => (globalThis as unknown as Desk).db.query(text), sql)
const execute = (page: Page, sql: string): Promise<void> =>
  page.evaluate(async text => void (await (globalThis as unknown as Desk).db.execute(text)), sql)
const proof = (page: Page): Promise<{ hash: string; lsn: number; outbox: number }> =>
  page.evaluate(async () => {
    const { db } = globalThis as unknown as Desk
    return { hash: await db.rootHash(), lsn: db.status.position, outbox: db.status.outbox }
  })

async function serverCommit(): Promise<{ hash: string; lsn: number }> {
  const response = await fetch(`${server.address}/v1/shop/branches/main/commit`)
  const { hash, lsn } = (await response.json()) as { hash: string; lsn: number }
  return { hash, lsn }
}

/** All at one moment: nothing waits anywhere, and every device has the server's position and hash. */
async function expectConverged(pages: readonly Page[]): Promise<void> {
  const differences = async (): Promise<readonly unknown[]> => {
    const server = await serverCommit()
    const here = await Promise.all(pages.map(proof))
    return here
      .filter(({ hash, lsn, outbox }) => outbox > 0 || lsn !== server.lsn || hash !== server.hash)
      .map(device => ({ device, server }))
  }
  await expect.poll(differences, patiently).toEqual([])
}

test('edits made offline on two devices converge, and all root hashes are equal', async ({ browser }) => {
  const [one, two] = [await openDevice(browser, 'one'), await openDevice(browser, 'two')]
  for (const page of [one, two]) {
    await connectionSwitch(page).click()
    await expect(connectionSwitch(page)).not.toBeChecked(patiently)
  }
  // The same order: different columns, and one column twice. Different orders besides. All through the app or its database.
  await one.locator('.order-row', { hasText: '#10200' }).click()
  await one.getByRole('combobox', { name: 'Status' }).selectOption('cancelled')
  await expect.poll(() => query(one, 'SELECT status FROM orders WHERE number = 10200'), patiently).toEqual([{ status: 'cancelled' }])
  await execute(two, "UPDATE orders SET note = 'from two' WHERE number = 10200")
  await execute(one, "UPDATE orders SET priority = 'low' WHERE number = 10199")
  await execute(two, "UPDATE orders SET priority = 'high' WHERE number = 10199")
  await execute(two, "UPDATE orders SET note = 'only two' WHERE number = 10150")
  for (const page of [one, two]) await connectionSwitch(page).click()
  await expectConverged([one, two])
  const rows = 'SELECT number, status, note, priority FROM orders WHERE number IN (10150, 10199, 10200) ORDER BY number'
  const merged = await query(one, rows)
  expect(await query(two, rows)).toEqual(merged)
  expect(merged).toMatchObject([{ note: 'only two' }, { priority: 'high' }, { status: 'cancelled', note: 'from two' }])
})

test('a server killed in the middle of writes loses nothing that it accepted, and clients go on by themselves', async ({ browser }) => {
  const page = await openDevice(browser, 'writer')
  const writes = page.evaluate(async () => {
    const { db } = globalThis as unknown as Desk
    const accepted: string[] = []
    const verdicts: Promise<void>[] = []
    for (let i = 0; i < 60; i++) {
      const id = crypto.randomUUID()
      const write = db.execute('INSERT INTO products VALUES ($1, $2, $3, $4, 1, 1)', [id, `KILL-${i}`, 'Kill test', 'Test'])
      await write
      verdicts.push(write.synced.then(() => void accepted.push(id)))
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    await Promise.all(verdicts)
    return accepted.length
  })
  await expect
    .poll(
      async () => ((await query(page, "SELECT count(*) AS n FROM products WHERE sku LIKE 'KILL-%'")) as { n: number }[])[0].n,
      patiently,
    )
    .toBeGreaterThan(10)
  await server.kill()
  await server.start()
  expect(await writes).toBe(60)
  await expectConverged([page])
  const answer = await fetch(`${server.address}/v1/shop/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql: "SELECT count(*) FROM products WHERE sku LIKE 'KILL-%'" }),
  })
  expect(((await answer.json()) as { rows: number[][] }).rows).toEqual([[60]])
})
