// The demo in a browser context of its own, as a user of it: used by the tests of the demo.

import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import type { ZenDB } from '@zendb/client'
import { listenForTrouble } from './expect-usable.ts'
import type { TestServer } from './start-server.ts'

export interface Desk {
  readonly page: Page
  /** What the page said on its console; expect it to be empty at the end. */
  readonly trouble: readonly string[]
}

interface DeskOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  /** `#/dashboard`. */
  readonly hash?: string
}

/** A device of that name, when its orders are there. */
export async function openDesk(
  browser: Browser,
  server: TestServer,
  name: string,
  { viewport = { width: 1440, height: 900 }, hash = '' }: DeskOptions = {},
): Promise<Desk> {
  const page = await (await browser.newContext({ viewport })).newPage()
  const trouble = listenForTrouble(page)
  await page.goto(`${server.address}/?name=${name}${hash}`)
  await expect.poll(() => value(page, 'SELECT count(*) > 0 FROM orders'), { timeout: 60_000 }).toBe(true)
  return { page, trouble }
}

/** The first value of a query on the device. */
export const value = (page: Page, sql: string): Promise<unknown> =>
  page.evaluate(async text => {
    const [row] = await (globalThis as unknown as { db: ZenDB }).db.query(text)
    return row === undefined ? undefined : Object.values(row)[0]
  }, sql)

/** Someone else's write, by SQL over HTTP. */
export async function atServer(server: TestServer, sql: string): Promise<void> {
  const answer = await fetch(`${server.address}/v1/shop/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  })
  expect(answer.status, await answer.text()).toBe(200)
}

export const row = (page: Page, number?: number): Locator =>
  page.locator('.order-row', number === undefined ? {} : { hasText: `#${number}` })
export const connectionSwitch = (page: Page): Locator => page.getByRole('banner').getByRole('switch', { name: 'Online' })
export const resultOf = (page: Page): Locator => page.getByRole('status', { name: 'Result' })

/** The address of an order, by its number. */
export const orderHash = async (page: Page, number: number): Promise<string> =>
  `#/orders/${String(await value(page, `SELECT id FROM orders WHERE number = ${number}`))}`

/** As a link in the page would. */
export const follow = (page: Page, hash: string): Promise<void> => page.evaluate(text => void (location.hash = text), hash)
