// PORT ReplicaStore: the replica behind a client's sync session. The engine implements it for a real database; testing/
// model-replica.ts is a small model. Everything that raises `confirmed` goes through the two asynchronous calls, in turn.

import type { OriginId, PageHash } from '../base/brand.ts'
import type { Hlc } from '../base/hlc.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { OpenOrigin } from './client-message.ts'
import type { Position } from './position.ts'
import type { Batch, Bootstrap } from './server-message.ts'

/** Pages by hash, in the order asked. Rejects with OFFLINE when the connection is gone, STORAGE_MISSING_PAGE when the server has none. */
export type FetchPages = (hashes: readonly PageHash[]) => Promise<readonly Uint8Array<ArrayBuffer>[]>

export interface ReplicaStore {
  /** Where `confirmed` is; null when there is nothing yet. */
  position(): Position | null
  /** Origins with undecided change sets, and the present one if it has been made. */
  openOrigins(): readonly OpenOrigin[]
  /** Undecided change sets in the order of their making (R19), without those of stale origins. The session keeps no copy. */
  outbox(): readonly ChangeSet[]
  /**
   * Applies the records above the position, drops what they decide from the outbox in the same durable step (R18), and
   * moves the clock beyond `batch.hlc` (R4). The session has checked that `batch.from` is not above the position.
   */
  applyBatch(batch: Batch): Promise<void>
  /** Starts anew from a state (R19, R22): the session has checked that it is ahead of the position. */
  installBootstrap(bootstrap: Bootstrap, fetchPages: FetchPages): Promise<void>
  /** The server's clocks, at every welcome (R4, R6). */
  learnClock(serverNowMs: number, hlc: Hlc): void
  /** Origins that the server has forgotten (R20): their change sets are kept for the app and leave the outbox. */
  setStale(origins: readonly OriginId[]): Promise<void>
}
