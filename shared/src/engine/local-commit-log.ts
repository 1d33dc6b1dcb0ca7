// Commits of a database that no server knows of: into the local log, or, when they are large, straight into pages.

import { asLsn } from '../base/brand.ts'
import type { Commit, CommitLog } from './commit.ts'
import type { LogQueue } from './log-queue.ts'
import { encodeOwnCommit } from './own-commit-codec.ts'

export class LocalCommitLog implements CommitLog {
  readonly isShared = false
  readonly #queue: LogQueue
  readonly #storeBulk: (undo: () => void) => Promise<void>
  readonly #committed: (bytes: number) => void

  /** `storeBulk` writes the head's present state as pages; `committed` is told the size of every durable record. */
  constructor(queue: LogQueue, storeBulk: (undo: () => void) => Promise<void>, committed: (bytes: number) => void) {
    this.#queue = queue
    this.#storeBulk = storeBulk
    this.#committed = committed
  }

  async append(commit: Commit, undo: () => void): Promise<void> {
    const bytes = encodeOwnCommit(commit)
    await this.#queue.append(bytes, undo)
    this.#committed(bytes.length)
  }

  readonly appendBulk = (undo: () => void): Promise<void> => this.#storeBulk(undo)

  dependencies() {
    return { base: asLsn(0), wait: [], after: [] }
  }
}
