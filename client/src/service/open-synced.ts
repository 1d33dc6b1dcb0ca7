// Opens a database that a server takes part in. Called by open-engine.ts, which loads it when the options name an endpoint.

import { ZenError } from '@zendb/shared/base/errors'
import type { LocalOptions } from '@zendb/shared/engine/local-database'
import * as recovery from '@zendb/shared/engine/recovery-part'
import { RemotePageStore } from '@zendb/shared/engine/remote-page-store'
import { ReplicaDatabase } from '@zendb/shared/engine/replica-database'
import type { FetchPages } from '@zendb/shared/sync/replica-store'
import type { Endpoint } from '../options/parse-endpoint.ts'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import { SyncedDatabase } from '../sync/synced-database.ts'
import { webSocketConnect } from '../sync/web-socket-transport.ts'
import type { OpenDatabase } from './open-database.ts'
import { requireShell } from './shell.ts'

export async function openSynced(options: LocalOptions, checked: CheckedOptions, endpoint: Endpoint): Promise<OpenDatabase> {
  recovery.provide()
  requireShell()
  let fetch: FetchPages = () =>
    Promise.reject(new ZenError('OFFLINE', 'a part of the database is not on this device yet, and there is no connection'))
  const pageStore = new RemotePageStore(options.pageStore, hashes => fetch(hashes))
  const replica = await ReplicaDatabase.open({ ...options, pageStore, branch: `${endpoint.database}@${endpoint.branch}` })
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
