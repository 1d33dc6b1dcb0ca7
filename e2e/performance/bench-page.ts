// What the benchmark page runs: its main thread opens one engine and runs the workloads that the driver names (chromium.bench.ts).

import type { Engine } from './engines/engine.ts'
import { runEngine } from './run-engine.ts'

const engines: Record<string, () => Promise<Engine>> = {
  zendb: async () => (await import('./engines/zendb.ts')).openZenDB('bench', 'indexeddb'),
  'zendb-memory': async () => (await import('./engines/zendb.ts')).openZenDB('bench', 'memory'),
  'sqlite-wasm': async () => (await import('./engines/sqlite-wasm.ts')).openSqliteWasm(),
  pglite: async () => (await import('./engines/pglite.ts')).openPGlite('memory://'),
  'pglite-idb': async () => (await import('./engines/pglite.ts')).openPGlite('idb://bench'),
}

Object.assign(globalThis, {
  runBench: (engine: string, workloads: readonly string[]) => runEngine(engines[engine], workloads),
})
