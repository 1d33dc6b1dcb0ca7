// The narrow waist between the client and the engine: what a database must offer to be served to tabs.
// LocalDatabase (no server) and ReplicaDatabase (synced) both fit; open-engine.ts makes them fit.

import type { Database } from '@zendb/shared/engine/database'
import type { ChangeSetId } from '@zendb/shared/changes/change-set'
import type { OutboxEntry, RejectedWrite, SyncEvent, SyncStatus } from './sync-status.ts'

export interface OpenDatabase {
  readonly database: Database
  /** Hash of the state that others can have, too: of all rows here, or of what the server has confirmed. */
  rootHash(): Promise<string>
  /** Writes what only the log holds into pages. */
  checkpoint(): Promise<void>
  /** null: a database on this device alone. */
  readonly sync: SyncControl | null
  close(): Promise<void>
}

/** The side of a synced database that a server takes part in. */
export interface SyncControl {
  readonly status: SyncStatus
  onStatus(listener: () => void): () => void
  onEvent(listener: (event: SyncEvent) => void): () => void
  outbox(): readonly OutboxEntry[]
  rejected(): readonly RejectedWrite[]
  /** Resolves when the server has accepted the change set; rejects with WRITE_REJECTED. */
  verdict(id: ChangeSetId): Promise<void>
  /** Writes the rows of a rejected change set again, as a new one. */
  retry(id: string): Promise<void>
  discard(id: string): Promise<void>
  pause(): void
  resume(): void
  /** Resolves after the first contact with the server, ever; at once when there was one. Rejects with OFFLINE after `waitMs`. */
  started(waitMs: number): Promise<void>
}
