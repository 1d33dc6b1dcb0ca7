// The two stores of one database, opened together: in memory, in IndexedDB or in a directory.

import type { LogStore } from '@zendb/shared/storage/log-store'
import type { PageStore } from '@zendb/shared/storage/page-store'

/** What may happen to stores that are open, besides a failed call. */
export interface StorageTrouble {
  /** They were closed from outside: deleted, or cleared by the user. */
  lost(): void
  /** Another opening has taken them over; every write is refused from now on. */
  fenced(): void
}

/** Closed in this order: log store, page store. */
export interface OpenStores {
  readonly pageStore: PageStore
  readonly logStore: LogStore
}
