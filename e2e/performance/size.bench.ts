// w12: bytes that a browser downloads for ZenDB, minified, gzip -9: what `import '@zendb/client'` loads at once, what an ordinary app
// loads besides for queries, changes, transactions and live queries (seen in real Chromium), what making its tables adds, and the
// rest. Budgets are for the ordinary app and for each kind of the rest. `npm run bench -- size`.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from './build-bench.ts'
import { inBrowser } from './in-browser.ts'
import { printTable } from './print-tables.ts'
import { servePage } from './serve-page.ts'

declare global {
  interface Window {
    makeDatabase(): Promise<void>
    ordinaryApp(): Promise<number>
  }
}

const budgetKb = 150
const whens = ['at once', 'ordinary app', 'first tables', 'when used'] as const

const files = await buildPage('size-page.ts')
const { atOnce, ordinary, tables } = await seenFiles()
const whenOf = (path: string): (typeof whens)[number] =>
  atOnce.has(path) ? whens[0] : ordinary.has(path) ? whens[1] : tables.has(path) ? whens[2] : whens[3]
const rows = [...files]
  .filter(([path]) => path.endsWith('.js'))
  .map(([path, content]) => ({
    path,
    when: whenOf(path),
    bytes: Buffer.byteLength(content),
    gzip: gzipSync(content, { level: 9 }).length,
  }))
rows.sort((a, b) => whens.indexOf(a.when) - whens.indexOf(b.when) || b.gzip - a.gzip)

const kb = (bytes: number): string => (bytes / 1000).toFixed(1)
const sumOf = (when: string): number => rows.filter(row => row.when === when).reduce((sum, row) => sum + row.gzip, 0)
const verdict = (bytes: number): string =>
  bytes <= budgetKb * 1000 ? `met, ${kb(budgetKb * 1000 - bytes)} KB are left` : `missed by ${kb(bytes - budgetKb * 1000)} KB`

printTable(
  ['chunk', 'loaded', 'minified KB', 'gzip -9 KB'],
  rows.map(({ path, when, bytes, gzip }) => [path, when, kb(bytes), kb(gzip)]),
)
const [first, app, made, rest] = whens.map(sumOf)
console.log(`\nw12 an ordinary app, import included: ${kb(first + app)} KB gzip; budget ${budgetKb} KB: ${verdict(first + app)}`)
console.log(`w12 of these at once, with the import: ${kb(first)} KB gzip, in ${rows.filter(row => row.when === whens[0]).length} files`)
console.log(`w12 and when a database opens: ${kb(app)} KB gzip, in ${rows.filter(row => row.when === whens[1]).length} files`)
console.log(`w12 first tables (CREATE TABLE): ${kb(made)} KB gzip more`)
console.log(`w12 only when used (sync, Node, rare statements and functions): ${kb(rest)} KB gzip`)
console.log(`w12 all files together: ${kb(first + app + made + rest)} KB gzip`)

interface Seen {
  readonly atOnce: ReadonlySet<string>
  readonly ordinary: ReadonlySet<string>
  readonly tables: ReadonlySet<string>
}

/** Files that pages ask for: with the import, with ordinary work on a database that is there, and when that database is made. */
async function seenFiles(): Promise<Seen> {
  const page = await servePage(files)
  const profile = mkdtempSync(join(tmpdir(), 'zendb-bench-profile-'))
  try {
    return await inBrowser(profile, async tab => {
      // In an idle moment a page fetches every part, so that they are there offline. Here that moment does not come.
      await tab.addInitScript('globalThis.requestIdleCallback = () => 0')
      let seen = new Set<string>()
      tab.on('request', request => seen.add(new URL(request.url()).pathname.slice(1)))
      const visit = async (): Promise<ReadonlySet<string>> => {
        seen = new Set()
        await tab.goto(page.url)
        await tab.waitForFunction(() => 'ordinaryApp' in window)
        return new Set(seen)
      }
      await visit()
      await tab.evaluate(() => window.makeDatabase())
      const tables = new Set(seen)
      const atOnce = await visit()
      if ((await tab.evaluate(() => window.ordinaryApp())) !== 1) throw new TypeError('the rows that were written are not there')
      return { atOnce, ordinary: new Set(seen), tables }
    })
  } finally {
    await page.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
