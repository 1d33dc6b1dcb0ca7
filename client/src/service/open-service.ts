// Opens a database's stores and its engine, and serves it. Called by whoever is to have it open: a process, or the tab that leads.

import type { CheckedOptions } from '../options/zen-db-options.ts'
import type { StorageTrouble } from '../storage/stores.ts'
import { DatabaseService } from './database-service.ts'
import { openEngine } from './open-engine.ts'
import { openStores } from './open-stores.ts'

export { loadAllParts } from '@zendb/shared/engine/parts'

/** `owner` names this opening. */
export async function openService(options: CheckedOptions, owner: string, trouble: StorageTrouble): Promise<DatabaseService> {
  const { storage, name } = options
  const stores = await openStores({ storage, name, owner, trouble })
  try {
    return new DatabaseService(await openEngine(options, stores), stores.logStore)
  } catch (error) {
    await stores.logStore.close()
    await stores.pageStore.close()
    throw error
  }
}
