// What the demo promises when others write at the same time, when the server says no, when it is away, and on another branch.

import { expect, test, type Page } from '@playwright/test'
import { atServer, connectionSwitch, follow, openDesk, orderHash, resultOf, row, value } from '../support/open-desk.ts'
import { startServer, type TestServer } from '../support/start-server.ts'

test.setTimeout(120_000)

let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(120_000)
  server = await startServer(120)
})
test.afterAll(() => server.dispose())

/** Records every text that a text area is given from now on. Answers and forgets what was recorded since the last call. */
async function recordTexts(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const texts: string[] = []
    Object.assign(window, { texts })
    const property = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')
    Object.defineProperty(HTMLTextAreaElement.prototype, 'value', {
      ...property,
      set(this: HTMLTextAreaElement, text: string) {
        texts.push(text)
        property?.set?.call(this, text)
      },
    })
  })
  return () => page.evaluate(() => (window as unknown as { texts: string[] }).texts.splice(0))
}

test('half-typed text survives a change of the same field elsewhere, and the user chooses', async ({ browser }) => {
  const { page: leader, trouble } = await openDesk(browser, server, 'typing')
  // A tab that follows another hears of its own writes by way of that one, so they come back to it some moments later.
  const page = await leader.context().newPage()
  await page.goto(leader.url())
  const shown = await recordTexts(page)
  await follow(page, await orderHash(page, 10_050))
  const note = page.getByRole('textbox', { name: 'Note' })
  await note.fill('Mine, half typ')
  await atServer(server, "UPDATE orders SET note = 'Theirs', priority = 'high' WHERE number = 10050")
  await expect(page.getByRole('alert')).toContainText('Changed elsewhere meanwhile to Theirs')
  await expect(note).toHaveValue('Mine, half typ')
  await expect(page.getByRole('combobox', { name: 'Priority', exact: true })).toHaveValue('high')
  // Not even leaving the view loses it, and nothing is written over theirs before the choice.
  await follow(page, '#/dashboard')
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeFocused()
  await page.goBack()
  await expect(note).toHaveValue('Mine, half typ')
  expect(await value(page, 'SELECT note FROM orders WHERE number = 10050')).toBe('Theirs')
  expect(await shown()).toContain('Mine, half typ')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(note).toHaveValue('Mine, half typ')
  await expect.poll(() => value(page, 'SELECT note FROM orders WHERE number = 10050')).toBe('Mine, half typ')

  // Leaving saves, too, without a change elsewhere; and what was saved does not give way to the old value until the database brings it.
  await note.fill('Saved by a key')
  await note.press('Control+Enter')
  await expect.poll(() => value(page, 'SELECT note FROM orders WHERE number = 10050')).toBe('Saved by a key')
  await expect(note).toHaveValue('Saved by a key')
  expect((await shown()).filter(text => !['Mine, half typ', 'Saved by a key'].includes(text))).toEqual([])
  await note.fill('Saved by leaving')
  await follow(page, '#/orders')
  await expect.poll(() => value(page, 'SELECT note FROM orders WHERE number = 10050')).toBe('Saved by leaving')
  expect(trouble).toEqual([])
})

test('a write that the server refuses is told wherever one is, and waits for a decision', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'refused')
  const product = '00000000-0000-4000-8000-000000000001'
  await atServer(server, `INSERT INTO products VALUES ('${product}', 'TEST-1', 'Gone soon', 'Test', 1, 1)`)
  await expect.poll(() => value(page, "SELECT count(*) FROM products WHERE sku = 'TEST-1'")).toBe(1)
  await connectionSwitch(page).click()
  await follow(page, await orderHash(page, 10_060))
  await page.getByRole('button', { name: 'Add a product' }).click()
  await page.keyboard.type('Gone')
  await page.getByRole('option', { name: /^Gone soon/ }).click()
  await expect(page.locator('.line', { hasText: 'Gone soon' })).toBeVisible()
  const amount = 'SELECT total FROM orders WHERE number = 10060'
  const withProduct = Number(await value(page, amount))
  await atServer(server, `DELETE FROM products WHERE id = '${product}'`)

  await connectionSwitch(page).click()
  await expect(page.getByRole('link', { name: 'Sync 1 refused' })).toBeVisible()
  await expect(page.locator('.line', { hasText: 'Gone soon' })).toHaveCount(0)
  await expect.poll(async () => Number(await value(page, amount))).toBeCloseTo(withProduct - 1)
  await page.getByRole('link', { name: 'Review' }).click()
  await expect(page.locator('.rejected-write')).toContainText('Gone soon added')
  await expect(page.locator('.rejected-write')).toContainText('order_lines_product_id_fkey')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.locator('.rejected-write')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Sync', exact: true })).toBeVisible()
  expect(trouble).toEqual([])
})

test('a value that lost against a newer one is told', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'loser')
  await connectionSwitch(page).click()
  const number = Number(await value(page, "SELECT max(number) FROM orders WHERE priority = 'normal'"))
  await follow(page, await orderHash(page, number))
  await page.getByRole('combobox', { name: 'Priority', exact: true }).selectOption('low')
  await expect(connectionSwitch(page)).toHaveAccessibleDescription(/1 to send/)
  await atServer(server, `UPDATE orders SET priority = 'high' WHERE number = ${number}`)
  await connectionSwitch(page).click()
  await expect(page.getByText('of your values in orders gave way to a newer one')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Priority', exact: true })).toHaveValue('high')
  expect(trouble).toEqual([])
})

test('the page opens without its server, and what was written then arrives when it is back', async ({ browser }) => {
  const { page } = await openDesk(browser, server, 'alone')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    // The page and its parts are kept in idle time after the first visit.
    while ((await (await caches.open('order-desk')).keys()).length < 10) await new Promise(resolve => setTimeout(resolve, 50))
  })
  // What was seen once is on the device, whether or not the rest has come already.
  await row(page, 10_119).click()
  await expect(page.locator('.line').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await server.kill()
  await page.reload()
  await expect(resultOf(page)).toHaveText('120 orders')
  await expect(page.getByText('The server cannot be reached')).toBeVisible()
  await row(page, 10_119).click()
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Shipped')
  await expect(page.getByText('1 change will be sent then')).toBeVisible()
  await server.start()
  await expect(page.getByText('The server cannot be reached')).toHaveCount(0, { timeout: 60_000 })
  await follow(page, '#/sync')
  await expect(page.getByRole('status', { name: 'Comparison' })).toContainText('Identical', { timeout: 60_000 })
})

test('a device that never met its server says so', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${server.address}/?name=never&server=127.0.0.1:9`)
  await expect(page.getByText('This device is still empty')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('The server cannot be reached')).toBeVisible({ timeout: 30_000 })
})

test('a branch is made and opened, and what is written there stays there', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'brancher', { hash: '#/sync' })
  await page.getByRole('textbox', { name: 'Name of the new branch' }).fill('autumn-sale')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('list', { name: 'Branches' }).getByRole('link', { name: 'autumn-sale' }).click()
  await expect(page.getByRole('banner')).toContainText('autumn-sale')
  await expect(page.getByRole('status', { name: 'Comparison' })).toContainText('Identical')
  await follow(page, await orderHash(page, 10_080))
  await page.getByRole('textbox', { name: 'Note' }).fill('On sale')
  await page.getByRole('textbox', { name: 'Note' }).press('Control+Enter')
  await follow(page, '#/sync')
  await expect(page.getByRole('list', { name: 'Last verdicts' })).toContainText('AcceptedNote of order #10080 saved')
  await page.getByRole('list', { name: 'Branches' }).getByRole('link', { name: 'main' }).click()
  await expect(page.getByRole('banner')).not.toContainText('autumn-sale')
  await expect.poll(() => value(page, "SELECT count(*) FROM orders WHERE note = 'On sale'")).toBe(0)
  // The same name twice is refused in words.
  await page.getByRole('textbox', { name: 'Name of the new branch' }).fill('autumn-sale')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('alert')).toContainText('autumn-sale')
  expect(trouble.filter(word => !word.includes('the server responded with a status of'))).toEqual([])
})
