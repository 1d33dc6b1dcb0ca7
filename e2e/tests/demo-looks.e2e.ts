// Every view of the demo at every width, in light and dark: nothing sticks out, all is named, words have contrast, fingers have room,
// nothing moves while loading, and a long list stays fluid.

import { expect, test, type Page } from '@playwright/test'
import { expectNamedParts, expectNoSidewaysScroll, expectReadable, expectRoomForFingers } from '../support/expect-usable.ts'
import { follow, openDesk, orderHash, row, value } from '../support/open-desk.ts'
import { startServer, type TestServer } from '../support/start-server.ts'

test.setTimeout(120_000)

let server: TestServer
test.beforeAll(async () => {
  test.setTimeout(120_000)
  server = await startServer(2000)
})
test.afterAll(() => server.dispose())

test('every view fits on phones, tablets and desks, in light and dark', async ({ browser }) => {
  const { page, trouble } = await openDesk(browser, server, 'sizes')
  const views = [
    { hash: '#/orders', shows: '.order-row' },
    { hash: '#/orders?q=nobody', shows: '.empty' },
    { hash: await orderHash(page, 10_100), shows: '.line' },
    { hash: '#/dashboard', shows: '.bar-item' },
    { hash: '#/console', shows: '.editor' },
    { hash: '#/sync', shows: '.convergence-identical' },
    { hash: '#/nowhere', shows: '.empty' },
  ]
  for (const { hash, shows } of views) {
    await follow(page, hash)
    await expect(page.locator(shows).first()).toBeVisible()
    if (hash === '#/console') {
      await page.getByRole('button', { name: 'Run' }).click()
      await expect(page.getByRole('region', { name: 'Result' })).toBeVisible()
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width: 1440, height: 844 })
      await expectReadable(page)
    }
    for (const width of [390, 820, 1024, 1440]) {
      await page.setViewportSize({ width, height: 844 })
      await expectNoSidewaysScroll(page)
      await expectNamedParts(page)
      if (width === 390) await expectRoomForFingers(page)
    }
  }
  expect(trouble).toEqual([])
})

test('the theme is the system’s until one is chosen, which is remembered', async ({ browser }) => {
  const { page } = await openDesk(browser, server, 'theme')
  const isDark = (): Promise<boolean> =>
    page.evaluate(() => {
      const [back, text] = [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color].map(rgb =>
        (rgb.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0),
      )
      return back < text
    })
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect.poll(isDark).toBe(colorScheme === 'dark')
  }
  await page.getByRole('button', { name: 'Use the dark theme' }).click()
  await expect.poll(isDark).toBe(true)
  await page.reload()
  await expect(row(page).first()).toBeVisible()
  await expect.poll(isDark).toBe(true)
})

test('nothing jumps while the page loads', async ({ browser }) => {
  const { page } = await openDesk(browser, server, 'still')
  await page.addInitScript(() => {
    interface Shift extends PerformanceEntry {
      readonly value: number
      readonly sources: readonly { readonly node: Node | null; readonly previousRect: DOMRect; readonly currentRect: DOMRect }[]
    }
    const shifts: { readonly value: number; readonly moved: readonly string[] }[] = []
    const describe = ({ node, previousRect: from, currentRect: to }: Shift['sources'][number]): string => {
      const name = (node instanceof Element ? node : node?.parentElement)?.className ?? ''
      return `${name}: ${from.x},${from.y} ${from.width}x${from.height} to ${to.x},${to.y} ${to.width}x${to.height}`
    }
    Object.assign(globalThis, { shifts })
    new PerformanceObserver(list => {
      for (const { value, sources } of list.getEntries() as Shift[]) shifts.push({ value, moved: sources.map(describe) })
    }).observe({ type: 'layout-shift', buffered: true })
  })
  for (const hash of ['#/orders', '#/dashboard', '#/sync']) {
    await page.goto(`${server.address}/?name=still${hash}`)
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: { value: number }[] }).shifts)
    const sum = shifts.reduce((total, { value }) => total + value, 0)
    expect(sum, `${hash}: ${JSON.stringify(shifts)}`).toBeLessThan(0.02)
  }
})

/** Waits until the list rests; answers what tells, once it rests again, in which rows something was drawn since. */
async function recordChangedRows(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const rows = new Set<string>()
    let changedMs = performance.now()
    const rests = async (): Promise<void> => {
      while (performance.now() - changedMs < 300) await new Promise(resolve => requestAnimationFrame(resolve))
    }
    new MutationObserver(records => {
      changedMs = performance.now()
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement
        const order = element?.closest('.order-row')
        if (order) rows.add(order.querySelector('.order-number')?.textContent?.slice(0, 6) ?? '')
      }
    }).observe(document.querySelector('.order-list-space') as Node, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    const changedRows = (): Promise<string[]> => rests().then(() => [...rows])
    Object.assign(globalThis, { changedRows })
    return rests().then(() => rows.clear())
  })
  return () => page.evaluate(() => (globalThis as unknown as { changedRows: () => Promise<string[]> }).changedRows())
}

test('a long list draws a window of itself, and a write draws one row', async ({ browser }) => {
  const { page } = await openDesk(browser, server, 'window')
  await expect(row(page).first()).toBeVisible()
  await page.locator('.order-list').evaluate(list => (list.scrollTop = list.scrollHeight / 2))
  await expect(page.locator('[aria-rowindex="1010"]')).toBeVisible()
  expect(await row(page).count()).toBeLessThan(250)

  await page.locator('.order-list').evaluate(list => (list.scrollTop = 0))
  await expect(page.locator('[aria-rowindex="2"]')).toBeVisible()
  const number = await value(page, 'SELECT number FROM orders ORDER BY placed_at DESC, id DESC LIMIT 1 OFFSET 4')
  const changedRows = await recordChangedRows(page)
  await value(
    page,
    `UPDATE orders SET status = 'delivered', note = 'x' WHERE number = ${String(number)} AND status <> 'delivered' RETURNING 1`,
  )
  await value(page, `UPDATE orders SET status = 'shipped' WHERE number = ${String(number)} RETURNING 1`)
  await expect(row(page, Number(number))).toContainText('Shipped')
  expect(await changedRows()).toEqual([`#${String(number)}`])
})
