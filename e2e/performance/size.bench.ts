// w12: bytes that a browser downloads for ZenDB, minified, gzip -9: what `import '@zendb/client'` loads at once, what the first table,
// row and query load besides (seen in real Chromium), and the rest. `npm run bench -- size`.

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
    writeAndRead(): Promise<number>
  }
}

const budgetKb = 150
const whens = ['at once', 'first query', 'when used'] as const

const files = await buildPage('size-page.ts')
const { atOnce, all } = await seenFiles()
const rows = [...files]
  .filter(([path]) => path.endsWith('.js'))
  .map(([path, content]) => ({
    path,
    when: atOnce.has(path) ? whens[0] : all.has(path) ? whens[1] : whens[2],
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
const [first, query, rest] = whens.map(sumOf)
console.log(`\nw12 at once ${kb(first)} KB gzip; budget ${budgetKb} KB: ${verdict(first)}`)
console.log(`w12 until the first table, row and query ${kb(first + query)} KB gzip; against the same budget: ${verdict(first + query)}`)
console.log(`w12 only when used (sync, Node, rare statements) ${kb(rest)} KB gzip`)

/** Files that a page asks for before and after its first use of a database. */
async function seenFiles(): Promise<{ atOnce: ReadonlySet<string>; all: ReadonlySet<string> }> {
  const page = await servePage(files)
  const profile = mkdtempSync(join(tmpdir(), 'zendb-bench-profile-'))
  try {
    return await inBrowser(profile, async tab => {
      const seen = new Set<string>()
      tab.on('request', request => seen.add(new URL(request.url()).pathname.slice(1)))
      await tab.goto(page.url)
      await tab.waitForFunction(() => 'writeAndRead' in window)
      const atOnce = new Set(seen)
      if ((await tab.evaluate(() => window.writeAndRead())) !== 1) throw new TypeError('the row that was written is not there')
      return { atOnce, all: seen }
    })
  } finally {
    await page.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
