// Remembers which writes the server refused, so that `synced` tells the truth also after the app has discarded or retried one.
// Kept by the leader for all tabs, and by each ZenDB object, whose memory outlives a leader.

import { ZenError } from '@zendb/shared/base/errors'
import { refusedWritesRemembered } from '@zendb/shared/base/limits'

export class RefusedWrites {
  /** Message by the id of the write, oldest first. */
  readonly #messages = new Map<string, string>()

  add(id: string, message: string): void {
    this.#messages.set(id, message)
    if (this.#messages.size <= refusedWritesRemembered) return
    const [oldest] = this.#messages.keys()
    this.#messages.delete(oldest)
  }

  /** null: it was not refused, as far as is known. */
  errorOf(id: string): ZenError | null {
    const message = this.#messages.get(id)
    if (message === undefined) return null
    return new ZenError('WRITE_REJECTED', `the server refused the write: ${message}`, { details: { id } })
  }
}
