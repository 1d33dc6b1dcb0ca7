// The workloads in real Chromium: each engine in a fresh page of a fresh browser. ZenDB, sqlite-wasm and PGlite run in its main
// thread. `npm run bench -- chromium`.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseChoice } from './bench-choice.ts'
import { buildPage } from './build-bench.ts'
import { inBrowser } from './in-browser.ts'
import type { FirstRow } from './first-row.ts'
import type { EngineRun } from './run-engine.ts'
import { runRounds } from './run-rounds.ts'
import { servePage } from './serve-page.ts'

declare global {
  interface Window {
    runBench(engine: string, workloads: readonly string[]): Promise<EngineRun>
    firstRow: Promise<FirstRow>
  }
}

const persistent = ['zendb', 'raw-indexeddb', 'sqlite-wasm-opfs', 'pglite-idb']
const known = ['zendb', 'sqlite-wasm', 'pglite', 'raw-indexeddb', 'sqlite-wasm-opfs', 'zendb-memory', 'pglite-idb']
const usual = ['zendb', 'sqlite-wasm', 'sqlite-wasm-opfs', 'pglite', 'raw-indexeddb']
const choice = parseChoice(process.argv.slice(2), known, usual)

const page = await servePage(await buildPage('bench-page.ts'))
try {
  process.exitCode = await runRounds('Chromium', choice, async (engine, workloads) => {
    const profile = mkdtempSync(join(tmpdir(), 'zendb-bench-profile-'))
    try {
      const run = await inBrowser(profile, async tab => {
        tab.on('pageerror', error => console.error(`${engine}: ${error.message}`))
        await tab.goto(page.url)
        await tab.waitForFunction(() => 'runBench' in window)
        return tab.evaluate(([engine, workloads]) => window.runBench(engine, workloads), [engine, workloads] as const)
      })
      if (workloads.some(each => each.startsWith('w11')) && persistent.includes(engine)) await addFirstRow(run, engine, profile)
      return run
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
  })
} finally {
  await page.close()
}

/** The browser that wrote is gone: another one opens what it left. Its code comes from the HTTP cache on disk. */
async function addFirstRow(run: EngineRun, engine: string, profile: string): Promise<void> {
  try {
    const first = await inBrowser(profile, async tab => {
      await tab.goto(`${page.url}?first-row=${engine}`)
      await tab.waitForFunction(() => 'firstRow' in window)
      return tab.evaluate(() => window.firstRow)
    })
    run.figures['w11'] = { wall: first.total, cpu: null }
    if (first.beyondOpen !== null) run.figures['w11o'] = { wall: first.beyondOpen, cpu: null }
    if (first.again !== null) run.figures['w11e'] = { wall: first.again, cpu: null }
    run.figures['w11s'] = { wall: first.scan, cpu: null }
  } catch (error) {
    run.failures['w11'] = error instanceof Error ? error.message.slice(0, 600) : String(error)
  }
}
