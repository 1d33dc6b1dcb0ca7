// PORT BranchAcceptor: the head of a branch behind a server's sync sessions. One per branch, shared by its connections; the
// engine implements it with decision-queue.ts, testing/model-acceptor.ts is a small model.

import type { Lsn, OriginId, PageHash } from '../base/brand.ts'
import type { ZenError } from '../base/errors.ts'
import type { Hlc } from '../base/hlc.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { LogRecord } from './log-record.ts'
import type { Position } from './position.ts'
import type { Bootstrap } from './server-message.ts'

/** What became of an offered change set. `decided` and `duplicate` need no answer: the verdict is in the stream (R18). */
export type AcceptAnswer =
  | { readonly kind: 'decided' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'gap'; readonly expected: number }
  | { readonly kind: 'hold' }
  | { readonly kind: 'stale' }

export interface BranchListener {
  /** `head` moved. */
  moved(): void
  /** Nothing more will come from this acceptor: another server holds the branch, or a write failed. */
  lost(cause: ZenError): void
}

export interface BranchAcceptor {
  /** Last durable position. */
  head(): Position
  /** The acceptor's clock. */
  hlc(): Hlc
  /** Origins unknown and older than this are stale (R20). */
  horizonMs(): number
  decided(origin: OriginId): number
  isStale(origin: OriginId): boolean
  /** Offers a change set. Resolves when its record is durable, or at once when there will be none. */
  accept(changeSet: ChangeSet): Promise<AcceptAnswer>
  /**
   * Durable records after position `after`, ascending without gaps: up to `max`, and fewer when they are large (a message
   * holds about 8 MB). null when they are gone.
   */
  recordsAfter(after: Lsn, max: number): Promise<readonly LogRecord[] | null>
  /** A state to start from, with the entries of `origins`. */
  bootstrap(origins: readonly OriginId[]): Promise<Bootstrap>
  pages(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>
  /** Tells `listener` of what happens to the branch from now on; answers how to stop. */
  subscribe(listener: BranchListener): () => void
}
