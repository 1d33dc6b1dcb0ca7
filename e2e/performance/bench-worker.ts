// The worker of the benchmark page, for engines that run only in one. Engine and workload share it, so that no message is timed.

import { openSqliteWasmOpfs } from './engines/sqlite-wasm-opfs.ts'
import { firstRowOf } from './first-row.ts'
import { runEngine } from './run-engine.ts'

globalThis.addEventListener('message', (event: MessageEvent<{ workloads: readonly string[] } | 'first row'>) => {
  const answer = event.data === 'first row' ? firstRowOf(openSqliteWasmOpfs) : runEngine(openSqliteWasmOpfs, event.data.workloads)
  answer.then(
    result => globalThis.postMessage({ result }),
    (error: unknown) => globalThis.postMessage({ error: String(error) }),
  )
})
