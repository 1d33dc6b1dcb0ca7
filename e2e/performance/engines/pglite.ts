// PGlite: PostgreSQL in WebAssembly, with its own live queries. In memory, or over IndexedDB with relaxed durability.

import { PGlite } from '@electric-sql/pglite'
import { live } from '@electric-sql/pglite/live'
import type { Engine, Row } from './engine.ts'

export async function openPGlite(dataDir: string): Promise<Engine> {
  const db = await PGlite.create({ dataDir, relaxedDurability: true, extensions: { live } })
  return {
    rowsPerInsert: 500,
    query: sql => async parameters => (await db.query<Row>(sql, [...parameters])).rows,
    execute: sql => parameters => db.query(sql, [...parameters]),
    transaction: work =>
      db.transaction(async tx => {
        await work({
          query: sql => async parameters => (await tx.query<Row>(sql, [...parameters])).rows,
          execute: sql => parameters => tx.query(sql, [...parameters]),
        })
      }),
    subscribe: async (sql, parameters, changed) => {
      const { unsubscribe } = await db.live.query<Row>(sql, [...parameters], results => changed(results.rows))
      return { stop: () => unsubscribe() }
    },
    close: () => db.close(),
  }
}
