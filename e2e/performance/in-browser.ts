// A real Chromium of its own for one piece of work, over a profile folder that may hold what an earlier one left.

import { chromium, type Page } from 'playwright'
import { chromium as installedChromium, chromiumArgs } from '../../scripts/browser.mjs'

export async function inBrowser<Answer>(profile: string, work: (tab: Page) => Promise<Answer>): Promise<Answer> {
  const executablePath = installedChromium()
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: chromiumArgs,
  })
  try {
    return await work(await context.newPage())
  } finally {
    await context.close()
  }
}
