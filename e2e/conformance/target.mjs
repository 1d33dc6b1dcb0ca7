// The engine as a target of a conformance runner: a fresh database in memory for each `open()`, answers as PostgreSQL's text.

import { systemClock } from '@zendb/shared/base/clock'
import { withParts } from '@zendb/shared/base/load-part'
import { systemRandom } from '@zendb/shared/base/random'
import { LocalDatabase } from '@zendb/shared/engine/local-database'
import { connectAllParts } from '@zendb/shared/engine/parts'
import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import { printResult } from '@zendb/shared/engine/print-result'

export async function open() {
  connectAllParts()
  const local = await LocalDatabase.open({
    name: 'conformance',
    pageStore: new MemoryPageStore(),
    logStore: new MemoryLogStore(),
    clock: systemClock,
    random: systemRandom,
  })
  const connect = () => {
    const session = local.database.connect()
    return {
      query: async sql => {
        const result = await session.execute(sql)
        // Text of rare types comes with a part; an app gets values instead.
        const printed = await withParts(() => printResult(result, session))
        return { ...printed, tag: result.tag }
      },
      close: async () => session.close(),
    }
  }
  const main = connect()
  return {
    query: main.query,
    connect: async () => connect(),
    close: async () => {
      await main.close()
      await local.close()
    },
  }
}
