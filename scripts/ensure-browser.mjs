// Finds a Chromium or gets one: the system's, Playwright's own, a Playwright download, and as root on Debian the package.
// Other scripts import `ensureBrowser`; run by hand it prints what it found.

import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium as playwrightChromium } from 'playwright'
import { chromium } from './browser.mjs'
import { bin, run } from './run-command.mjs'

const tenMinutesMs = 600_000

/** @returns {string | undefined} path of a Chromium that is installed */
function findBrowser() {
  const downloaded = playwrightChromium.executablePath()
  return chromium() ?? (existsSync(downloaded) ? downloaded : undefined)
}

/** @returns {string | undefined} path of a Chromium, installed now if need be and possible */
export function ensureBrowser() {
  if (findBrowser() === undefined) run(bin('playwright'), ['install', 'chromium'], { timeoutMs: tenMinutesMs })
  if (findBrowser() === undefined && process.platform === 'linux' && process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    run('apt-get', ['update', '-q'], { env, timeoutMs: tenMinutesMs })
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env, timeoutMs: tenMinutesMs })
  }
  return findBrowser()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const executable = ensureBrowser()
  if (executable === undefined) console.error('No Chromium: set ZENDB_CHROMIUM to one, or run npx playwright install chromium.')
  else console.log(`chromium: ${executable}`)
  process.exit(executable === undefined ? 1 : 0)
}
