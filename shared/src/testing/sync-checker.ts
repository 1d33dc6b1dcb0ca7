// The promises of merge-rules R1-R24 that can be seen from outside, checked while a simulation runs and at rest. Each has the
// name that a failure carries.

import { asColumnId, type Lsn } from '../base/brand.ts'
import { compareHlc, type Hlc } from '../base/hlc.ts'
import { clockDriftMs } from '../base/limits.ts'
import { compareStamps, sameBirth, type Stamp } from '../base/stamp.ts'
import { encodeChangeSet } from '../changes/change-set-codec.ts'
import { changedCell } from '../changes/changed-cells.ts'
import { printChangeSetId, type ChangeSet, type ChangeSetId } from '../changes/change-set.ts'
import { stampOfRecord, type LogRecord } from '../sync/log-record.ts'
import type { ModelAcceptor } from './model-acceptor.ts'
import type { ModelReplica } from './model-replica.ts'
import { digestOf } from './model-state.ts'

/** A broken promise: `name` says which. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise'
}

function promise(holds: boolean, name: string, detail: string): void {
  if (!holds) throw new BrokenPromise(`${name}: ${detail}`)
}

interface MadeWrite {
  readonly client: number
  /** Order in which its client made it. */
  readonly index: number
  readonly bytes: string
  /** Undecided writes that it was made on top of. */
  readonly dependencies: readonly string[]
  /** The client's store forgot it in a crash. */
  isForgotten: boolean
  /** Its client has applied the verdict. */
  isSettled: boolean
}

export class SyncChecker {
  readonly #made = new Map<string, MadeWrite>()
  readonly #verdicts = new Map<string, LogRecord>()
  readonly #lastByClient = new Map<number, { readonly index: number; readonly hlc: Hlc }>()
  readonly #positions = new Map<number, Lsn>()
  #checkedLog = 0
  accepted = 0
  rejected = 0
  lostCells = 0

  write(client: number, changeSet: ChangeSet, dependencies: readonly ChangeSetId[]): void {
    const id = printChangeSetId(changeSet)
    const bytes = encodeChangeSet(changeSet).join(',')
    promise(!this.#made.has(id), 'identity-reuse', `${id} names two change sets`)
    this.#made.set(id, {
      client,
      index: this.#made.size,
      bytes,
      dependencies: dependencies.map(printChangeSetId),
      isForgotten: false,
      isSettled: false,
    })
  }

  /** After a crash: what is neither in the outbox nor decided in what came back was forgotten. */
  reopened(client: number, replica: ModelReplica): void {
    const kept = new Set(replica.outbox().map(printChangeSetId))
    for (const [id, write] of this.#made)
      if (write.client === client) {
        write.isSettled = this.#isDecidedIn(replica, id)
        if (!kept.has(id) && !write.isSettled) write.isForgotten = true
      }
    this.#positions.delete(client)
    // A store that forgot a write cannot order the next one after it.
    this.#lastByClient.delete(client)
    for (const [id, record] of this.#verdicts) this.#rememberLast(id, record, client)
  }

  #rememberLast(id: string, record: LogRecord, client: number): void {
    const made = this.#made.get(id)
    if (made !== undefined && made.client === client && !made.isForgotten)
      this.#lastByClient.set(client, { index: made.index, hlc: record.hlc })
  }

  #isDecidedIn(replica: ModelReplica, id: string): boolean {
    const [origin, seq] = id.split('/')
    return replica.state.origins.decided(origin as ChangeSet['origin']) >= Number(seq)
  }

  /** After every step. */
  check(acceptor: ModelAcceptor, replicas: readonly ModelReplica[], nowMs: number): void {
    for (; this.#checkedLog < acceptor.log.length; this.#checkedLog++) this.#checkRecord(acceptor.log[this.#checkedLog], nowMs)
    for (const [client, replica] of replicas.entries()) this.#checkReplica(client, replica, acceptor)
  }

  #checkRecord(record: LogRecord, nowMs: number): void {
    const id = printChangeSetId(record.changeSet)
    promise(!this.#verdicts.has(id), 'two-verdicts', `${id} was decided twice`)
    this.#verdicts.set(id, record)
    promise(record.hlc.ms <= nowMs + clockDriftMs, 'skew', `${id} is stamped ahead of the drift`)
    const made = this.#made.get(id)
    if (made === undefined) throw new BrokenPromise(`unknown: ${id} was never made`)
    if (record.verdict.kind === 'accepted') {
      this.accepted++
      this.lostCells += record.verdict.lostCells
      promise(encodeChangeSet(record.changeSet).join(',') === made.bytes, 'identity-reuse', `${id} was logged with another content`)
      for (const dependency of made.dependencies)
        promise(this.#verdicts.get(dependency)?.verdict.kind !== 'rejected', 'after', `${id} stands on ${dependency}, which was rejected`)
    } else this.rejected++
    if (made.isForgotten) return
    const last = this.#lastByClient.get(made.client)
    promise(last === undefined || last.index < made.index, 'session-order', `${id} was decided after a later write of its client`)
    promise(
      last === undefined || compareHlc(last.hlc, record.hlc) < 0,
      'session-order',
      `${id} is stamped before an earlier write of its client`,
    )
    this.#rememberLast(id, record, made.client)
  }

  #checkReplica(client: number, replica: ModelReplica, acceptor: ModelAcceptor): void {
    const { lsn } = replica.state.position
    promise((this.#positions.get(client) ?? 0) <= lsn, 'session', `client ${client} stepped back to ${lsn}`)
    this.#positions.set(client, lsn)
    promise(digestOf(replica.state) === acceptor.digests[lsn], 'confirmed', `client ${client} at ${lsn} is not the log folded to ${lsn}`)
    const pending = new Set(replica.outbox().map(printChangeSetId))
    for (const one of replica.outbox())
      promise(
        one.seq > replica.state.origins.decided(one.origin),
        'double-apply',
        `${printChangeSetId(one)} is in confirmed and in the outbox`,
      )
    for (const [id, write] of this.#made)
      if (write.client === client && !write.isForgotten && !write.isSettled && !pending.has(id)) {
        promise(replica.dropped.has(id) || this.#isDecidedIn(replica, id), 'session', `own write ${id} vanished from client ${client}`)
        write.isSettled = true
      }
  }

  /** When everything has come to rest. */
  atRest(acceptor: ModelAcceptor, replicas: readonly ModelReplica[]): void {
    for (const [client, replica] of replicas.entries()) {
      promise(replica.outbox().length === 0, 'stuck', `client ${client} still has ${replica.outbox().length} undecided change sets`)
      promise(digestOf(replica.state) === digestOf(acceptor.state), 'convergence', `client ${client} differs from the server`)
    }
    for (const [id, write] of this.#made) promise(write.isForgotten || this.#verdicts.has(id), 'lost', `${id} was never decided`)
    this.#checkWinners(acceptor)
  }

  /** Every cell holds the accepted write with the greatest stamp among those of its row's life. */
  #checkWinners(acceptor: ModelAcceptor): void {
    for (const [key, row] of acceptor.state.rows)
      for (let position = 0; position < 3; position++) {
        let winner: { readonly stamp: Stamp; readonly value: unknown } | null = null
        for (const record of acceptor.log) {
          if (record.verdict.kind !== 'accepted') continue
          const stamp = stampOfRecord(record)
          for (const change of record.changeSet.rows) {
            if (change.key !== key || row.birth === null) continue
            const own =
              change.kind === 'insert' ? sameBirth({ ...stamp, ordinal: change.ordinal }, row.birth) : isUpdateOf(change, row.birth)
            if (!own || (change.kind !== 'insert' && change.kind !== 'update')) continue
            const value = changedCell(change.cells, asColumnId(position + 1))
            if (value !== undefined && (winner === null || compareStamps(winner.stamp, stamp) <= 0)) winner = { stamp, value }
          }
        }
        promise((winner?.value ?? null) === row.cells[position], 'winner', `row ${key} column ${position + 1} is not the greatest write`)
      }
  }
}

function isUpdateOf(change: LogRecord['changeSet']['rows'][number], birth: Parameters<typeof sameBirth>[0]): boolean {
  return change.kind === 'update' && typeof change.birth === 'object' && 'seq' in change.birth && sameBirth(change.birth, birth)
}
