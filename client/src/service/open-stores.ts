// The option `storage` -> a page store and a log store. What only Node has is loaded only when it is asked for.

import { unreachable } from '@zendb/shared/base/assert'
import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import { IndexedDbConnection } from '../storage/indexeddb-connection.ts'
import { indexedDbName } from '../storage/indexeddb-name.ts'
import { IndexedDbLogStore } from '../storage/indexeddb-log-store.ts'
import { IndexedDbPageStore } from '../storage/indexeddb-page-store.ts'
import type { Opening, OpenStores } from '../storage/stores.ts'

export async function openStores({ storage, name }: Pick<CheckedOptions, 'storage' | 'name'>, opening: Opening): Promise<OpenStores> {
  switch (storage.kind) {
    case 'memory':
      return { pageStore: new MemoryPageStore(), logStore: new MemoryLogStore(), identity: null }
    case 'indexeddb': {
      const connection = await IndexedDbConnection.open({ ...opening, name: indexedDbName(name) })
      const { identity } = connection
      return { pageStore: new IndexedDbPageStore(connection), logStore: new IndexedDbLogStore(connection), identity }
    }
    case 'directory': {
      const { openDirectory } = await import('#node')
      return openDirectory(storage.path, name)
    }
    default:
      return unreachable(storage)
  }
}
