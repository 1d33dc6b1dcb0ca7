// How requests of one ZenDB object reach the open database: straight (direct-route.ts), or through the tab that leads (tabs/tab-route.ts).

import type { LiveListener } from '@zendb/shared/live/live-query'
import type { AnswerOf, Parameters, RequestKind, RequestOf, StatementAnswer } from './request.ts'
import type { SyncEvent, SyncStatus } from './sync-status.ts'

/** Who has the database open. */
export type Role =
  /** Nobody yet. */
  | 'opening'
  /** This tab, and others ask it. */
  | 'leading'
  /** Another tab, which this one asks. */
  | 'following'

export interface RouteListener {
  statusChanged(): void
  syncEvent(event: SyncEvent): void
  /** The database is gone for good: deleted, or its storage was cleared. */
  lost(error: unknown): void
}

export interface DatabaseRoute {
  readonly role: Role
  readonly sync: SyncStatus
  /** Resolves when requests can be answered. Rejects when the database cannot be opened. */
  open(): Promise<void>
  call<Kind extends RequestKind>(request: RequestOf<Kind>): Promise<AnswerOf<Kind>>
  /** A statement of a transaction that `begin` opened: as `call`, and at once when it can be. */
  run(transaction: number, sql: string, parameters: Parameters): StatementAnswer | Promise<StatementAnswer>
  /** Errors of the query, wrong SQL too, go to the listener. */
  subscribe(sql: string, parameters: Parameters, listener: LiveListener): () => void
  /** The page is hidden and may not come back: make the next opening quick. */
  tidy(): void
  close(): Promise<void>
  /** Deletes everything that the database keeps on this device. Only after `close`. */
  destroy(): Promise<void>
}
