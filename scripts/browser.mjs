// Finds a Chromium on this machine; undefined means Playwright's own download.
import { existsSync } from 'node:fs'

/** @returns {string | undefined} */
export function chromium() {
  for (const path of [process.env.ZENDB_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'])
    if (path && existsSync(path)) return path
  return undefined
}

// No sandbox: containers run as root. No background networking: tests talk to 127.0.0.1 only.
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
