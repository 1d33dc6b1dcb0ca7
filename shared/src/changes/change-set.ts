// The row changes of one transaction, with origin and clock. Identity is (origin, seq) and never changes;
// order is the stamp, which the acceptor sets (R1). Encoded by change-set-codec.ts for the log and the wire.

import type { Lsn, OriginId } from '../base/brand.ts'
import type { Hlc } from '../base/hlc.ts'
import type { RowChange } from './row-change.ts'
import type { SchemaChange } from '../schema/schema-change.ts'

/** Names one change set for ever. */
export interface ChangeSetId {
  readonly origin: OriginId
  /** Dense per origin, from 1. */
  readonly seq: number
}

export interface ChangeSet extends ChangeSetId {
  /** The origin's own clock: a preview until the acceptor decides. */
  readonly hlc: Hlc
  /** Schema version it was made under (R30). */
  readonly schemaVersion: number
  /** Position of `confirmed` when it was made. */
  readonly base: Lsn
  /** All undecided change sets of earlier origins of this replica (R3); first change set of an origin only. */
  readonly wait: readonly ChangeSetId[]
  /** Undecided own change sets that this one depends on (R17). */
  readonly after: readonly ChangeSetId[]
  readonly retryOf: ChangeSetId | null
  /** DDL of this transaction, in order, before the rows. */
  readonly schemaChanges: readonly SchemaChange[]
  readonly rows: readonly RowChange[]
}

/** `origin/seq`, for maps and messages. */
export function printChangeSetId(id: ChangeSetId): string {
  return `${id.origin}/${id.seq}`
}
