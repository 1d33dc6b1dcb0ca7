// SQLite's own WebAssembly build, in memory: prepared statements, no promise anywhere.

import sqlite3InitModule, { type Database } from '@sqlite.org/sqlite-wasm'
import type { Engine, Row, Statements } from './engine.ts'

export async function openSqliteWasm(): Promise<Engine> {
  const sqlite = await sqlite3InitModule()
  return engineOf(new sqlite.oo1.DB(':memory:'))
}

/** The engine over an open database. */
export function engineOf(db: Database): Engine {
  db.exec('PRAGMA cache_size = -65536')
  const prepared: { finalize(): unknown }[] = []
  const prepare = (sql: string): ReturnType<Database['prepare']> => {
    const statement = db.prepare(sql.replace(/\$\d+/g, '?'))
    prepared.push(statement)
    return statement
  }
  const statements: Statements = {
    query: sql => {
      const statement = prepare(sql)
      return parameters => {
        if (parameters.length > 0) statement.bind([...parameters])
        const rows: Row[] = []
        while (statement.step()) rows.push(statement.get({}))
        statement.reset()
        return rows
      }
    },
    execute: sql => {
      const statement = prepare(sql)
      return parameters => {
        if (parameters.length > 0) statement.bind([...parameters])
        statement.stepReset()
      }
    },
  }
  return {
    ...statements,
    rowsPerInsert: 1,
    transaction: async work => {
      db.exec('BEGIN')
      await work(statements)
      db.exec('COMMIT')
    },
    close: async () => {
      for (const statement of prepared) statement.finalize()
      db.close()
    },
  }
}
