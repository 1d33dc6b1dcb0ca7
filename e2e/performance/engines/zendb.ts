// ZenDB by its public client API, as an app uses it: no endpoint, no prepared statements, promises for everything.

import { ZenDB, type ZenDBOptions } from '@zendb/client'
import type { Durability, Engine, Parameters, Row, Statements } from './engine.ts'

type Storage = ZenDBOptions['storage']

export async function openZenDB(name: string, storage: Storage): Promise<Engine> {
  let db = new ZenDB({ name, storage })
  await db.query('SELECT 1')
  const engine: Engine = {
    rowsPerInsert: 500,
    query: sql => parameters => db.query<Row>(sql, parameters),
    execute: sql => parameters => db.execute(sql, parameters),
    transaction: async work => {
      await db.transaction(async tx => {
        const statements: Statements = {
          query: sql => parameters => tx.query<Row>(sql, parameters),
          execute: sql => parameters => tx.execute(sql, parameters),
        }
        await work(statements)
      })
    },
    subscribe: (sql: string, parameters: Parameters, changed: (rows: readonly Row[]) => void) =>
      new Promise((resolve, reject) => {
        const subscription = db.subscribe<Row>(sql, parameters)
        subscription.on('error', reject).on('rows', rows => {
          resolve({ stop: () => subscription.unsubscribe() })
          changed(rows)
        })
      }),
    close: () => db.close(),
  }
  if (storage === 'memory') return engine
  const setDurability = async (durability: Durability): Promise<void> => {
    await db.close()
    db = new ZenDB({ name, storage, durability })
    await db.query('SELECT 1')
  }
  return { ...engine, setDurability }
}
