// Checked options and stores -> an open database. The one place that knows the engine's two kinds of database.

import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import { LocalDatabase } from '@zendb/shared/engine/local-database'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import type { OpenDatabase } from './open-database.ts'
import type { OpenStores } from '../storage/stores.ts'

export async function openEngine(options: CheckedOptions, stores: OpenStores): Promise<OpenDatabase> {
  const local = await LocalDatabase.open({
    name: options.name,
    ...stores,
    clock: systemClock,
    random: systemRandom,
    durability: options.durability,
    ...(options.cacheBytes === null ? {} : { cacheBytes: options.cacheBytes }),
  })
  return {
    database: local.database,
    rootHash: () => local.rootHash(),
    checkpoint: () => local.checkpoint(),
    sync: null,
    close: () => local.close(),
  }
}
