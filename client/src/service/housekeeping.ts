// When nothing else happens, joins small log records and turns a long log into pages. Both only make the next opening quicker,
// so their failures are not told: the log still has everything, and the next commit that cannot be stored says so itself.

import { idleCheckpointCommits, idleMs, sealCommits } from '@zendb/shared/base/limits'
import type { LogStore } from '@zendb/shared/storage/log-store'
import type { OpenDatabase } from './open-database.ts'

export class Housekeeping {
  readonly #open: OpenDatabase
  readonly #logStore: LogStore
  readonly #unsubscribe: () => void
  #commitsSinceSeal = 0
  #commitsSinceCheckpoint = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #isRunning = false
  #isClosed = false

  constructor(open: OpenDatabase, logStore: LogStore) {
    this.#open = open
    this.#logStore = logStore
    this.#unsubscribe = open.database.feed.subscribe(() => this.#committed())
  }

  #committed(): void {
    this.#commitsSinceSeal++
    this.#commitsSinceCheckpoint++
    if (this.#commitsSinceSeal < sealCommits && this.#commitsSinceCheckpoint < idleCheckpointCommits) return
    // Not while commits keep coming: each puts the work off again.
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.tidy()
    }, idleMs)
  }

  /** Does now what is worth doing. */
  tidy(): void {
    if (this.#isRunning || this.#isClosed) return
    this.#isRunning = true
    this.#work()
      .catch(() => {})
      .finally(() => (this.#isRunning = false))
  }

  async #work(): Promise<void> {
    if (this.#commitsSinceCheckpoint >= idleCheckpointCommits) {
      this.#commitsSinceCheckpoint = 0
      this.#commitsSinceSeal = 0
      await this.#open.checkpoint()
      return
    }
    if (this.#commitsSinceSeal < sealCommits) return
    this.#commitsSinceSeal = 0
    await this.#logStore.seal()
  }

  close(): void {
    this.#isClosed = true
    this.#unsubscribe()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
