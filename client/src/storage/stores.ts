// The two stores of one database, opened together: in memory, in IndexedDB or in a directory.

import type { LogStore } from '@zendb/shared/storage/log-store'
import type { PageStore } from '@zendb/shared/storage/page-store'

/** Closed in this order: log store, page store. */
export interface OpenStores {
  readonly pageStore: PageStore
  readonly logStore: LogStore
}
