// PORT LogStore: the local log (WAL), one numbered record per commit. One contract suite: testing/log-store-contract.ts.

/** A stored record: its position and the bytes given to `append`. */
export interface LogEntry {
  /** Dense from 1. */
  readonly position: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

export type Durability =
  /** Survives a crash of the tab or process. */
  | 'relaxed'
  /** Survives a power loss too, as far as the platform can promise. */
  | 'strict'

export interface LogStore {
  /**
   * Appends records at `position`, `position + 1`, … in one atomic step. Resolves when durable.
   * Rejects with STORAGE_QUOTA or STORAGE_FAILED and then nothing was appended.
   */
  append(position: number, records: readonly Uint8Array<ArrayBuffer>[], durability: Durability): Promise<void>
  /** Records from `from` on, in order. */
  read(from: number): Promise<readonly LogEntry[]>
  /** Forgets records below `position` (they are in pages). */
  truncate(position: number): Promise<void>
  /** Joins small records into fewer stored ones, for a quick open; positions and bytes stay. Optional work, safe at any time. */
  seal(): Promise<void>
  close(): Promise<void>
}
