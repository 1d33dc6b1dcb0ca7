// SQLite's WebAssembly build over OPFS (its SAHPool file system), which exists only in a worker. `relaxed` is synchronous=OFF: nothing is flushed.

import sqlite3InitModule from '@sqlite.org/sqlite-wasm'
import type { Engine } from './engine.ts'
import { engineOf } from './sqlite-wasm.ts'

export async function openSqliteWasmOpfs(): Promise<Engine> {
  const sqlite = await sqlite3InitModule()
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: 'bench' })
  const db = new pool.OpfsSAHPoolDb('/bench.db')
  return {
    ...engineOf(db),
    setDurability: async durability => {
      db.exec(`PRAGMA synchronous = ${durability === 'strict' ? 'FULL' : 'OFF'}`)
    },
  }
}
