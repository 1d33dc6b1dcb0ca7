// What every view of an app owes to people with a keyboard, a screen reader or a phone, as checks of a Playwright page. A view may still be
// arriving, or follow a change of the window a moment later: each check waits until it holds.

import { setTimeout as sleep } from 'node:timers/promises'
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

const patienceMs = 15_000

/** Looks at least once, and again until it holds or `forMs` have passed; then throws what it threw last. */
async function untilIt(holds: () => Promise<void>, forMs: number): Promise<void> {
  const startMs = performance.now()
  for (;;)
    try {
      return await holds()
    } catch (error) {
      if (performance.now() - startMs > forMs) throw error
      await sleep(100)
    }
}

/** One h1, the landmarks, and a name for whatever can be operated. */
export async function expectNamedParts(page: Page, forMs = patienceMs): Promise<void> {
  const operable = /^\s*- (?:button|checkbox|combobox|link|searchbox|slider|spinbutton|switch|tab|textbox)\b(?! ").*$/gm
  await untilIt(async () => {
    const tree = await page.locator('body').ariaSnapshot()
    expect(tree.match(/^\s*- heading .*\[level=1\]/gm) ?? []).toHaveLength(1)
    for (const landmark of [/^- banner/m, /^\s*- navigation "/m, /^- main/m]) expect(tree).toMatch(landmark)
    expect(tree.match(operable) ?? [], 'operable and without a name').toEqual([])
  }, forMs)
}

/** Nothing sticks out to the right, unless it stands in a box that scrolls sideways by itself, as tables do; lists and views must not. */
export async function expectNoSidewaysScroll(page: Page, forMs = patienceMs): Promise<void> {
  const wide = (): string[] => {
    const scrolls = (element: Element | null): boolean =>
      element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    const found = [...document.querySelectorAll('body *')].filter(element => {
      const { right, width } = element.getBoundingClientRect()
      return width > 1 && right > innerWidth + 0.5 && !scrolls(element.parentElement)
    })
    const frames = [document.documentElement, ...document.querySelectorAll('main, .detail-body, .order-list')]
    return [...found, ...frames.filter(frame => frame.scrollWidth > frame.clientWidth)].map(element => element.outerHTML.slice(0, 120))
  }
  await untilIt(async () => expect(await page.evaluate(wide)).toEqual([]), forMs)
}

/** Words against what lies behind them: 4.5 to 1, or 3 to 1 for large ones (WCAG 2.2, 1.4.3). What is switched off is exempt. */
export async function expectReadable(page: Page, forMs = patienceMs): Promise<void> {
  await untilIt(async () => expect(await page.evaluate(faintWords)).toEqual([]), forMs)
}

function faintWords(): string[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number]
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })
  const colourOf = (text: string): Colour => {
    if (canvas === null) return [0, 0, 0, 0]
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = text
    canvas.fillRect(0, 0, 1, 1)
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data
    return [red, green, blue, alpha / 255]
  }
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (i: 0 | 1 | 2): number => top[i] * top[3] + below[i] * (1 - top[3])
    return [mix(0), mix(1), mix(2), 1]
  }
  const behind = (element: Element | null): Colour => {
    if (element === null) return [255, 255, 255, 1]
    const own = colourOf(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, behind(element.parentElement))
  }
  const luminance = ([red, green, blue]: Colour): number => {
    const [r, g, b] = [red, green, blue].map(part => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const faint: string[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    if (element === null || node.textContent?.trim() === '' || !element.checkVisibility({ visibilityProperty: true })) continue
    if (element.closest(':disabled, .visually-hidden, option') !== null) continue
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    // Not shown at all, as the text of a field with its coloured copy behind it.
    if (colourOf(color)[3] === 0) continue
    const back = behind(element)
    const [one, two] = [luminance(over(colourOf(color), back)), luminance(back)]
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    const isLarge = Number.parseFloat(fontSize) >= 24 || (Number.parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700)
    if (ratio < (isLarge ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)}: ${node.textContent?.trim().slice(0, 40)} (${element.className})`)
  }
  return faint
}

/** What can be pressed is 44 pixels high and wide, unless it is a word in a text (WCAG 2.2, 2.5.5). */
export async function expectRoomForFingers(page: Page, forMs = patienceMs): Promise<void> {
  const tight = (): string[] =>
    [...document.querySelectorAll('a, button, input, select, textarea, [role="row"][tabindex], [role="option"]')].flatMap(element => {
      const { width, height, right } = element.getBoundingClientRect()
      const isShown = element.checkVisibility({ visibilityProperty: true }) && right > 0 && width > 1
      const isWord = getComputedStyle(element).display === 'inline'
      return !isShown || isWord || (width >= 43.5 && height >= 43.5)
        ? []
        : [`${Math.round(width)}x${Math.round(height)} ${element.outerHTML.slice(0, 100)}`]
    })
  await untilIt(async () => expect(await page.evaluate(tight)).toEqual([]), forMs)
}
