// What a Node process of a benchmark runs: one engine, one round. It is told by its arguments and answers with one line of JSON.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from './engines/engine.ts'
import { runEngine } from './run-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'zendb-bench-'))

const engines: Record<string, () => Promise<Engine>> = {
  zendb: async () => (await import('./engines/zendb.ts')).openZenDB('bench', 'memory'),
  'zendb-file': async () => (await import('./engines/zendb.ts')).openZenDB('bench', { directory: folder }),
  'sqlite-wasm': async () => (await import('./engines/sqlite-wasm.ts')).openSqliteWasm(),
  pglite: async () => (await import('./engines/pglite.ts')).openPGlite('memory://'),
  'better-sqlite3': async () => (await import('./engines/better-sqlite3.ts')).openBetterSqlite3(':memory:'),
  'better-sqlite3-file': async () => (await import('./engines/better-sqlite3.ts')).openBetterSqlite3(join(folder, 'bench.db')),
}

const [engine, workloads] = process.argv.slice(2)
try {
  process.stdout.write(`\nresult ${JSON.stringify(await runEngine(engines[engine], workloads.split(',')))}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
