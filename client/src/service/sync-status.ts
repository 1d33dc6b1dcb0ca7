// What an app can see of the synchronisation: plain values that travel between tabs.

/** How the connection to the server is. */
export type Connection =
  /** There is no endpoint: the database lives on this device alone. */
  | 'none'
  | 'connecting'
  | 'online'
  /** No connection; it is tried again by itself. */
  | 'offline'
  /** Switched off with `pause()`. */
  | 'paused'
  /** The server refused us: a new token or a newer version is needed. */
  | 'refused'

export interface SyncStatus {
  readonly connection: Connection
  /** Own writes without a verdict yet. */
  readonly outbox: number
  /** Own writes that the server refused, kept until they are retried or discarded. */
  readonly rejected: number
  /** Position in the branch's log up to which this device has everything. */
  readonly position: number
  /** Why the connection is refused or offline, if the reason is known. */
  readonly error: string | null
}

/** A write of this device that waits for the server. */
export interface OutboxEntry {
  /** Names the change set everywhere. */
  readonly id: string
  /** Rows that it changes. */
  readonly rows: number
  readonly tables: readonly string[]
  readonly madeAt: Date
}

/** A write that the server refused. */
export interface RejectedWrite extends OutboxEntry {
  /** SQLSTATE of the reason: `23505` for a duplicate key. */
  readonly code: string
  readonly message: string
  readonly constraint: string | null
  /** The rejected write that this one was built on, if that is the reason. */
  readonly because: string | null
}

/** A write that the server accepted, but some of whose values lost against later ones of others. */
export interface MergeConflict extends OutboxEntry {
  /** How many values lost. */
  readonly lostValues: number
}

export type SyncEvent =
  /** The write's rows are gone from the local state already. */
  { readonly kind: 'rejected'; readonly write: RejectedWrite } | { readonly kind: 'conflict'; readonly conflict: MergeConflict }

/** The status of a database without a server. */
export const localStatus: SyncStatus = { connection: 'none', outbox: 0, rejected: 0, position: 0, error: null }
