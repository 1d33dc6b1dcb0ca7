// Own change sets of a replica and what becomes of them: the outbox, the verdicts that the server gave (rules R3, R20, R22), and
// the events that tell of them once the state that they speak of is visible. Owned by replica-database.ts, which holds the lock.

import type { OriginId } from '../base/brand.ts'
import type { ChangeSet, ChangeSetId } from '../changes/change-set.ts'
import type { OpenOrigin } from '../sync/client-message.ts'
import type { LogRecord, Rejection } from '../sync/log-record.ts'
import { OriginTable, type OriginEntry } from '../sync/origin-table.ts'
import type { OriginIdentity } from './origin-identity.ts'
import type { Outbox } from './outbox.ts'
import type { ReplicaEvent } from './replica-events.ts'

/** Rule R20: it may have been accepted and forgotten, so it is never taken as new. */
const staleRejection: Rejection = {
  sqlState: '40001',
  message:
    'this change was made so long ago that the server no longer knows whether it arrived; look at it and retry it as new, or discard it',
  constraint: 'stale',
  because: null,
}

export class UndecidedWrites {
  readonly outbox: Outbox
  readonly #identity: OriginIdentity
  #origins: OriginTable
  /** Written by this process and not yet safe in its log: a handful, however many are pending. */
  readonly #unsafe = new Set<ChangeSet>()
  #events: ReplicaEvent[] = []

  constructor(outbox: Outbox, origins: OriginTable, identity: OriginIdentity) {
    this.outbox = outbox
    this.#origins = origins
    this.#identity = identity
  }

  get origins(): OriginTable {
    return this.#origins
  }

  /** Origins that still have undecided change sets, and the present one once it wrote. */
  openOrigins(): readonly OpenOrigin[] {
    const lastSeq = new Map<OriginId, number>()
    for (const { origin, seq } of this.outbox.pending) lastSeq.set(origin, Math.max(seq, lastSeq.get(origin) ?? 0))
    const { origin } = this.#identity
    if (origin !== null && !lastSeq.has(origin)) lastSeq.set(origin, this.#origins.decided(origin))
    return [...lastSeq].map(([name, seq]) => ({ origin: name, lastSeq: seq }))
  }

  /** A commit of this process: it counts as pending, and is sent only when durable here, for a crash must not forget what the server knows of (R3). */
  add(changeSet: ChangeSet): void {
    this.outbox.add(changeSet)
    this.#unsafe.add(changeSet)
  }

  markDurable(changeSet: ChangeSet): void {
    this.#unsafe.delete(changeSet)
  }

  /** It will never be stored. */
  takeBack(changeSet: ChangeSet): void {
    this.outbox.remove(changeSet)
    this.#unsafe.delete(changeSet)
  }

  /** Pending change sets that may be sent. Asked at every event of a session, so it must not cost more the longer a device was offline. */
  get sendable(): readonly ChangeSet[] {
    const { pending } = this.outbox
    return this.#unsafe.size === 0 ? pending : pending.filter(changeSet => !this.#unsafe.has(changeSet))
  }

  /** Records a verdict; answers the own change sets whose rows must be looked at again. */
  decide(record: LogRecord): readonly ChangeSet[] {
    this.#identity.observe(record.hlc)
    const { origin, seq } = record.changeSet
    // Verdicts on others' change sets need no memory here: only own ones are ever asked for again.
    if (origin !== this.#identity.origin && this.outbox.pending.every(changeSet => changeSet.origin !== origin)) return []
    this.#origins.record(record)
    const id = { origin, seq }
    if (record.verdict.kind === 'accepted') {
      const own = this.outbox.remove(id)
      if (own === undefined) return []
      this.#events.push({ kind: 'accepted', id, record })
      return [own]
    }
    return this.#reject(id, record.verdict.rejection)
  }

  /** Verdicts that fell into a part of the log which this replica skips. */
  takeVerdicts(entries: readonly OriginEntry[]): void {
    const known = new Map([...this.#origins.entries()].map(entry => [entry.origin, entry]))
    for (const entry of entries) known.set(entry.origin, entry)
    this.#origins = new OriginTable(known.values())
    for (const changeSet of [...this.outbox.pending]) {
      const state = this.#origins.stateOf(changeSet)
      if (state === 'undecided') continue
      const rejection = known.get(changeSet.origin)?.rejected.get(changeSet.seq)
      if (rejection === undefined) this.outbox.remove(changeSet)
      else this.#reject(changeSet, rejection)
    }
  }

  /** Origins that the server has forgotten (R20): their change sets are rejected, and never sent again. Answers what `local` must look at. */
  setStale(origins: readonly OriginId[]): readonly ChangeSet[] {
    const stale = new Set(origins)
    return this.outbox.pending.filter(({ origin }) => stale.has(origin)).flatMap(changeSet => this.#reject(changeSet, staleRejection))
  }

  /** Answers the change sets whose rows must be looked at again. */
  #reject({ origin, seq }: ChangeSetId, rejection: Rejection): readonly ChangeSet[] {
    const id = { origin, seq }
    const found = this.outbox.reject(id, rejection)
    if (found === undefined) return []
    this.#events.push({ kind: 'rejected', id, changeSet: found.changeSet, rejection })
    return [found.changeSet, ...found.dependents]
  }

  /** Verdicts that are to be told now that the state which they speak of is visible; each once. */
  takeEvents(): readonly ReplicaEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }
}
