// The acceptor's decision about one change set (merge-rules R5, R15-R17, R20). Pure: the caller gives the origins, the clock
// and a judge that applies the change set to a trial copy and checks permissions and constraints on the result. A judge
// that throws (a page is not in memory) leaves everything unchanged, and the same call is made again.

import { assert, unreachable } from '../base/assert.ts'
import type { Lsn, OriginId } from '../base/brand.ts'
import { compareHlc, maxHlc, nextHlc, tickHlc, type Hlc } from '../base/hlc.ts'
import { clockDriftMs } from '../base/limits.ts'
import { printChangeSetId, type ChangeSet, type ChangeSetId } from '../changes/change-set.ts'
import type { ClockAnswer, LogRecord, RegionName, RegionVector, Rejection, Verdict } from './log-record.ts'
import type { ChangeSetStamp } from './merge-row.ts'
import type { OriginTable } from './origin-table.ts'

/** What the trial found. */
export type Judgement =
  /** `changeSet`: resolved, the same one when there was nothing to resolve (R13). */
  | { readonly kind: 'accept'; readonly lostCells: number; readonly changeSet: ChangeSet }
  | ({ readonly kind: 'reject' } & Omit<Rejection, 'because'>)
  /** ON DELETE or ON UPDATE must change cells that are newer than the stamp. Nothing was kept: it is judged again with a later one. */
  | { readonly kind: 'outdated' }

export type Judge = (changeSet: ChangeSet, stamp: ChangeSetStamp) => Judgement

/** The acceptor's head, as far as deciding needs it. */
export interface DecisionContext {
  readonly origins: OriginTable
  /** The acceptor's clock: the greatest stamp it has seen or given. */
  readonly hlc: Hlc
  readonly nowMs: number
  /** Origins that are older and unknown are stale (R20). */
  readonly horizonMs: number
  /** Position and identity of the record that the decision would become. */
  readonly lsn: Lsn
  readonly region: RegionName
  readonly rseq: number
  readonly deps: RegionVector
  readonly judge: Judge
}

export type Decision =
  /** It has a verdict; the stream has or will have it. */
  | { readonly kind: 'duplicate' }
  /** Earlier ones are missing: ask for them from `expected` on. */
  | { readonly kind: 'gap'; readonly expected: number }
  /** It waits for a change set of another origin. */
  | { readonly kind: 'hold'; readonly until: ChangeSetId }
  | { readonly kind: 'stale' }
  /** Decided: append `record`; `hlc` is the acceptor's clock from now on. */
  | { readonly kind: 'decided'; readonly record: LogRecord; readonly hlc: Hlc }

/** R15, step by step. */
export function decide(changeSet: ChangeSet, context: DecisionContext): Decision {
  const { origins } = context
  const { origin, seq } = changeSet
  const decided = origins.decided(origin)
  if (seq <= decided) return { kind: 'duplicate' }
  if (origins.isStale(origin, context.horizonMs)) return { kind: 'stale' }
  if (seq > decided + 1) return { kind: 'gap', expected: decided + 1 }
  const until = undecidedDependency(changeSet, context)
  if (until !== null) return { kind: 'hold', until }
  const stamped = effectiveHlc(changeSet, context)
  const { verdict, resolved, hlc } = judgeOrReject(changeSet, stamped, context) ?? judgeLast(changeSet, stamped, context)
  const { lsn, region, rseq, deps, nowMs } = context
  const record: LogRecord = { lsn, region, rseq, deps, verdict, hlc, decidedAtMs: nowMs, changeSet: resolved }
  return { kind: 'decided', record, hlc: maxHlc(context.hlc, hlc) }
}

function undecidedDependency(changeSet: ChangeSet, { origins, horizonMs }: DecisionContext): ChangeSetId | null {
  for (const ids of [changeSet.wait, changeSet.after])
    for (const id of ids)
      // Own earlier seqs are decided by now; a stale origin never will be, and must not hold this one for ever.
      if (id.origin !== changeSet.origin && origins.stateOf(id) === 'undecided' && !origins.isStale(id.origin, horizonMs)) return id
  return null
}

interface Stamped {
  readonly hlc: Hlc
  readonly clock: ClockAnswer
}

/** R5: the only stamp that leaves the origin. */
function effectiveHlc(changeSet: ChangeSet, context: DecisionContext): Stamped {
  let hlc = changeSet.hlc
  let clock: ClockAnswer = 'kept'
  if (hlc.ms > context.nowMs + clockDriftMs) {
    hlc = tickHlc(context.hlc, context.nowMs)
    clock = 'clamped'
  }
  let floor = context.origins.lastHlc(changeSet.origin)
  for (const id of changeSet.wait) floor = maxHlc(floor, context.origins.lastHlc(id.origin))
  if (compareHlc(hlc, floor) <= 0) {
    hlc = nextHlc(floor)
    if (clock === 'kept') clock = 'raised'
  }
  return { hlc, clock }
}

interface Judged {
  readonly verdict: Verdict
  readonly resolved: ChangeSet
  readonly hlc: Hlc
}

/** Above everything that the acceptor has seen, so nothing in its state is newer. */
function judgeLast(changeSet: ChangeSet, { clock }: Stamped, context: DecisionContext): Judged {
  const hlc = tickHlc(context.hlc, context.nowMs)
  const judged = judgeOrReject(changeSet, { hlc, clock: clock === 'kept' ? 'raised' : clock }, context)
  assert(judged !== null, 'no cell is newer than a stamp above all others')
  return judged
}

/** null: outdated with this stamp. */
function judgeOrReject(changeSet: ChangeSet, { hlc, clock }: Stamped, context: DecisionContext): Judged | null {
  const reject = (rejection: Rejection): Judged => ({
    verdict: { kind: 'rejected', rejection, clock },
    // Its rows are in the outbox of its origin; the log keeps the fact.
    resolved: { ...changeSet, schemaChanges: [], rows: [] },
    hlc,
  })
  const impossible = [...changeSet.wait, ...changeSet.after].find(id => isOwnFuture(id, changeSet.origin, changeSet.seq))
  if (impossible !== undefined) {
    const message = `${printChangeSetId(changeSet)} cannot depend on ${printChangeSetId(impossible)}, which comes after it`
    return reject({ sqlState: '08P01', message, constraint: null, because: null })
  }
  const because = changeSet.after.find(id => isLost(id, context))
  if (because !== undefined) {
    const message = `${printChangeSetId(changeSet)} depends on ${printChangeSetId(because)}, which was rejected`
    return reject({ sqlState: '40001', message, constraint: 'dependency', because })
  }
  const judgement = context.judge(changeSet, { hlc, origin: changeSet.origin, seq: changeSet.seq })
  switch (judgement.kind) {
    case 'outdated':
      return null
    case 'reject':
      return reject({ sqlState: judgement.sqlState, message: judgement.message, constraint: judgement.constraint, because: null })
    case 'accept':
      return { verdict: { kind: 'accepted', lostCells: judgement.lostCells, clock }, resolved: judgement.changeSet, hlc }
    default:
      return unreachable(judgement)
  }
}

function isOwnFuture(id: ChangeSetId, origin: OriginId, seq: number): boolean {
  return id.origin === origin && id.seq >= seq
}

/** Rejected, or never to be decided because its origin is stale. */
function isLost(id: ChangeSetId, { origins, horizonMs }: DecisionContext): boolean {
  const state = origins.stateOf(id)
  return state === 'rejected' || (state === 'undecided' && origins.isStale(id.origin, horizonMs))
}
