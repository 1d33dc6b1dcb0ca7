// A real psql script and forty queries with PostgreSQL's answers, cell by cell, when the material stands beside the repository.
// The same in Chromium, through the client: e2e/tests/chinook.e2e.ts.

import { expect, test } from 'vitest'
import { chinookIsMissing, chinookQueries, chinookScript } from '../../../scripts/chinook.mjs'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { splitScript } from '../sql/parse/split-script.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { LocalDatabase } from './local-database.ts'
import { printResult } from './print-result.ts'

test.skipIf(chinookIsMissing !== null)(
  'Chinook loads unchanged and answers as PostgreSQL does (needs ../shared/data/chinook)',
  { timeout: 60_000 },
  async () => {
    const stores = { pageStore: new MemoryPageStore(), logStore: new MemoryLogStore() }
    const local = await LocalDatabase.open({ name: 'chinook', ...stores, clock: systemClock, random: systemRandom })
    const session = local.database.connect()
    await session.execute('BEGIN')
    for (const part of splitScript(chinookScript()))
      if (part.kind === 'statement' && !/^(create|drop) database/i.test(part.text)) await session.execute(part.text)
    await session.execute('COMMIT')
    const queries = chinookQueries()
    expect(queries).toHaveLength(40)
    for (const { n, sql, columns, rows } of queries)
      expect({ n, ...printResult(await session.execute(sql), session) }).toEqual({ n, columns, rows })
    await local.close()
  },
)
