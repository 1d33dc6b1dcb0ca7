// Chooses how a ZenDB object reaches its database: IndexedDB is shared by the tabs of an origin, everything else belongs to one process.

import { toHex } from '@zendb/shared/base/content-hash'
import { systemRandom } from '@zendb/shared/base/random'
import type { CheckedOptions } from './options/zen-db-options.ts'
import type { DatabaseRoute, RouteListener } from './service/database-route.ts'
import { DirectRoute } from './service/direct-route.ts'
import { loadService } from './service/load-service.ts'
import { startService } from './service/start-service.ts'
import { deleteIndexedDb } from './storage/delete-indexeddb.ts'
import { browserTabPlatform } from './tabs/browser-tab-platform.ts'
import { TabRoute } from './tabs/tab-route.ts'

export function openRoute(options: CheckedOptions, listener: RouteListener): DatabaseRoute {
  if (options.storage.kind !== 'indexeddb') return new DirectRoute(options, listener)
  // A tab without others leads in a moment and needs the engine then; one that follows may lead at any time.
  loadService(options).catch(() => {})
  return new TabRoute({
    name: options.name,
    tab: toHex(systemRandom.bytes(8)),
    platform: browserTabPlatform(),
    listener,
    openService: opening => startService(options, opening),
    destroyStorage: () => deleteIndexedDb(options.name),
  })
}
