// Checked options and stores -> an open database. A database with a server has a file of its own (open-synced.ts), loaded when there is one.

import { systemClock } from '@zendb/shared/base/clock'
import { fetchCode } from '@zendb/shared/base/load-part'
import { systemRandom } from '@zendb/shared/base/random'
import { LocalDatabase, type LocalOptions } from '@zendb/shared/engine/local-database'
import { connectAllParts } from '@zendb/shared/engine/parts'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import type { OpenDatabase } from './open-database.ts'
import type { OpenStores } from '../storage/stores.ts'

export async function openEngine(options: CheckedOptions, stores: OpenStores): Promise<OpenDatabase> {
  connectAllParts()
  const local: LocalOptions = {
    name: options.name,
    ...stores,
    clock: systemClock,
    random: systemRandom,
    durability: options.durability,
    ...(options.cacheBytes === null ? {} : { cacheBytes: options.cacheBytes }),
  }
  if (options.endpoint === null) return openLocal(local)
  const { openSynced } = await fetchCode('sync', () => import('./open-synced.ts'))
  return openSynced(local, options, options.endpoint)
}

async function openLocal(options: LocalOptions): Promise<OpenDatabase> {
  const local = await LocalDatabase.open(options)
  return {
    database: local.database,
    rootHash: () => local.rootHash(),
    checkpoint: () => local.checkpoint(),
    sync: null,
    close: () => local.close(),
  }
}
