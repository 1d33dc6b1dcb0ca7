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

/** One opening of a database's stores. */
export interface Opening {
  /** Names it; the next opening takes the stores over. */
  readonly owner: string
  /** What the stores must be, because this tab had them open before; null: anything. Others are refused with STORAGE_CLOSED. */
  readonly identity: string | null
  /** Aborted: let go at once, give up what is under way, and leave nothing open that other tabs would wait for. */
  readonly signal: AbortSignal
  readonly trouble: StorageTrouble
}

/** Closed in this order: log store, page store. */
export interface OpenStores {
  readonly pageStore: PageStore
  readonly logStore: LogStore
  /** Tells these stores from others of the same name, made after they were deleted; null: nobody else can have made any. */
  readonly identity: string | null
}
