// Playwright in real Chromium. Tests start their own servers on free ports (support/), so none is started here.

import { defineConfig } from '@playwright/test'
import { chromium, chromiumArgs } from '../scripts/browser.mjs'

const executable = chromium()

export default defineConfig({
  testDir: './tests',
  testMatch: /\.(e2e|test|spec)\.ts$/,
  outputDir: './test-results',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    launchOptions: { ...(executable ? { executablePath: executable } : {}), args: chromiumArgs },
    trace: 'off',
  },
  projects: [{ name: 'chromium' }],
})
