// What a client says to a server. SPEC.md gives the rules; client-message-codec.ts the bytes.

import type { Lsn, OriginId, PageHash } from '../base/brand.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { Position } from './position.ts'

/** An origin of this replica that still has undecided change sets, or will make more. */
export interface OpenOrigin {
  readonly origin: OriginId
  /** Last seq that it gave out. */
  readonly lastSeq: number
}

export type ClientMessage =
  /** First message of every connection. */
  | {
      readonly kind: 'hello'
      readonly protocol: number
      /** A name of this copy that stays over restarts: for people and for logs. */
      readonly replica: string
      readonly token: string | null
      readonly database: string
      readonly branch: string
      readonly origins: readonly OpenOrigin[]
      /** null: nothing is here yet. */
      readonly position: Position | null
    }
  /** Undecided change sets, in order per origin. */
  | { readonly kind: 'push'; readonly changeSets: readonly ChangeSet[] }
  /** Send the records from `from` on, and go on as they come. Also the request after a gap. */
  | { readonly kind: 'stream'; readonly from: Lsn }
  /** Send a state to start from, with the entries of these origins: all that are open now, not those of the hello. */
  | { readonly kind: 'bootstrap'; readonly origins: readonly OriginId[] }
  | { readonly kind: 'pages'; readonly request: number; readonly hashes: readonly PageHash[] }
  | { readonly kind: 'ping'; readonly nonce: number }
