// Who wrote a row or a cell, and when (merge-rules R1, R2, R9). One object per change set is shared by
// all cells and rows that the change set wrote, so a stamp costs a pointer, not a copy.

import type { OriginId } from './brand.ts'
import { compareHlc, type Hlc } from './hlc.ts'

/** The order of writes: (effective hlc, origin). The acceptor may change it; identity is apart. */
export interface Stamp {
  readonly hlc: Hlc
  readonly origin: OriginId
}

/**
 * The life of a row: the insert that made it. Identity is (origin, seq, ordinal) and never changes;
 * `hlc` is the effective stamp of that insert. The ordinal tells apart two inserts of one key in one change set.
 */
export interface Birth extends Stamp {
  readonly seq: number
  readonly ordinal: number
}

/** Negative, zero or positive; zero only for the same origin at the same hlc (R2). */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a === b ? 0 : compareHlc(a.hlc, b.hlc) || (a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0)
}

/** Same life: identity only, the stamp does not matter (R1). */
export function sameBirth(a: Birth, b: Birth): boolean {
  return a === b || (a.seq === b.seq && a.ordinal === b.ordinal && a.origin === b.origin)
}

export function sameStamp(a: Stamp, b: Stamp): boolean {
  return a === b || compareStamps(a, b) === 0
}
