// A model of the server's head of a branch: decides with sync/decision-queue.ts, commits in groups after a delay, crashes with
// the loss of what was not durable, and truncates its log. `bugs` are mistakes that the simulation must find.

import { asLsn, asPageHash, type Lsn, type OriginId, type PageHash } from '../base/brand.ts'
import { tickHlc, zeroHlc, type Hlc } from '../base/hlc.ts'
import type { StoredRow } from '../base/stored-row.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { AcceptAnswer, BranchAcceptor, BranchListener } from '../sync/branch-acceptor.ts'
import type { DecisionContext } from '../sync/decide.ts'
import { DecisionQueue, type DecisionHead } from '../sync/decision-queue.ts'
import type { LogRecord } from '../sync/log-record.ts'
import { OriginTable } from '../sync/origin-table.ts'
import type { Bootstrap } from '../sync/server-message.ts'
import { applyRecordToModel, copyModelState, digestOf, emptyModelState, judgeModel, type ModelState } from './model-state.ts'
import type { VirtualTime } from './virtual-time.ts'

export type AcceptorBug = 'no dedupe' | 'no clamp' | 'rejection not logged' | 'bootstrap without origins' | 'bootstrap without stamps'

/** What a page of the model is: rows in memory, named by a number. */
const modelPages = new Map<PageHash, readonly (readonly [number, StoredRow])[]>()

/** The rows of a model page; the bytes on the wire carry only its name. */
export function rowsOfModelPage(bytes: Uint8Array<ArrayBuffer>): readonly (readonly [number, StoredRow])[] {
  return modelPages.get(asPageHash(new TextDecoder().decode(bytes))) ?? []
}

export class ModelAcceptor implements BranchAcceptor, DecisionHead {
  /** Every record ever durable, for the checker; `#firstKept` is where the readable log begins. */
  readonly log: LogRecord[] = []
  /** State after each durable record, as text. */
  readonly digests: string[]
  readonly #time: VirtualTime
  readonly #bugs: ReadonlySet<AcceptorBug>
  readonly #horizonMs: number
  #queue: DecisionQueue
  #head: ModelState = emptyModelState()
  #durable: ModelState = emptyModelState()
  #hlc: Hlc = zeroHlc
  #undurable: { readonly record: LogRecord; readonly answer: (answer: AcceptAnswer) => void }[] = []
  #firstKept = 0
  #isCommitting = false
  #life = 0
  readonly #listeners = new Set<BranchListener>()

  constructor(time: VirtualTime, bugs: ReadonlySet<AcceptorBug>) {
    this.#time = time
    this.#bugs = bugs
    this.#horizonMs = time.nowMs() - 86_400_000
    this.#queue = new DecisionQueue(this)
    this.digests = [digestOf(this.#durable)]
  }

  context(): DecisionContext {
    const lsn = asLsn(this.#head.position.lsn + 1)
    const nowMs = this.#time.nowMs() + (this.#bugs.has('no clamp') ? 1e12 : 0)
    const rows = this.#head.rows
    const { origins } = this.#head
    const judge: DecisionContext['judge'] = (changeSet, stamp) => judgeModel(rows, changeSet, stamp)
    return { origins, hlc: this.#hlc, nowMs, horizonMs: this.#horizonMs, lsn, region: 'main', rseq: lsn, deps: new Map(), judge }
  }

  take(record: LogRecord, hlc: Hlc): void {
    if (this.#bugs.has('rejection not logged') && record.verdict.kind === 'rejected') return
    applyRecordToModel(this.#head, record)
    this.#hlc = hlc
    this.#undurable.push({ record, answer: () => undefined })
    this.#commitSoon()
  }

  accept(changeSet: ChangeSet): Promise<AcceptAnswer> {
    if (this.#bugs.has('no dedupe') && changeSet.seq <= this.decidedInHead(changeSet.origin)) this.#forgetOrigin(changeSet)
    return new Promise(resolve => {
      this.#queue.offer(changeSet)
      for (let step = this.#queue.next(); step !== null; step = this.#queue.next()) {
        const { decision } = step
        if (step.changeSet !== changeSet) continue
        if (decision.kind === 'decided') {
          const mine = this.#undurable.at(-1)
          if (mine?.record.lsn === decision.record.lsn)
            this.#undurable[this.#undurable.length - 1] = { record: mine.record, answer: resolve }
        } else if (decision.kind === 'gap') resolve({ kind: 'gap', expected: decision.expected })
        else resolve({ kind: decision.kind })
      }
    })
  }

  decidedInHead(origin: OriginId): number {
    return this.#head.origins.decided(origin)
  }

  /** The planted bug: looks at a change set as if nothing of it had been seen. */
  #forgetOrigin({ origin, seq }: ChangeSet): void {
    const entries = [...this.#head.origins.entries()].map(one => (one.origin === origin ? { ...one, decided: seq - 1 } : one))
    this.#head = { ...this.#head, origins: new OriginTable(entries) }
  }

  #commitSoon(): void {
    if (this.#isCommitting) return
    this.#isCommitting = true
    const life = this.#life
    this.#time.set(15, () => life === this.#life && this.#commit())
  }

  #commit(): void {
    this.#isCommitting = false
    const group = this.#undurable.splice(0)
    for (const { record } of group) {
      this.log.push(record)
      if (!this.#bugs.has('no dedupe')) applyRecordToModel(this.#durable, record)
      else this.#durable = copyModelState(this.#head)
      this.digests.push(digestOf(this.#durable))
    }
    for (const { answer } of group) answer({ kind: 'decided' })
    for (const listener of this.#listeners) listener.moved()
  }

  /** Loses what was not durable; the connections are cut by the caller. */
  crash(): void {
    this.#life++
    this.#undurable = []
    this.#isCommitting = false
    this.#head = copyModelState(this.#durable)
    this.#queue = new DecisionQueue(this)
    this.#listeners.clear()
  }

  /** Forgets records below the newest `keep`. */
  truncate(keep: number): void {
    this.#firstKept = Math.max(this.#firstKept, this.log.length - keep)
  }

  get state(): ModelState {
    return this.#durable
  }

  head(): ModelState['position'] {
    return this.#durable.position
  }

  hlc(): Hlc {
    this.#hlc = tickHlc(this.#hlc, this.#time.nowMs())
    return this.#hlc
  }

  horizonMs(): number {
    return this.#horizonMs
  }

  decided(origin: OriginId): number {
    return this.#durable.origins.decided(origin)
  }

  isStale(origin: OriginId): boolean {
    return this.#durable.origins.isStale(origin, this.#horizonMs)
  }

  recordsAfter(after: Lsn, max: number): Promise<readonly LogRecord[] | null> {
    return Promise.resolve(after < this.#firstKept ? null : this.log.slice(after, after + Math.min(max, 7)))
  }

  bootstrap(origins: readonly OriginId[]): Promise<Bootstrap> {
    const rows = [...this.#durable.rows]
    const names: string[] = []
    for (let i = 0; i < rows.length; i += 3) {
      const hash = asPageHash(modelPages.size.toString(16).padStart(64, '0'))
      modelPages.set(
        hash,
        rows.slice(i, i + 3).map(([key, row]) => [key, this.#bugs.has('bootstrap without stamps') ? { ...row, cellStamps: null } : row]),
      )
      names.push(hash)
    }
    const known = origins.map(origin => this.#durable.origins.entry(origin)).filter(entry => entry !== null)
    return Promise.resolve({
      position: this.#durable.position,
      commit: this.digests[this.log.length],
      manifest: new TextEncoder().encode(names.join(' ')),
      schemaVersion: 1,
      origins: this.#bugs.has('bootstrap without origins') ? [] : known,
      hlc: this.hlc(),
    })
  }

  pages(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return Promise.resolve(hashes.map(hash => (modelPages.has(hash) ? new TextEncoder().encode(hash) : null)))
  }

  subscribe(listener: BranchListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
