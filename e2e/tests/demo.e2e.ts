// The demo as its users have it: built, with the real server. Once through all of it by keyboard alone, with a second device that sees
// the changes; once through every view on a phone, in light and dark. No page may say a word on the console.

import { expect, test, type Browser, type Page } from '@playwright/test'
import type { ZenDB } from '@zendb/client'
import { expectNamedParts, expectNoSidewaysScroll, listenForTrouble, tabTo } from '../support/expect-usable.ts'
import { startServer, type TestServer } from '../support/start-server.ts'

test.setTimeout(120_000)

let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(120_000)
  server = await startServer(300)
})
test.afterAll(() => server.dispose())

interface Desk {
  readonly page: Page
  readonly trouble: readonly string[]
}

async function openDesk(browser: Browser, name: string, viewport = { width: 1440, height: 900 }): Promise<Desk> {
  const page = await (await browser.newContext({ viewport })).newPage()
  const trouble = listenForTrouble(page)
  await page.goto(`${server.address}/?name=${name}`)
  await expect(page.locator('button.order-row').first()).toBeVisible({ timeout: 60_000 })
  return { page, trouble }
}

const value = (page: Page, sql: string): Promise<unknown> =>
  page.evaluate(async text => Object.values((await (globalThis as unknown as { db: ZenDB }).db.query(text))[0])[0], sql)

/** Someone else's write, by SQL over HTTP. */
async function atServer(sql: string): Promise<void> {
  const answer = await fetch(`${server.address}/v1/shop/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  })
  expect(answer.status, await answer.text()).toBe(200)
}

/** To a view through the navigation. */
async function visit(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole('navigation').getByRole('link', { name }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle(new RegExp(`^${name} `))
  await expectNamedParts(page)
}

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search orders' })
const status = (page: Page) => page.getByRole('status')

async function findAndOpen(page: Page, number: number): Promise<void> {
  await tabTo(page, search(page))
  await page.keyboard.press('Control+A')
  await page.keyboard.type(String(number))
  await expect(status(page)).toHaveText('1 order')
  await expect(page.locator('button.order-row')).toContainText(`#${number}`)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `Order #${number}` })).toBeFocused()
}

test('orders are searched, filtered, sorted, opened and edited by keyboard', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, 'keyboard')
  await expect(status(page)).toHaveText('300 orders')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await expectNamedParts(page)

  await tabTo(page, page.getByRole('button', { name: 'packed', exact: true }))
  await page.keyboard.press('Enter')
  const packed = await value(page, "SELECT count(*) FROM orders WHERE status = 'packed'")
  await expect(status(page)).toHaveText(`${String(packed)} orders`)
  await expect(page.locator('.order-row .pill').first()).toHaveText('packed')
  expect(new Set(await page.locator('.order-row .pill').allTextContents())).toEqual(new Set(['packed']))
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(status(page)).toHaveText('300 orders')

  await tabTo(page, page.getByRole('combobox', { name: 'Sort' }))
  await page.keyboard.type('Largest')
  const largest = await value(page, 'SELECT number FROM orders ORDER BY total DESC, id LIMIT 1')
  await expect(page.locator('.order-number').first()).toContainText(`#${String(largest)}`)
  // The list is one stop of the Tab key, whatever its length; arrow keys move inside.
  await page.keyboard.press('Tab')
  await expect(page.locator('button.order-row').first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('button.order-row').nth(1)).toBeFocused()

  await findAndOpen(page, 10_150)
  await expectNamedParts(page)
  const row = 'FROM orders WHERE number = 10150'
  await tabTo(page, page.getByRole('combobox', { name: 'Status' }))
  await page.keyboard.type('can')
  await expect.poll(() => value(page, `SELECT status ${row}`)).toBe('cancelled')
  await tabTo(page, page.getByRole('textbox', { name: 'Note' }))
  await page.keyboard.type('Ring twice')
  await tabTo(page, page.getByRole('spinbutton').first())
  await expect.poll(() => value(page, `SELECT note ${row}`)).toBe('Ring twice')
  const lines = '(SELECT sum(quantity) FROM order_lines WHERE order_id = orders.id)'
  const quantity = Number(await value(page, `SELECT ${lines} ${row}`))
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => value(page, `SELECT ${lines} ${row}`)).toBe(quantity + 1)
  const amount = (await value(page, `SELECT total ${row}`)) as string
  await expect(page.locator('.lines-total strong')).toHaveText(
    new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(Number(amount)),
  )
  await page.keyboard.press('Escape')
  await expect(page.locator('button.order-row', { hasText: '#10150' })).toBeFocused()
  expect(trouble).toEqual([])
})

test('the dashboard draws, the console runs and explains, and a second device sees what was changed offline', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, 'here')
  const { page: other, trouble: otherTrouble } = await openDesk(browser, 'there')

  await visit(page, 'Dashboard')
  await expect(page.getByRole('img', { name: /^Revenue per day from/ })).toBeVisible()
  await expect(page.locator('.tile', { hasText: 'Orders' }).locator('dd')).toHaveText('300')
  for (const name of ['Status', 'Countries', 'Best sellers'])
    await expect(
      page
        .locator('.card', { has: page.getByRole('heading', { name }) })
        .locator('.bar-item')
        .first(),
    ).toBeVisible()

  await visit(page, 'SQL')
  await tabTo(page, page.getByRole('textbox', { name: 'SQL statement' }))
  await page.keyboard.press('Control+Enter')
  const countries = await value(
    page,
    "SELECT count(DISTINCT country) FROM customers JOIN orders ON customer_id = customers.id WHERE status <> 'cancelled'",
  )
  await expect(status(page)).toHaveText(new RegExp(`^SELECT ${String(countries)} in [0-9.]+ ms$`))
  await expect(page.getByRole('region', { name: 'Result' }).getByRole('row')).toHaveCount(Number(countries) + 1)
  await tabTo(page, page.getByRole('button', { name: 'Explain' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('Seq Scan on orders')
  await tabTo(page, page.getByRole('textbox', { name: 'SQL statement' }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type('SELECT nonsense FROM orders')
  await page.keyboard.press('Control+Enter')
  await expect(status(page)).toHaveText(/^42703: .*nonsense/)

  await visit(page, 'Sync')
  await tabTo(page, page.getByRole('switch', { name: 'Online' }).last())
  await page.keyboard.press('Space')
  await expect(page.getByText('Offline by choice')).toBeVisible()
  await visit(page, 'Orders')
  await findAndOpen(page, 10_200)
  await tabTo(page, page.getByRole('combobox', { name: 'Priority' }))
  await page.keyboard.type('high')
  await expect(page.getByRole('switch', { name: /Offline.*1 to send/ })).toBeVisible()

  await other.bringToFront()
  await findAndOpen(other, 10_200)
  await expect(other.getByRole('combobox', { name: 'Priority' })).toHaveValue('normal')
  await page.bringToFront()
  await visit(page, 'Sync')
  await expect(page.locator('.entry')).toHaveText(/^1 row in orders/)
  await tabTo(page, page.getByRole('switch', { name: 'Online' }).last())
  await page.keyboard.press('Space')
  await expect(page.locator('.entry')).toHaveCount(0)
  await expect(other.getByRole('combobox', { name: 'Priority' })).toHaveValue('high')
  await tabTo(page, page.getByRole('button', { name: 'Compare with the server' }))
  await page.keyboard.press('Enter')
  await expect(status(page)).toContainText('Equal')
  expect([...trouble, ...otherTrouble]).toEqual([])
})

test('a write that the server refuses is told wherever one is, and waits for a decision', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, 'refused')
  const product = '00000000-0000-4000-8000-000000000001'
  await atServer(`INSERT INTO products VALUES ('${product}', 'TEST-1', 'Gone soon', 'Test', 1, 1)`)
  await expect.poll(() => value(page, "SELECT count(*) FROM products WHERE sku = 'TEST-1'")).toBe(1)
  await tabTo(page, page.getByRole('switch'))
  await page.keyboard.press('Enter')
  await findAndOpen(page, 10_050)
  await tabTo(page, page.getByRole('button', { name: 'Add a product' }))
  await page.keyboard.press('Enter')
  await page.keyboard.type('Gone')
  await expect(page.locator('.line', { hasText: 'Gone soon' })).toBeVisible()
  const amount = 'SELECT total FROM orders WHERE number = 10050'
  const withProduct = Number(await value(page, amount))
  await atServer(`DELETE FROM products WHERE id = '${product}'`)

  await tabTo(page, page.getByRole('switch'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'Sync 1 refused' })).toBeVisible()
  await expect(page.locator('.line', { hasText: 'Gone soon' })).toHaveCount(0)
  expect(Number(await value(page, amount))).toBeCloseTo(withProduct - 1)

  await visit(page, 'Sync')
  await expect(page.locator('.entry-bad')).toContainText('order_lines_product_id_fkey')
  await tabTo(page, page.getByRole('button', { name: 'Discard' }))
  await page.keyboard.press('Enter')
  await expect(page.locator('.entry-bad')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Sync', exact: true })).toBeVisible()
  expect(trouble).toEqual([])
})

test('every view fits on phones, tablets and desks, in light and dark', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, 'sizes')
  const views = [
    { hash: '#/orders', shows: '.order-row' },
    { hash: `#/orders/${String(await value(page, 'SELECT id FROM orders WHERE number = 10100'))}`, shows: '.line' },
    { hash: '#/dashboard', shows: '.bar-item' },
    { hash: '#/console', shows: '.editor' },
    { hash: '#/sync', shows: '.facts' },
  ]
  for (const { hash, shows } of views) {
    await page.goto(`${server.address}/?name=sizes${hash}`)
    await expect(page.locator(shows).first()).toBeVisible()
    if (hash === '#/console') {
      await page.getByRole('button', { name: 'Run' }).click()
      await expect(page.getByRole('region', { name: 'Result' })).toBeVisible()
    }
    for (const width of [390, 820, 1100, 1440]) {
      await page.setViewportSize({ width, height: 844 })
      await expectNoSidewaysScroll(page)
      await expectNamedParts(page)
    }
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const [back, text] = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body)
      return [backgroundColor, color].map(rgb => (rgb.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0))
    })
    expect(back > text).toBe(colorScheme === 'light')
  }
  expect(trouble).toEqual([])
})
