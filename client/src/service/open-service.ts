// The engine's end of opening: a module of its own, because with it comes the engine (load-service.ts).

import type { CheckedOptions } from '../options/zen-db-options.ts'
import type { OpenStores } from '../storage/stores.ts'
import { DatabaseService } from './database-service.ts'
import { openEngine } from './open-engine.ts'
import { requireShell } from './shell.ts'

export { loadAllParts } from '@zendb/shared/engine/parts'

export async function openService(options: CheckedOptions, stores: OpenStores): Promise<DatabaseService> {
  requireShell()
  return new DatabaseService(await openEngine(options, stores), stores)
}
