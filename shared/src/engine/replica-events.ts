// What a replica is started from, and what it tells those who listen.

import type { Lsn } from '../base/brand.ts'
import type { Hlc } from '../base/hlc.ts'
import type { ChangeSet, ChangeSetId } from '../changes/change-set.ts'
import type { LogRecord, Rejection } from '../sync/log-record.ts'
import type { OriginEntry } from '../sync/origin-table.ts'
import type { HeadRoots } from './manifest.ts'
import type { SequenceState } from './sequence-state.ts'

/** A state of the branch that a replica can start from. */
export interface ReplicaStart {
  readonly lsn: Lsn
  readonly seed: string
  readonly roots: HeadRoots
  readonly hlc: Hlc
  /** The server's entries for the origins that this replica named. */
  readonly origins: readonly OriginEntry[]
  /** Where the server's sequences are. */
  readonly sequences: Iterable<readonly [string, SequenceState]>
}

export type ReplicaEvent =
  | { readonly kind: 'accepted'; readonly id: ChangeSetId; readonly record: LogRecord }
  | { readonly kind: 'rejected'; readonly id: ChangeSetId; readonly changeSet: ChangeSet; readonly rejection: Rejection }
  /** Something to push, or a position to show. */
  | { readonly kind: 'outbox' }
  | { readonly kind: 'position'; readonly lsn: Lsn }
