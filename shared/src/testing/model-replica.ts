// A model of a client's database behind a sync session: confirmed state, outbox, origins, a clock that may be wrong, and a
// store that may lose its last commits when it crashes. `bugs` are mistakes that the simulation must find.

import { assert } from '../base/assert.ts'
import { asPageHash, type OriginId } from '../base/brand.ts'
import { compareHlc, maxHlc, tickHlc, zeroHlc, type Hlc } from '../base/hlc.ts'
import type { Random } from '../base/random.ts'
import type { Birth } from '../base/stamp.ts'
import { printChangeSetId, type ChangeSet, type ChangeSetId } from '../changes/change-set.ts'
import { changedCells } from '../changes/changed-cells.ts'
import type { RowChange } from '../changes/row-change.ts'
import type { OpenOrigin } from '../sync/client-message.ts'
import { stampOfPending } from '../sync/log-record.ts'
import { makeOriginId } from '../sync/origin-id.ts'
import { OriginTable } from '../sync/origin-table.ts'
import type { Position } from '../sync/position.ts'
import type { FetchPages, ReplicaStore } from '../sync/replica-store.ts'
import type { Batch, Bootstrap } from '../sync/server-message.ts'
import { rowsOfModelPage } from './model-acceptor.ts'
import {
  applyRecordToModel, applyRows, columnA, columnB, columnKey, copyModelState, emptyModelState, greatestHlc, judgeModel, modelTable,
  type ModelRows, type ModelState,
} from './model-state.ts' // prettier-ignore
import type { VirtualTime } from './virtual-time.ts'

export type ReplicaBug =
  'no wait' | 'no after' | 'one origin per device' | 'gap accepted' | 'no clock receive' | 'own clock lowered with a full outbox'

/** What survives a crash, as of some moment. */
export interface SavedReplica {
  readonly state: ModelState
  readonly outbox: readonly ChangeSet[]
  readonly hlc: Hlc
  readonly hasPosition: boolean
  readonly origin: OriginId
  readonly nextSeq: number
}

export class ModelReplica implements ReplicaStore {
  readonly #time: VirtualTime
  readonly #random: Random
  readonly #bugs: ReadonlySet<ReplicaBug>
  /** Added to the true time: this replica's clock is wrong by so much. */
  skewMs = 0
  #state: ModelState
  #outbox: ChangeSet[]
  #hasPosition: boolean
  #hlc: Hlc
  /** Made at the first write after opening (R3). */
  #origin: OriginId | null = null
  #nextSeq = 1
  /** Ids that left the outbox because confirmed has their verdicts, since it was opened. */
  readonly dropped = new Set<string>()
  /** What the last write builds on, whether it says so or not. */
  lastDependencies: readonly ChangeSetId[] = []
  readonly #stale = new Set<OriginId>()
  /** Server time minus own time, learned at a welcome. */
  #correctionMs = 0

  constructor(time: VirtualTime, random: Random, bugs: ReadonlySet<ReplicaBug>, saved: SavedReplica | null) {
    this.#time = time
    this.#random = random
    this.#bugs = bugs
    this.#state = saved === null ? emptyModelState() : copyModelState(saved.state)
    this.#outbox = saved === null ? [] : [...saved.outbox]
    this.#hasPosition = saved?.hasPosition ?? false
    this.#hlc = saved?.hlc ?? zeroHlc
    if (saved !== null && bugs.has('one origin per device')) {
      this.#origin = saved.origin
      this.#nextSeq = saved.nextSeq
    }
  }

  save(): SavedReplica {
    const origin = this.#origin ?? makeOriginId(this.#time.nowMs(), this.#random)
    return {
      state: copyModelState(this.#state),
      outbox: [...this.#outbox],
      hlc: this.#hlc,
      hasPosition: this.#hasPosition,
      origin,
      nextSeq: this.#nextSeq,
    }
  }

  get state(): ModelState {
    return this.#state
  }

  position(): Position | null {
    return this.#hasPosition ? this.#state.position : null
  }

  openOrigins(): readonly OpenOrigin[] {
    const lastSeqs = new Map<OriginId, number>()
    for (const one of this.#outbox) lastSeqs.set(one.origin, one.seq)
    if (this.#origin !== null) lastSeqs.set(this.#origin, this.#nextSeq - 1)
    return [...lastSeqs].map(([origin, lastSeq]) => ({ origin, lastSeq }))
  }

  outbox(): readonly ChangeSet[] {
    return this.#outbox
  }

  /** R21: the outbox over confirmed, without what depends on a rejected change set. */
  local(): ModelRows {
    const rows = new Map(this.#state.rows)
    const dropped = new Set<string>()
    for (const one of this.#outbox) {
      const depends = one.after.some(id => dropped.has(`${id.origin}/${id.seq}`) || this.#state.origins.stateOf(id) === 'rejected')
      if (depends) dropped.add(`${one.origin}/${one.seq}`)
      else applyRows(rows, one.rows, stampOfPending(one))
    }
    return rows
  }

  /** A transaction of one or two statements on a few keys; null when constraints refused it locally. */
  write(): ChangeSet | null {
    const local = this.local()
    const nowMs = Math.max(1, this.#time.nowMs() + this.skewMs + this.#correctionMs)
    const hlc = tickHlc(this.#hlc, nowMs)
    assert(compareHlc(hlc, greatestHlc(local, zeroHlc)) > 0, 'R4: a new write is after everything that its replica has read')
    const rows = this.#makeChanges(local)
    const isFirst = this.#origin === null
    const origin = this.#origin ?? makeOriginId(this.#time.nowMs(), this.#random)
    const seq = this.#nextSeq
    const wait = isFirst && !this.#bugs.has('no wait') ? this.#lastOfEachOrigin() : []
    this.lastDependencies = this.#dependencies(rows)
    const after = this.#bugs.has('no after') ? [] : this.lastDependencies
    const base = this.#state.position.lsn
    const changeSet: ChangeSet = { origin, seq, hlc, schemaVersion: 1, base, wait, after, retryOf: null, schemaChanges: [], rows }
    if (judgeModel(local, changeSet, stampOfPending(changeSet)).kind === 'reject') return null
    this.#origin = origin
    this.#nextSeq = seq + 1
    this.#hlc = hlc
    this.#outbox.push(changeSet)
    return changeSet
  }

  /** All undecided ones; the last of each origin stands for those before it. */
  #lastOfEachOrigin(): ChangeSetId[] {
    return [...new Map(this.#outbox.map(({ origin, seq }) => [origin, { origin, seq }])).values()]
  }

  /** R17: undecided own change sets that touched the same rows. */
  #dependencies(rows: readonly RowChange[]): ChangeSetId[] {
    const keys = new Set(rows.map(change => change.key))
    return this.#outbox.filter(one => one.rows.some(change => keys.has(change.key))).map(({ origin, seq }) => ({ origin, seq }))
  }

  #makeChanges(local: ModelRows): RowChange[] {
    const random = this.#random
    const key = 1 + random.below(6)
    const row = local.get(key)
    const cells = new Map([[columnA, random.below(110)]])
    if (random.float() < 0.4) cells.set(columnB, 1 + random.below(9))
    if (row === undefined)
      return [{ kind: 'insert', table: modelTable, key, ordinal: 0, cells: changedCells(new Map([[columnKey, key], ...cells])) }]
    const birth = seenBirth(row.birth)
    const chance = random.float()
    if (chance < 0.65) return [{ kind: 'update', table: modelTable, key, birth, cells: changedCells(cells) }]
    if (chance < 0.85) return [{ kind: 'delete', table: modelTable, key, birth, must: false }]
    const to = 1 + random.below(6)
    if (local.has(to)) return [{ kind: 'update', table: modelTable, key, birth, cells: changedCells(cells) }]
    const [, a, b] = row.cells
    return [
      { kind: 'delete', table: modelTable, key, birth, must: true },
      { kind: 'insert', table: modelTable, key: to, ordinal: 0, cells: changedCells([[columnKey, to], [columnA, a], [columnB, b]]) },
    ] // prettier-ignore
  }

  async applyBatch(batch: Batch): Promise<void> {
    // A store takes its time; a crash meanwhile must leave all or nothing.
    await this.#time.sleep(this.#random.below(10))
    if (!this.#bugs.has('gap accepted')) assert(batch.from <= this.#state.position.lsn, 'R7: a batch leaves no gap')
    for (const record of batch.records) if (record.lsn > this.#state.position.lsn) applyRecordToModel(this.#state, record)
    this.#hasPosition = true
    this.#dropDecided()
    this.#receive(batch.hlc)
  }

  async installBootstrap(bootstrap: Bootstrap, fetchPages: FetchPages): Promise<void> {
    const names = new TextDecoder().decode(bootstrap.manifest)
    const pages = await fetchPages(names === '' ? [] : names.split(' ').map(asPageHash))
    if (this.#hasPosition && bootstrap.position.lsn <= this.#state.position.lsn) return
    const rows: ModelRows = new Map(pages.flatMap(page => rowsOfModelPage(page)))
    this.#state = { rows, origins: new OriginTable(bootstrap.origins), position: bootstrap.position }
    this.#hasPosition = true
    this.#dropDecided()
    this.#receive(bootstrap.hlc)
  }

  /** R18, R19: pending is what `confirmed` has not decided. */
  #dropDecided(): void {
    for (const one of this.#outbox) if (one.seq <= this.#state.origins.decided(one.origin)) this.dropped.add(printChangeSetId(one))
    this.#outbox = this.#outbox.filter(one => one.seq > this.#state.origins.decided(one.origin))
  }

  #receive(hlc: Hlc): void {
    if (this.#bugs.has('no clock receive')) return
    this.#hlc = maxHlc(this.#hlc, hlc)
  }

  learnClock(serverNowMs: number, hlc: Hlc): void {
    this.#correctionMs = serverNowMs - (this.#time.nowMs() + this.skewMs)
    // R6: only with an empty outbox may the own clock go back.
    const mayLower = this.#outbox.length === 0 || this.#bugs.has('own clock lowered with a full outbox')
    this.#hlc = mayLower ? greatestHlc(this.#state.rows, hlc) : maxHlc(this.#hlc, hlc)
  }

  async setStale(origins: readonly OriginId[]): Promise<void> {
    for (const origin of origins) this.#stale.add(origin)
    this.#outbox = this.#outbox.filter(one => !this.#stale.has(one.origin))
  }

  /** The planted bug 'ack outside the stream'. */
  dropEntry({ origin, seq }: ChangeSetId): void {
    this.#outbox = this.#outbox.filter(one => one.origin !== origin || one.seq !== seq)
  }
}

function seenBirth(birth: Birth | null): Birth {
  assert(birth !== null, 'rows of the model have births')
  return birth
}
