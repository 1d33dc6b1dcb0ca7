// Native SQLite in Node. It is no workspace dependency (scripts/ensure-native-sqlite.mjs), so it is required by path.

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import type { Engine, Row, Statements } from './engine.ts'

interface NativeStatement {
  all(...parameters: readonly (string | number)[]): Row[]
  run(...parameters: readonly (string | number)[]): unknown
}

interface NativeDatabase {
  prepare(sql: string): NativeStatement
  exec(sql: string): void
  close(): void
}

type Native = new (path: string) => NativeDatabase

/** `path` is `:memory:` or a file. Throws where it is not installed. */
export async function openBetterSqlite3(path: string): Promise<Engine> {
  const require = createRequire(pathToFileURL(resolve('e2e/performance/package.json')))
  const Database = require('better-sqlite3') as Native
  const db = new Database(path)
  db.exec('PRAGMA cache_size = -65536')
  if (path !== ':memory:') db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  const prepare = (sql: string): NativeStatement => db.prepare(sql.replace(/\$\d+/g, '?'))
  const statements: Statements = {
    query: sql => {
      const statement = prepare(sql)
      return parameters => statement.all(...parameters)
    },
    execute: sql => {
      const statement = prepare(sql)
      return parameters => statement.run(...parameters)
    },
  }
  const engine: Engine = {
    ...statements,
    rowsPerInsert: 1,
    transaction: async work => {
      db.exec('BEGIN')
      await work(statements)
      db.exec('COMMIT')
    },
    close: async () => db.close(),
  }
  if (path === ':memory:') return engine
  const setDurability: Engine['setDurability'] = async durability =>
    db.exec(`PRAGMA synchronous = ${durability === 'strict' ? 'FULL' : 'NORMAL'}`)
  return { ...engine, setDurability }
}
