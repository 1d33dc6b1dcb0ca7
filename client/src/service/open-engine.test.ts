// Options on their way to the engine.

import { afterEach, describe, expect, it } from 'vitest'
import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import { checkOptions, type ZenDBOptions } from '../options/zen-db-options.ts'
import type { OpenDatabase } from './open-database.ts'
import { openEngine } from './open-engine.ts'

const opened: OpenDatabase[] = []
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close()
})

describe('offlineCache', () => {
  it('is how much is kept decoded: a table that fits is read once, one that does not is read again', async () => {
    const [pageStore, logStore] = [new MemoryPageStore(), new MemoryLogStore()]
    const open = async (options: ZenDBOptions, pages: MemoryPageStore): Promise<OpenDatabase> => {
      const database = await openEngine(checkOptions(options), { pageStore: pages, logStore: new MemoryLogStore(logStore), identity: null })
      opened.push(database)
      return database
    }
    const first = await open({}, pageStore)
    await (
      await first.database.connect().execute('CREATE TABLE t (id int PRIMARY KEY, body text)')
    ).durable
    const filled = await first.database
      .connect()
      .execute("INSERT INTO t SELECT i, 'row ' || i || repeat('x', 100) FROM generate_series(1, 40000) AS i")
    await filled.durable
    await first.checkpoint()

    /** Pages that the second of two scans reads. */
    const readsAgain = async (offlineCache: string): Promise<number> => {
      const pages = new MemoryPageStore(pageStore)
      const read = pages.read.bind(pages)
      let reads = 0
      pages.read = hashes => {
        reads += hashes.length
        return read(hashes)
      }
      const session = (await open({ offlineCache }, pages)).database.connect()
      const scan = async (): Promise<void> => expect((await session.execute('SELECT max(length(body)) FROM t')).count).toBe(1)
      await scan()
      reads = 0
      await scan()
      return reads
    }
    expect(await readsAgain('64MB')).toBe(0)
    expect(await readsAgain('1MB')).toBeGreaterThan(100)
  })
})
