// The workloads in real Chromium: each engine in the main thread of a fresh page of a fresh profile. `npm run bench -- chromium`.

import { chromium } from 'playwright'
import { chromium as installedChromium, chromiumArgs } from '../../scripts/browser.mjs'
import { parseChoice } from './bench-choice.ts'
import { buildPage } from './build-bench.ts'
import type { EngineRun } from './run-engine.ts'
import { runRounds } from './run-rounds.ts'
import { servePage } from './serve-page.ts'

declare global {
  interface Window {
    runBench(engine: string, workloads: readonly string[]): Promise<EngineRun>
  }
}

const known = ['zendb', 'sqlite-wasm', 'pglite', 'zendb-memory', 'pglite-idb']
const choice = parseChoice(process.argv.slice(2), known, ['zendb', 'sqlite-wasm', 'pglite'])

const page = await servePage(await buildPage('bench-page.ts'))
const executablePath = installedChromium()
const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: chromiumArgs })
try {
  process.exitCode = await runRounds('Chromium', choice, async (engine, workloads) => {
    const context = await browser.newContext()
    try {
      const tab = await context.newPage()
      tab.on('pageerror', error => console.error(`${engine}: ${error.message}`))
      await tab.goto(page.url)
      await tab.waitForFunction(() => 'runBench' in window)
      return await tab.evaluate(([engine, workloads]) => window.runBench(engine, workloads), [engine, workloads] as const)
    } finally {
      await context.close()
    }
  })
} finally {
  await browser.close()
  await page.close()
}
