// One entry of a branch's log: what was decided about one change set (merge-rules R15, R18). Made by the acceptor, and by
// nobody else; read by recovery, by every client and, later, by other regions. Encoded by log-record-codec.ts.

import type { Lsn } from '../base/brand.ts'
import type { Hlc } from '../base/hlc.ts'
import type { ChangeSet, ChangeSetId } from '../changes/change-set.ts'
import type { ChangeSetStamp } from './merge-row.ts'

/** Name of a region; one database has one until regions come. */
export type RegionName = string
/** What a state contains: the last `rseq` of each region. */
export type RegionVector = ReadonlyMap<RegionName, number>

/** The region of a server that has no other. */
export const soleRegion: RegionName = 'main'

/** What the acceptor did to the origin's clock reading (R5). */
export type ClockAnswer =
  | 'kept'
  /** It was not after the origin's last one. */
  | 'raised'
  /** It was further ahead of the acceptor than the drift limit: the change set lost its claim to edit time. */
  | 'clamped'

/** Why a change set was refused; the words of a PostgreSQL error. */
export interface Rejection {
  readonly sqlState: string
  readonly message: string
  readonly constraint: string | null
  /** The rejected change set that this one depended on. */
  readonly because: ChangeSetId | null
}

export type Verdict =
  | { readonly kind: 'accepted'; readonly lostCells: number; readonly clock: ClockAnswer }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly clock: ClockAnswer }

export interface LogRecord {
  /** Position in this copy of the log. */
  readonly lsn: Lsn
  /** (region, rseq): identity of the record everywhere. */
  readonly region: RegionName
  readonly rseq: number
  /** What the deciding region contained: importers wait for it. Empty while there is one region. */
  readonly deps: RegionVector
  readonly verdict: Verdict
  /** The stamp that counts (R5); `changeSet.hlc` stays the origin's own. */
  readonly hlc: Hlc
  /** The acceptor's physical time: for time travel and people, never for merging. */
  readonly decidedAtMs: number
  /** Resolved (R13); without rows and schema changes when it was rejected. */
  readonly changeSet: ChangeSet
}

export function isAccepted(record: LogRecord): boolean {
  return record.verdict.kind === 'accepted'
}

/** Identity and stamp under which the rows of a record are applied. */
export function stampOfRecord(record: LogRecord): ChangeSetStamp {
  return { hlc: record.hlc, origin: record.changeSet.origin, seq: record.changeSet.seq }
}

/** The preview under which pending rows are applied until the record comes back (R6). */
export function stampOfPending(changeSet: ChangeSet): ChangeSetStamp {
  return { hlc: changeSet.hlc, origin: changeSet.origin, seq: changeSet.seq }
}
