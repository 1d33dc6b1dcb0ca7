// What a server says to a client. SPEC.md gives the rules; server-message-codec.ts the bytes.

import type { Lsn, OriginId } from '../base/brand.ts'
import type { Hlc } from '../base/hlc.ts'
import type { LogRecord, RegionVector } from './log-record.ts'
import type { OriginEntry } from './origin-table.ts'
import type { Position } from './position.ts'

/** Records with lsn in (from, to], ascending; a batch without records moves the position all the same. */
export interface Batch {
  /** Position that the batch follows. */
  readonly from: Lsn
  readonly to: Lsn
  /** What the state at `to` contains. */
  readonly vector: RegionVector
  /** The acceptor's clock: the receiver's goes beyond it (R4). */
  readonly hlc: Hlc
  readonly records: readonly LogRecord[]
}

/** A whole state by name: what is needed to start without the log (R19). */
export interface Bootstrap {
  readonly position: Position
  /** Hash of the commit object. */
  readonly commit: string
  /** The engine's manifest: roots of every tree. Its pages are asked for by hash. */
  readonly manifest: Uint8Array<ArrayBuffer>
  readonly schemaVersion: number
  /** Entries of the origins that the client named, with their rejections. */
  readonly origins: readonly OriginEntry[]
  readonly hlc: Hlc
}

export type ServerMessage =
  | {
      readonly kind: 'welcome'
      readonly protocol: number
      /** The server's physical time: with it the client corrects its clock (R6). */
      readonly nowMs: number
      readonly hlc: Hlc
      readonly head: Position
      /** How far each origin of the hello is decided. */
      readonly decided: readonly { readonly origin: OriginId; readonly seq: number }[]
      /** Origins of the hello that were forgotten (R20): their change sets will never be decided. */
      readonly stale: readonly OriginId[]
      readonly horizonMs: number
      /** false: the token may read only; what is pushed would end the connection. */
      readonly canWrite: boolean
    }
  | ({ readonly kind: 'batch' } & Batch)
  /** The records asked for are gone: a bootstrap is needed. */
  | { readonly kind: 'truncated'; readonly head: Lsn }
  /** Change sets of this origin are missing before the one pushed: send again from `seq` on. */
  | { readonly kind: 'expect'; readonly origin: OriginId; readonly seq: number }
  | { readonly kind: 'stale'; readonly origin: OriginId }
  | ({ readonly kind: 'bootstrap' } & Bootstrap)
  /** In the order of the request; null where the server has none. */
  | { readonly kind: 'pages'; readonly request: number; readonly pages: readonly (Uint8Array<ArrayBuffer> | null)[] }
  | { readonly kind: 'pong'; readonly nonce: number; readonly nowMs: number; readonly head: Lsn }
  /** The server closes the connection after it. `code` is one of base/errors.ts. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string }
