// Opens a database's stores and its engine, and serves it. Called by whoever is to have it open: a process, or the tab that leads.
// The stores open while the engine is still on its way: of a cold start, the two take most.

import type { CheckedOptions } from '../options/zen-db-options.ts'
import type { Opening } from '../storage/stores.ts'
import type { DatabaseService } from './database-service.ts'
import { loadService } from './load-service.ts'
import { openStores } from './open-stores.ts'

export async function startService(options: CheckedOptions, opening: Opening): Promise<DatabaseService> {
  const loading = loadService(options)
  // Its failure is told below; until then nobody waits for it.
  loading.catch(() => {})
  const stores = await openStores(options, opening)
  try {
    return await (await loading).openService(options, stores)
  } catch (error) {
    await stores.logStore.close()
    await stores.pageStore.close()
    throw error
  }
}
