// The demo as its users have it: built, with the real server, once through all of it by keyboard alone. No page may say a word on the console.

import { expect, test, type Page } from '@playwright/test'
import { expectNamedParts, tabTo } from '../support/expect-usable.ts'
import { connectionSwitch, openDesk, orderHash, resultOf, row, value } from '../support/open-desk.ts'
import { startServer, type TestServer } from '../support/start-server.ts'

test.setTimeout(120_000)

let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(120_000)
  server = await startServer(300)
})
test.afterAll(() => server.dispose())

/** To a view through the navigation: the focus is then on its heading. */
async function visit(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole('navigation').getByRole('link', { name }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle(new RegExp(`^${name} `))
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expectNamedParts(page)
}

async function findAndOpen(page: Page, number: number): Promise<void> {
  await tabTo(page, page.getByRole('searchbox', { name: 'Search orders' }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type(String(number))
  await expect(resultOf(page)).toHaveText('1 order')
  await expect(row(page)).toHaveCount(1)
  await expect(row(page)).toContainText(`#${number}`)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `Order #${number}` })).toBeFocused()
}

const chip = (page: Page, name: RegExp) => page.getByRole('group', { name: 'Status' }).getByRole('button', { name })

test('orders are searched, filtered, sorted and walked by keyboard', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'keyboard')
  await expect(resultOf(page)).toHaveText('300 orders')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await expectNamedParts(page)

  await tabTo(page, chip(page, /^Packed/))
  await page.keyboard.press('Enter')
  const packed = await value(page, "SELECT count(*) FROM orders WHERE status = 'packed'")
  await expect(resultOf(page)).toHaveText(`${String(packed)} orders`)
  await expect(chip(page, /^Packed/)).toHaveText(`Packed${String(packed)}`)
  await expect(row(page).first()).toContainText('Packed')
  await expect.poll(async () => new Set(await page.locator('.order-row .pill').allTextContents())).toEqual(new Set(['Packed']))
  // A choice is in the URL, and the back button takes it back.
  await expect(page).toHaveURL(/status=packed/)
  await page.goBack()
  await expect(resultOf(page)).toHaveText('300 orders')

  const total = page.getByRole('columnheader', { name: 'Total' })
  await tabTo(page, total.getByRole('button'))
  await page.keyboard.press('Enter')
  await expect(total).toHaveAttribute('aria-sort', 'descending')
  const largest = await value(page, 'SELECT number FROM orders ORDER BY total DESC, id DESC LIMIT 1')
  await expect(row(page).first()).toContainText(`#${String(largest)}`)
  await page.keyboard.press('Enter')
  await expect(total).toHaveAttribute('aria-sort', 'ascending')

  // The list is one stop of the Tab key, whatever its length; keys move inside, also to rows that are not drawn yet.
  const grid = page.getByRole('grid', { name: 'Orders' })
  await expect(grid).toHaveAttribute('aria-rowcount', '301')
  await page.keyboard.press('Tab')
  await expect(row(page).first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(row(page).nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.locator('[aria-rowindex="301"]')).toBeFocused()
  await expect(page.locator('[aria-rowindex="301"]')).toBeInViewport()
  await page.keyboard.press('PageUp')
  await page.keyboard.press('Home')
  await expect(page.locator('[aria-rowindex="2"]')).toBeFocused()
  expect(await page.locator('.order-row').count()).toBeLessThan(200)

  await findAndOpen(page, 10_150)
  await expectNamedParts(page)
  await page.keyboard.press('Escape')
  await expect(row(page, 10_150)).toBeFocused()
  expect(trouble).toEqual([])
})

test('an order is edited by keyboard, and each write can be undone', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'editor')
  const number = Number(await value(page, "SELECT max(number) FROM orders WHERE status = 'delivered'"))
  await findAndOpen(page, number)
  const of = (column: string): Promise<unknown> => value(page, `SELECT ${column} FROM orders WHERE number = ${number}`)
  await tabTo(page, page.getByRole('combobox', { name: 'Status' }))
  await page.keyboard.type('can')
  await expect.poll(() => of('status')).toBe('cancelled')
  await expect(page.getByText(`Order #${number} is cancelled`)).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: 'Undo' }))
  await page.keyboard.press('Enter')
  await expect.poll(() => of('status')).toBe('delivered')

  await tabTo(page, page.getByRole('textbox', { name: 'Note' }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type('Ring twice')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => of('note')).toBe('Ring twice')

  const pieces = '(SELECT sum(quantity) FROM order_lines WHERE order_id = orders.id)'
  const quantity = Number(await of(pieces))
  await tabTo(page, page.getByRole('spinbutton').first())
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => of(pieces)).toBe(quantity + 1)
  // What is no quantity is said and never saved.
  await page.keyboard.press('Control+A')
  await page.keyboard.type('0')
  await expect(page.getByRole('alert')).toHaveText('A whole number from 1 to 999')
  await page.keyboard.press('Tab')
  expect(await of(pieces)).toBe(quantity + 1)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alert')).toHaveCount(0)

  await tabTo(page, page.getByRole('button', { name: 'Add a product' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Product' })).toBeFocused()
  await page.keyboard.type('kettle')
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Kettle')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => of(pieces)).toBe(quantity + 2)
  await expect(page.getByRole('button', { name: 'Add a product' })).toBeFocused()
  const sum = 'total = (SELECT sum(quantity * unit_price) FROM order_lines WHERE order_id = orders.id)'
  expect(await of(sum)).toBe(true)
  expect(trouble).toEqual([])
})

test('the dashboard and its chart, the console and its errors, by keyboard', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'views')
  await visit(page, 'Dashboard')
  await expect(page.locator('.figure', { hasText: 'Average order' }).locator('.figure-value')).not.toBeEmpty()
  const chart = page.getByRole('slider', { name: 'Revenue by day' })
  await tabTo(page, chart)
  await expect(chart).toHaveAttribute('aria-valuetext', /Nov.*: €[\d,]+$/)
  const lastDay = await chart.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowLeft')
  await expect(chart).not.toHaveAttribute('aria-valuetext', lastDay ?? '')
  for (const name of ['Countries', 'Best sellers'])
    await expect(page.locator('.card', { has: page.getByRole('heading', { name }) }).getByRole('listitem')).toHaveCount(6)

  await visit(page, 'SQL')
  const editor = page.getByRole('textbox', { name: 'SQL statement' })
  const outcome = page.getByRole('status', { name: 'Outcome' })
  await tabTo(page, editor)
  await page.keyboard.press('Control+Enter')
  const countries = await value(
    page,
    "SELECT count(DISTINCT country) FROM customers JOIN orders ON customer_id = customers.id WHERE status <> 'cancelled'",
  )
  await expect(outcome).toHaveText(new RegExp(`^${String(countries)} rows in [0-9.]+ ms$`))
  await expect(page.getByRole('region', { name: 'Result' }).getByRole('row')).toHaveCount(Number(countries) + 1)
  await tabTo(page, page.getByRole('button', { name: 'Explain' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('Seq Scan on orders')
  await tabTo(page, editor)
  await page.keyboard.press('Control+A')
  await page.keyboard.type('SELECT nonsense FROM orders')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert')).toContainText('column "nonsense" does not exist')
  await expect(page.getByRole('alert')).toContainText('42703')
  // The statement is in the URL: the page can be loaded anew or sent.
  await page.reload()
  await expect(editor).toHaveValue('SELECT nonsense FROM orders')

  await page.evaluate(() => void (location.hash = '#/nowhere'))
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeFocused()
  await visit(page, 'Sync')
  expect(trouble).toEqual([])
})

test('a second device sees what was changed offline, and both hold the same', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'here')
  const { page: other, trouble: otherTrouble } = await openDesk(browser, server, 'there', { hash: await orderHash(page, 10_200) })
  await visit(page, 'Sync')
  const comparison = page.getByRole('status', { name: 'Comparison' })
  await expect(comparison).toContainText('Identical')
  await tabTo(page, connectionSwitch(page))
  await page.keyboard.press('Space')
  await expect(page.getByText('This device is offline.')).toBeVisible()
  await visit(page, 'Orders')
  await findAndOpen(page, 10_200)
  await tabTo(page, page.getByRole('combobox', { name: 'Priority', exact: true }))
  await page.keyboard.type('high')
  await expect(connectionSwitch(page)).toHaveAccessibleDescription(/1 to send/)
  await expect(other.getByRole('combobox', { name: 'Priority', exact: true })).not.toHaveValue('high')

  await visit(page, 'Sync')
  await expect(page.getByRole('list', { name: 'Outbox' })).toContainText('1 row in orders')
  await expect(page.getByRole('list', { name: 'Last verdicts' })).toContainText('WaitsOrder #10200 has high priority')
  await tabTo(page, connectionSwitch(page))
  await page.keyboard.press('Space')
  await expect(page.getByRole('list', { name: 'Last verdicts' })).toContainText('AcceptedOrder #10200 has high priority')
  await expect(page.getByRole('list', { name: 'Outbox' })).toHaveCount(0)
  await expect(comparison).toContainText('Identical')
  await expect(other.getByRole('combobox', { name: 'Priority', exact: true })).toHaveValue('high')
  await expect(other.getByRole('status', { name: 'News of this order' })).toHaveText('Just changed on another device: priority')
  expect([...trouble, ...otherTrouble]).toEqual([])
})
