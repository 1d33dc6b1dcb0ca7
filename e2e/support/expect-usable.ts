// What every view of an app owes to people with a keyboard, a screen reader or a phone, as checks of a Playwright page.

import { expect, type Locator, type Page } from '@playwright/test'

/** Collects what a page must never say; expect it to be empty at the end. */
export function listenForTrouble(page: Page): readonly string[] {
  const trouble: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', error => trouble.push(`page error: ${error.message}`))
  return trouble
}

/** Presses Tab until the control has the focus, and looks at each stop whether the focus can be seen there. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  if ((await control.evaluate(focusSeenFrom)).isHere) return
  // The focus leaves the page after its last stop; once around from where it was is enough.
  for (let rounds = 0; rounds < 2;) {
    await page.keyboard.press('Tab')
    const { isHere, isOutside, unseen } = await control.evaluate(focusSeenFrom)
    expect(unseen, 'the focus can be seen').toBeNull()
    if (isHere) return
    if (isOutside) rounds++
  }
  expect(null, `${String(control)} is reached by Tab`).not.toBeNull()
}

/** Where the focus is, and the element that has it without an outline of its own or of a box close around it. */
function focusSeenFrom(control: Element): { isHere: boolean; isOutside: boolean; unseen: string | null } {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return { isHere: false, isOutside: true, unseen: null }
  const probe = document.createElement('i')
  probe.style.color = 'var(--accent)'
  document.body.append(probe)
  const accent = getComputedStyle(probe).color
  probe.remove()
  const { outlineStyle, outlineWidth } = getComputedStyle(focused)
  const isOutlined = outlineStyle !== 'none' && outlineWidth !== '0px'
  const boxes = [focused, focused.parentElement, focused.parentElement?.parentElement]
  const isSeen = isOutlined || boxes.some(box => box && getComputedStyle(box).borderTopColor === accent)
  return { isHere: focused === control, isOutside: false, unseen: isSeen ? null : focused.outerHTML.slice(0, 200) }
}

/** One h1, the landmarks, and a name for whatever can be operated. */
export async function expectNamedParts(page: Page): Promise<void> {
  const tree = await page.locator('body').ariaSnapshot()
  expect(tree.match(/^\s*- heading .*\[level=1\]/gm) ?? []).toHaveLength(1)
  for (const landmark of [/^- banner/m, /^\s*- navigation "/m, /^- main/m]) expect(tree).toMatch(landmark)
  const operable = /^\s*- (?:button|checkbox|combobox|link|searchbox|slider|spinbutton|switch|tab|textbox)\b(?! ").*$/gm
  expect(tree.match(operable) ?? [], 'operable and without a name').toEqual([])
}

/** Nothing sticks out to the right, unless it stands in a box that scrolls sideways by itself, as tables do; lists and views must not. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    const found = [...document.querySelectorAll('body *')].filter(element => {
      const { right, width } = element.getBoundingClientRect()
      return width > 1 && right > innerWidth + 0.5 && !scrolls(element.parentElement)
    })
    const frames = [document.documentElement, ...document.querySelectorAll('main, .detail-body, .order-list')]
    return [...found, ...frames.filter(frame => frame.scrollWidth > frame.clientWidth)].map(element => element.outerHTML.slice(0, 120))
  })
  expect(wide).toEqual([])
}
