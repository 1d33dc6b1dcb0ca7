// The option `storage` -> a page store and a log store. What only Node has is loaded only when it is asked for.

import { unreachable } from '@zendb/shared/base/assert'
import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import { IndexedDbConnection } from '../storage/indexeddb-connection.ts'
import { indexedDbName } from '../storage/indexeddb-name.ts'
import { IndexedDbLogStore } from '../storage/indexeddb-log-store.ts'
import { IndexedDbPageStore } from '../storage/indexeddb-page-store.ts'
import type { OpenStores, StorageTrouble } from '../storage/stores.ts'

export interface OpenStoresOptions {
  readonly storage: CheckedOptions['storage']
  readonly name: string
  /** Names this opening: whoever opens the same stores later takes them over. */
  readonly owner: string
  readonly trouble: StorageTrouble
}

export async function openStores({ storage, name, owner, trouble }: OpenStoresOptions): Promise<OpenStores> {
  switch (storage.kind) {
    case 'memory':
      return { pageStore: new MemoryPageStore(), logStore: new MemoryLogStore() }
    case 'indexeddb': {
      const connection = await IndexedDbConnection.open({ name: indexedDbName(name), owner, trouble })
      return { pageStore: new IndexedDbPageStore(connection), logStore: new IndexedDbLogStore(connection) }
    }
    case 'directory': {
      const { openDirectory } = await import('#node')
      return openDirectory(storage.path, name)
    }
    default:
      return unreachable(storage)
  }
}
