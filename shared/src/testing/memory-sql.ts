// A database in memory for tests of SQL: statements in, rows as PostgreSQL's text out.

import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { LocalDatabase } from '../engine/local-database.ts'
import { connectAllParts } from '../engine/parts.ts'
import { printResult, type PrintedResult } from '../engine/print-result.ts'
import type { ParameterValue } from '../engine/session.ts'
import type { DatabaseSchema } from '../schema/database-schema.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'

export interface MemorySql {
  query(sql: string, parameters?: readonly ParameterValue[]): Promise<PrintedResult>
  script(sql: string): Promise<void>
  /** Lines of EXPLAIN, without the row estimates. */
  explain(sql: string): Promise<string[]>
  readonly schema: DatabaseSchema
}

/** A fresh database after `script`. */
export async function openMemorySql(script = ''): Promise<MemorySql> {
  connectAllParts()
  const local = await LocalDatabase.open({
    name: 'test',
    pageStore: new MemoryPageStore(),
    logStore: new MemoryLogStore(),
    clock: systemClock,
    random: systemRandom,
  })
  const session = local.database.connect()
  const query: MemorySql['query'] = async (sql, parameters = []) => printResult(await session.execute(sql, parameters), session)
  const database: MemorySql = {
    query,
    script: async sql => {
      await session.executeScript(sql)
    },
    explain: async sql => (await query(`explain ${sql}`)).rows.map(([line]) => String(line).replace(/ {2}\(rows=\d+\)$/, '')),
    get schema() {
      return local.database.head.schema
    },
  }
  if (script !== '') await database.script(script)
  return database
}
