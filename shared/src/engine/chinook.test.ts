// A real psql script and forty queries with PostgreSQL's answers, cell by cell, when the material stands beside the repository.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { splitScript } from '../sql/parse/split-script.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { LocalDatabase } from './local-database.ts'
import { printResult } from './print-result.ts'

const folder = fileURLToPath(new URL('../../../../shared/data/chinook', import.meta.url))

interface Recorded {
  readonly n: number
  readonly sql: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

test.skipIf(!existsSync(folder))(
  'Chinook loads unchanged and answers as PostgreSQL does (needs ../shared/data/chinook)',
  { timeout: 60_000 },
  async () => {
    const stores = { pageStore: new MemoryPageStore(), logStore: new MemoryLogStore() }
    const local = await LocalDatabase.open({ name: 'chinook', ...stores, clock: systemClock, random: systemRandom })
    const session = local.database.connect()
    await session.execute('BEGIN')
    for (const part of splitScript(readFileSync(`${folder}/Chinook_PostgreSql.sql`, 'utf8')))
      if (part.kind === 'statement' && !/^(create|drop) database/i.test(part.text)) await session.execute(part.text)
    await session.execute('COMMIT')
    const queries = readFileSync(`${folder}/queries.jsonl`, 'utf8').trim().split('\n')
    expect(queries).toHaveLength(40)
    for (const line of queries) {
      const { n, sql, columns, rows } = JSON.parse(line) as Recorded
      expect({ n, ...printResult(await session.execute(sql), session) }).toEqual({ n, columns, rows })
    }
    await local.close()
  },
)
