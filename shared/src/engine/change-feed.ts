// Ordered publication of what changed in a head. Live queries, the sync outbox and other tabs listen here.
// Listeners are called synchronously after the change is in memory and before it is durable; they must not write.

import type { TableId } from '../base/brand.ts'
import type { JournalEntry } from './write-journal.ts'

/** Where a change came from: this session's own writes, the server's log, or an undo or rebase of own writes. */
export type ChangeOrigin = 'local' | 'remote' | 'rebase'

export interface HeadChange {
  /** Head version after the change. */
  readonly version: number
  readonly origin: ChangeOrigin
  /** Tables whose rows may differ. */
  readonly tables: ReadonlySet<TableId>
  /** true: the schema changed, so plans must be made again. */
  readonly isSchemaChange: boolean
  /** The rows, when they are known one by one; null after a bulk load or a rebuild. */
  readonly entries: readonly JournalEntry[] | null
}

export class ChangeFeed {
  readonly #listeners = new Set<(change: HeadChange) => void>()

  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: HeadChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(change: HeadChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}
