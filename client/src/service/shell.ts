// What is there from `import { ZenDB }` on, as one thing. A later file only ever comes to where the import is, but a bundler sees no
// more than which module imports which: it would cut the import into a file for each set of later files that share a module, and many
// small files compress worse and load slower than one. Each later file calls this, as parts call engine-core.ts. It names all but the
// few modules that fetch later files: those would import each other in a circle.

import { assert } from '@zendb/shared/base/assert'
import { connectAllParts } from '@zendb/shared/engine/parts'
import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import { checkStatement } from '../check-statement.ts'
import { nextStatus } from '../database-status.ts'
import { Listeners } from '../listeners.ts'
import { checkOptions } from '../options/zen-db-options.ts'
import { PageLifecycle } from '../page-lifecycle.ts'
import { RefusedWrites } from '../refused-writes.ts'
import { RejectedWriteHandle } from '../rejected-write-handle.ts'
import { deleteIndexedDb } from '../storage/delete-indexeddb.ts'
import { IndexedDbConnection } from '../storage/indexeddb-connection.ts'
import { IndexedDbLogStore } from '../storage/indexeddb-log-store.ts'
import { IndexedDbPageStore } from '../storage/indexeddb-page-store.ts'
import { Subscription } from '../subscription.ts'
import { browserTabPlatform } from '../tabs/browser-tab-platform.ts'
import { TabRoute } from '../tabs/tab-route.ts'
import { runTransaction } from '../transaction.ts'

/** Called by each later file of the client; it also connects the engine's parts, which the first of them fetches, too. */
export function requireShell(): void {
  connectAllParts()
  const api = [checkStatement, nextStatus, Listeners, checkOptions, PageLifecycle, RejectedWriteHandle, Subscription, runTransaction]
  const stores = [
    MemoryLogStore,
    MemoryPageStore,
    IndexedDbConnection,
    IndexedDbLogStore,
    IndexedDbPageStore,
    deleteIndexedDb,
    RefusedWrites,
  ]
  const isThere = [...api, ...stores, browserTabPlatform, TabRoute].every(one => typeof one === 'function')
  assert(isThere, 'the import of ZenDB comes before what it loads')
}
