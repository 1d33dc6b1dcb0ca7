// w12: bytes that a browser downloads for `import '@zendb/client'`, minified, gzip -9: what is loaded at once, and what only when
// it is used.. `npm run bench -- size`.

import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions, type Rollup } from 'vite'
import { printTable } from './print-tables.ts'

const budgetKb = 150

const output = await build({
  configFile: false,
  logLevel: 'error',
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { conditions: ['@zendb/source', ...defaultClientConditions] },
  build: {
    write: false,
    minify: true,
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: 100_000,
    rollupOptions: {
      input: { client: fileURLToPath(new URL('../../client/src/index.ts', import.meta.url)) },
      external: [/^node:/, 'react', 'react-dom', 'yjs'],
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
})
const chunks = [output].flat().flatMap(part => ('output' in part ? part.output.filter(file => file.type === 'chunk') : []))
const atOnce = reached(chunks)
const rows = chunks.map(chunk => ({
  chunk,
  isFirst: atOnce.has(chunk.fileName),
  bytes: Buffer.byteLength(chunk.code),
  gzip: gzipSync(chunk.code, { level: 9 }).length,
}))
rows.sort((a, b) => Number(b.isFirst) - Number(a.isFirst) || b.gzip - a.gzip)

printTable(
  ['chunk', 'loaded', 'minified KB', 'gzip -9 KB'],
  rows.map(({ chunk, isFirst, bytes, gzip }) => [chunk.fileName, isFirst ? 'at once' : 'when used', kb(bytes), kb(gzip)]),
)
const first = rows.filter(({ isFirst }) => isFirst).reduce((sum, { gzip }) => sum + gzip, 0) / 1000
const verdict = first <= budgetKb ? `met, ${(budgetKb - first).toFixed(1)} KB are left` : `missed by ${(first - budgetKb).toFixed(1)} KB`
console.log(`w12 at once: ${first.toFixed(1)} KB gzip; budget ${budgetKb} KB: ${verdict}`)

/** Files that the entry loads by static imports. */
function reached(all: readonly Rollup.OutputChunk[]): Set<string> {
  const byName = new Map(all.map(chunk => [chunk.fileName, chunk]))
  const found = new Set(all.filter(chunk => chunk.isEntry).map(chunk => chunk.fileName))
  for (const name of found) for (const imported of byName.get(name)?.imports ?? []) found.add(imported)
  return found
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
