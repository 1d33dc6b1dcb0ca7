// What the benchmark page runs: its main thread opens one engine and runs the workloads that the driver names (chromium.bench.ts).
// With `?first-row=<engine>` it opens what an earlier page left and asks for a row, as soon as it is loaded.

import type { Engine } from './engines/engine.ts'
import { firstOrder, firstRowOf, openAgain, watchIndexedDbOpen, type FirstRow } from './first-row.ts'
import { runEngine, type EngineRun } from './run-engine.ts'

const engines: Record<string, () => Promise<() => Promise<Engine>>> = {
  zendb: async () => {
    const { openZenDB } = await import('./engines/zendb.ts')
    return () => openZenDB('bench', 'indexeddb')
  },
  'zendb-memory': async () => {
    const { openZenDB } = await import('./engines/zendb.ts')
    return () => openZenDB('bench', 'memory')
  },
  'sqlite-wasm': async () => (await import('./engines/sqlite-wasm.ts')).openSqliteWasm,
  pglite: async () => {
    const { openPGlite } = await import('./engines/pglite.ts')
    return () => openPGlite('memory://')
  },
  'pglite-idb': async () => {
    const { openPGlite } = await import('./engines/pglite.ts')
    return () => openPGlite('idb://bench')
  },
}

function askWorker<Answer>(request: unknown): Promise<Answer> {
  const worker = new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<{ result: Answer } | { error: string }>) => {
      if ('result' in event.data) resolve(event.data.result)
      else reject(new TypeError(event.data.error))
    })
    worker.addEventListener('error', event => reject(new TypeError(event.message)))
    worker.postMessage(request)
  })
}

async function runBench(engine: string, workloads: readonly string[]): Promise<EngineRun> {
  if (engine === 'raw-indexeddb') return (await import('./engines/raw-indexeddb.ts')).runRawIndexedDb(workloads)
  if (engine === 'sqlite-wasm-opfs') return askWorker<EngineRun>({ workloads })
  return runEngine(await engines[engine](), workloads)
}

async function readFirstRow(engine: string): Promise<FirstRow> {
  const spentOpening = watchIndexedDbOpen()
  if (engine === 'sqlite-wasm-opfs') {
    const answer = await askWorker<FirstRow>('first row')
    return { ...answer, total: answer.total - performance.timeOrigin }
  }
  if (engine === 'raw-indexeddb') {
    const { firstRawRow } = await import('./engines/raw-indexeddb.ts')
    const started = performance.now()
    const { scan } = await firstRawRow(firstOrder)
    const total = performance.now()
    await scan()
    return { total, beyondOpen: total - started - spentOpening(), again: null, scan: performance.now() - total }
  }
  const open = await engines[engine]()
  const started = performance.now()
  const first = await firstRowOf(open)
  const total = first.total - performance.timeOrigin
  const beyondOpen = total - started - spentOpening()
  return { total, beyondOpen, again: engine === 'zendb' ? await openAgain(open, spentOpening) : null, scan: first.scan }
}

const asked = new URLSearchParams(location.search).get('first-row')
Object.assign(globalThis, asked === null ? { runBench } : { firstRow: readFirstRow(asked) })
