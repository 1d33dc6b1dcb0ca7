// A refused write in the hands of the app: what it was, why it was refused, and what can be done with it.

import type { RejectedWrite } from './service/sync-status.ts'

export class RejectedWriteHandle implements RejectedWrite {
  readonly id: string
  readonly rows: number
  readonly tables: readonly string[]
  readonly madeAt: Date
  readonly code: string
  readonly message: string
  readonly constraint: string | null
  readonly because: string | null
  readonly #actions: { readonly retry: () => Promise<void>; readonly discard: () => Promise<void> }

  /** Apps get theirs from `db.rejected()` and the event `rejected`. */
  constructor(write: RejectedWrite, actions: { readonly retry: () => Promise<void>; readonly discard: () => Promise<void> }) {
    this.id = write.id
    this.rows = write.rows
    this.tables = write.tables
    this.madeAt = write.madeAt
    this.code = write.code
    this.message = write.message
    this.constraint = write.constraint
    this.because = write.because
    this.#actions = actions
  }

  /** Makes the same row changes again, as a new write; resolves when it is durable on this device. */
  retry(): Promise<void> {
    return this.#actions.retry()
  }

  /** Gives the write up. */
  discard(): Promise<void> {
    return this.#actions.discard()
  }
}
