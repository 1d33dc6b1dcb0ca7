// Checked options and stores -> an open database. The one place that knows the engine's two kinds of database.

import { systemClock } from '@zendb/shared/base/clock'
import { ZenError } from '@zendb/shared/base/errors'
import { systemRandom } from '@zendb/shared/base/random'
import { LocalDatabase, type LocalOptions } from '@zendb/shared/engine/local-database'
import { RemotePageStore } from '@zendb/shared/engine/remote-page-store'
import { ReplicaDatabase } from '@zendb/shared/engine/replica-database'
import type { FetchPages } from '@zendb/shared/sync/replica-store'
import type { Endpoint } from '../options/parse-endpoint.ts'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import { SyncedDatabase } from '../sync/synced-database.ts'
import { webSocketConnect } from '../sync/web-socket-transport.ts'
import type { OpenDatabase } from './open-database.ts'
import type { OpenStores } from '../storage/stores.ts'

export async function openEngine(options: CheckedOptions, stores: OpenStores): Promise<OpenDatabase> {
  const local: LocalOptions = {
    name: options.name,
    ...stores,
    clock: systemClock,
    random: systemRandom,
    durability: options.durability,
    ...(options.cacheBytes === null ? {} : { cacheBytes: options.cacheBytes }),
  }
  return options.endpoint === null ? openLocal(local) : openSynced(local, options, options.endpoint)
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

async function openSynced(options: LocalOptions, checked: CheckedOptions, endpoint: Endpoint): Promise<OpenDatabase> {
  let fetch: FetchPages = () =>
    Promise.reject(new ZenError('OFFLINE', 'a part of the database is not on this device yet, and there is no connection'))
  const pageStore = new RemotePageStore(options.pageStore, hashes => fetch(hashes))
  const replica = await ReplicaDatabase.open({ ...options, pageStore })
  const sync = new SyncedDatabase({ replica, endpoint, connect: webSocketConnect(endpoint), checked, setFetch: next => (fetch = next) })
  return {
    database: replica.database,
    rootHash: async () => (await replica.rootHash()).hash,
    checkpoint: () => replica.checkpoint(),
    sync,
    close: async () => {
      await sync.close()
      await replica.close()
    },
  }
}
