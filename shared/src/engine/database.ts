// An open database: one head that everyone reads, one writer at a time, a log, a change feed.
// Where its pages and log live, and whether a server takes part, is decided by who opens it (open-local.ts, replica, server).

import type { Clock } from '../base/clock.ts'
import { ZenError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import { qualifiedName } from '../schema/database-schema.ts'
import { ChangeFeed } from './change-feed.ts'
import type { CommitLog, SequencePosition } from './commit.ts'
import type { Head } from './head.ts'
import type { OriginIdentity } from './origin-identity.ts'
import { RecentRequests } from './recent-requests.ts'
import { Session } from './session.ts'
import { StatementCache } from './statement-cache.ts'
import type { TreeFactory } from './tree-factory.ts'
import { WriteLock } from './write-lock.ts'

export interface DatabaseParts {
  readonly name: string
  readonly head: Head
  readonly trees: TreeFactory
  readonly identity: OriginIdentity
  readonly commitLog: CommitLog
  readonly clock: Clock
  readonly random: Random
}

export class Database {
  readonly name: string
  readonly head: Head
  /** Replaced when a replica takes over a server's state, whose hash seed is another. */
  trees: TreeFactory
  readonly identity: OriginIdentity
  readonly commitLog: CommitLog
  readonly clock: Clock
  readonly random: Random
  readonly feed = new ChangeFeed()
  readonly writeLock = new WriteLock()
  readonly statements = new StatementCache()
  readonly requests = new RecentRequests()
  readonly #movedSequences = new Set<string>()
  #isClosed = false

  constructor(parts: DatabaseParts) {
    this.name = parts.name
    this.head = parts.head
    this.trees = parts.trees
    this.identity = parts.identity
    this.commitLog = parts.commitLog
    this.clock = parts.clock
    this.random = parts.random
  }

  /** A session has its own settings, transaction and prepared statements; all sessions share the head. */
  connect(user = 'zendb'): Session {
    this.requireOpen()
    return new Session(this, user)
  }

  requireOpen(): void {
    if (this.#isClosed) throw new ZenError('STORAGE_CLOSED', `database "${this.name}" is closed; open it again`)
  }

  markClosed(): void {
    this.#isClosed = true
  }

  /** A sequence gave out or was set to a value: the next commit stores its position. */
  sequenceMoved(schema: string, name: string): void {
    this.#movedSequences.add(qualifiedName(schema, name))
  }

  get hasMovedSequences(): boolean {
    return this.#movedSequences.size > 0
  }

  takeMovedSequences(): readonly SequencePosition[] {
    if (this.#movedSequences.size === 0) return []
    const positions: SequencePosition[] = []
    for (const name of this.#movedSequences) {
      const state = this.head.sequences.get(name)
      if (state !== undefined) positions.push({ name, value: state.value, isCalled: state.isCalled })
    }
    this.#movedSequences.clear()
    return positions
  }
}
