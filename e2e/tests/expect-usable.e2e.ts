// The checks of support/expect-usable.ts find what they are for.

import { expect, test, type Page } from '@playwright/test'
import {
  expectNamedParts,
  expectNoSidewaysScroll,
  expectReadable,
  expectRoomForFingers,
  listenForTrouble,
  tabTo,
} from '../support/expect-usable.ts'

/** For what stays wrong: one look. */
const brief = 0

const good = '<header>x</header><nav aria-label="Views"><a href="#x">y</a></nav><main><h1>z</h1>BODY</main>'
const show = (page: Page, body: string, style = ''): Promise<void> =>
  page.setContent(`<style>:root { --accent: rgb(1, 2, 3) } body { margin: 0 } ${style}</style>${good.replace('BODY', body)}`)

test('what has no name is found', async ({ page }) => {
  await show(page, '<button>Save</button><label>Note <input></label>')
  await expectNamedParts(page)
  for (const nameless of ['<button><svg></svg></button>', '<input>', '<select></select>', '<input type="number">', '<a href="#"></a>']) {
    await show(page, nameless)
    await expect(expectNamedParts(page, brief), nameless).rejects.toThrow('operable and without a name')
  }
  await show(page, '<h1>Another</h1>')
  await expect(expectNamedParts(page, brief)).rejects.toThrow()
  await page.setContent('<main><h1>No landmarks</h1></main>')
  await expect(expectNamedParts(page, brief)).rejects.toThrow()
})

test('a focus that cannot be seen is found, and so is what Tab does not reach', async ({ page }) => {
  await show(page, '<button>Save</button>')
  await tabTo(page, page.getByRole('button'))
  await show(
    page,
    '<label class="box"><input aria-label="Note"></label>',
    'input { outline: 0 } .box:focus-within { border: 1px solid var(--accent) }',
  )
  await tabTo(page, page.getByRole('textbox'))
  await show(page, '<button>Save</button>', ':focus-visible { outline: none }')
  await expect(tabTo(page, page.getByRole('button'))).rejects.toThrow('the focus can be seen')
  await show(page, '<button tabindex="-1">Save</button>')
  await expect(tabTo(page, page.getByRole('button'))).rejects.toThrow('reached by Tab')
})

test('what sticks out is found, and what scrolls by itself is fine', async ({ page }) => {
  const wide = '<div style="width: 3000px">wide</div>'
  await show(page, `<div style="overflow-x: auto">${wide}</div>`)
  await expectNoSidewaysScroll(page)
  await show(page, wide)
  await expect(expectNoSidewaysScroll(page, brief)).rejects.toThrow('width: 3000px')
  await show(page, `<div style="overflow: hidden">${wide}</div>`)
  await expect(expectNoSidewaysScroll(page, brief)).rejects.toThrow('width: 3000px')
})

test('faint words are found', async ({ page }) => {
  await show(page, '<p style="color: #595959">muted</p><button disabled style="color: #ccc">off</button>', 'body { background: #fff }')
  await expectReadable(page)
  await show(page, '<p style="color: #999">faint</p>', 'body { background: #fff }')
  await expect(expectReadable(page, brief)).rejects.toThrow('faint')
  await show(page, '<div style="background: #222"><p style="color: rgb(255 255 255 / 40%)">veiled</p></div>')
  await expect(expectReadable(page, brief)).rejects.toThrow('veiled')
  await show(page, '<p style="color: #888; font-size: 24px">large</p>', 'body { background: #fff }')
  await expectReadable(page)
})

test('what is too small for a finger is found', async ({ page }) => {
  const room = '* { font-size: 16px } nav a { display: inline-block; min-width: 44px; line-height: 44px }'
  await show(page, '<button style="width: 44px; height: 44px">x</button><p>a <a href="#x">word</a></p>', room)
  await expectRoomForFingers(page)
  await show(page, '<button style="width: 44px; height: 30px">x</button>', room)
  await expect(expectRoomForFingers(page, brief)).rejects.toThrow('44x30')
})

test('a word on the console is found', async ({ page }) => {
  const trouble = listenForTrouble(page)
  await page.evaluate(() => {
    console.warn('careful')
    setTimeout(() => {
      throw new TypeError('broken')
    })
  })
  await expect.poll(() => trouble).toEqual(['warning: careful', 'page error: broken'])
})
