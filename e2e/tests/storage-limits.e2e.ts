// What a device may do to a database in IndexedDB: refuse more bytes, or lose the page in the middle of a write.

import { expect, test, type CDPSession, type Page } from '@playwright/test'
import type { ZenDB } from '@zendb/client'
import { serveHarness, type Harness } from '../support/serve-harness.ts'

declare global {
  interface Window {
    ZenDB: typeof ZenDB
    db: ZenDB
    acknowledged: number[]
  }
}

let harness: Harness
test.beforeAll(async () => {
  harness = await serveHarness()
})
test.afterAll(() => harness.close())

async function open(page: Page): Promise<void> {
  await page.goto(harness.url)
  await page.waitForFunction(() => 'ZenDB' in window)
  await page.evaluate(async () => {
    window.db = new window.ZenDB({ name: 'limits', migrations: ['CREATE TABLE note (id int PRIMARY KEY, body text NOT NULL)'] })
    await window.db.query('SELECT 1')
  })
}

const ids = (page: Page): Promise<number[]> =>
  page.evaluate(async () => (await window.db.query<{ id: number }>('SELECT id FROM note ORDER BY id')).map(row => row.id))

/** The error's code, or the count of what was written. A body is random text: the browser compresses what it stores. */
const write = (page: Page, id: number, bodyBytes: number): Promise<string | number> =>
  page.evaluate(
    async ([id, bodyBytes]) => {
      const bytes = new Uint8Array(bodyBytes / 2)
      for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
      const body = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
      try {
        return (await window.db.execute('INSERT INTO note VALUES ($1, $2)', [id, body])).count
      } catch (error) {
        const { code, message } = error as { code: string; message: string }
        return `${code}: ${message}`
      }
    },
    [id, bodyBytes] as const,
  )

/** Bytes that the origin may use from now on; null: as many as the browser gives. */
async function setQuota(session: CDPSession, quotaBytes: number | null): Promise<void> {
  const origin = new URL(harness.url).origin
  await session.send('Storage.overrideQuotaForOrigin', quotaBytes === null ? { origin } : { origin, quotaSize: quotaBytes })
}

test('a full device: a clear error, nothing that was acknowledged is lost, reading goes on, and so does writing when there is space', async ({
  page,
  context,
}) => {
  // Before the first write: the browser remembers for a while that there was space.
  const session = await context.newCDPSession(page)
  await page.goto(`${harness.url}harness.js`)
  await setQuota(session, 500_000)
  await open(page)
  for (let id = 1; id <= 5; id++) expect(await write(page, id, 1000)).toBe(1)

  const accepted = [1, 2, 3, 4, 5]
  let refusal = ''
  for (let id = 6; id < 60 && refusal === ''; id++) {
    const answer = await write(page, id, 200_000)
    if (typeof answer === 'number') accepted.push(id)
    else refusal = answer
  }
  expect(refusal).toMatch(/^STORAGE_QUOTA: no space is left .*[Ff]ree space/)
  expect(await ids(page)).toEqual(accepted)
  // The refused row is not half there: its key is free.
  expect(await write(page, 1000, 200_000)).toMatch(/^STORAGE_QUOTA/)
  expect(await ids(page)).toEqual(accepted)

  // The same after a reload, while there is still no space.
  await open(page)
  expect(await ids(page)).toEqual(accepted)
  expect(await page.evaluate(async () => (await window.db.query('SELECT count(*) AS n FROM note WHERE length(body) > 0'))[0])).toEqual({
    n: accepted.length,
  })

  await setQuota(session, null)
  expect(await write(page, 1000, 200_000)).toBe(1)
  await open(page)
  expect(await ids(page)).toEqual([...accepted, 1000])
})

test('a page that is reloaded during writes: every write is there or was never acknowledged', async ({ page }) => {
  test.setTimeout(120_000)
  const acknowledged: number[] = []
  await page.exposeFunction('acknowledge', (id: number) => acknowledged.push(id))
  let next = 1
  for (let round = 0; round < 15; round++) {
    await open(page)
    const there = new Set(await ids(page))
    const missing = acknowledged.filter(id => !there.has(id))
    expect(missing, `round ${round}: acknowledged and gone`).toEqual([])
    const strange = [...there].filter(id => id >= next)
    expect(strange, `round ${round}: never written`).toEqual([])
    // Ids of a round are 1000 apart, so that a write of an earlier page cannot be taken for one of this page.
    next = round * 1000 + 1
    const before = acknowledged.length
    await page.evaluate(first => {
      const { acknowledge } = window as unknown as { acknowledge: (id: number) => Promise<void> }
      const writeOne = async (id: number): Promise<void> => {
        await window.db.execute('INSERT INTO note VALUES ($1, $2)', [id, 'x'.repeat(2000)])
        void acknowledge(id)
      }
      // One after another, and two writers beside each other: single commits and commits in groups.
      const run = async (from: number): Promise<void> => {
        for (let id = from; id < first + 1000; id += 2) await writeOne(id)
      }
      run(first).catch(() => {})
      run(first + 1).catch(() => {})
    }, next)
    next += 1000
    // Before anything is answered, and after some writes were.
    if (round % 2 === 1) await expect.poll(() => acknowledged.length).toBeGreaterThan(before + 2)
    await page.waitForTimeout(5 + ((round * 37) % 120))
    await page.reload()
  }
  expect(acknowledged.length).toBeGreaterThan(15)
})
