// The log of a branch in the object store (PORT LogStore). Creating segment seq is the commit point: the holder that creates it
// has committed, any other holder sees the slot taken and stops with LEASE_LOST. Appends that arrive while a segment is being
// written share the next one. One segment is in flight at a time, so the segments have no gaps.

import { assert } from '@zendb/shared/base/assert'
import { ZenError } from '@zendb/shared/base/errors'
import type { Durability, LogEntry, LogStore } from '@zendb/shared/storage/log-store'
import { leaseLost, type ChainPorts } from './manifest-chain.ts'
import { nonceBytes } from './manifest-codec.ts'
import { segmentKey, type BranchName } from './object-names.ts'
import { corruptSegment, decodeSegment, encodeSegment, segmentChecksum, segmentMaxRecords } from './segment-codec.ts'

/** Plain bytes after which a group commit is full. */
const groupMaxBytes = 4 * 1024 * 1024
/** After this long without a commit the holder checks, before it answers, that it still is the holder. */
const verifyAfterMs = 30_000
/** Tries of a segment whose outcome stays unknown, and the pause before each further one. */
const putPausesMs = [0, 50, 250, 1000]

/** Where a segment's records lie in the log. */
export interface SegmentPlace {
  readonly seq: number
  readonly firstPosition: number
  readonly count: number
  readonly createdMs: number
}

export interface RecoveryStart {
  readonly firstSegment: number
  readonly firstPosition: number
  readonly logStart: number
}

export interface SegmentLogStart extends ChainPorts {
  readonly name: BranchName
  readonly epoch: number
  /** Segments that hold records from the last checkpoint on, ascending. */
  readonly places: readonly SegmentPlace[]
  readonly nextSeq: number
  readonly nextPosition: number
  /** Checksum of the segment before `nextSeq`. */
  readonly previous: Uint8Array<ArrayBuffer>
  /** Entries read at take-over: the first `read` does not fetch them again. */
  readonly entries: readonly LogEntry[]
  /** Positions below it are forgotten. */
  readonly logStart: number
  /** Makes `recoveryStart` durable. */
  readonly saveRecoveryStart: () => Promise<void>
  /** Rejects with LEASE_LOST when another server took the branch. */
  readonly checkStillHolder: () => Promise<void>
  /** Waits this long for company before a segment is written; 0 writes at once. */
  readonly lingerMs: number
  readonly sleep: (ms: number) => Promise<void>
}

interface Waiting {
  readonly records: readonly Uint8Array<ArrayBuffer>[]
  readonly byteLength: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class SegmentLog implements LogStore {
  readonly #start: SegmentLogStart
  readonly #places: SegmentPlace[]
  #entriesOfTakeover: readonly LogEntry[] | null
  #isEmpty: boolean
  #nextSeq: number
  /** Position after everything appended, queued or not. */
  #nextPosition: number
  /** Position of the next record to be written. */
  #writePosition: number
  #previous: Uint8Array<ArrayBuffer>
  #logStart: number
  #waiting: Waiting[] = []
  #isClosed = false
  #writing: Promise<void> | null = null
  /** Why nothing can be appended any more. */
  #broken: Error | null = null
  #lastCommitMs: { readonly monotonic: number; readonly wall: number }

  constructor(start: SegmentLogStart) {
    this.#start = start
    this.#places = [...start.places]
    this.#entriesOfTakeover = start.entries
    this.#nextSeq = start.nextSeq
    this.#isEmpty = start.nextPosition === 1 && start.logStart === 1
    this.#nextPosition = start.nextPosition
    this.#writePosition = start.nextPosition
    this.#previous = start.previous
    this.#logStart = start.logStart
    this.#lastCommitMs = this.#times()
  }

  /** Where a recovery has to start: what the next manifest says. */
  get recoveryStart(): RecoveryStart {
    const logStart = this.#logStart
    const needed = this.#places.find(place => place.count > 0 && place.firstPosition + place.count > logStart)
    return needed === undefined
      ? { firstSegment: this.#nextSeq, firstPosition: this.#writePosition, logStart }
      : { firstSegment: needed.seq, firstPosition: needed.firstPosition, logStart }
  }

  get nextPosition(): number {
    return this.#nextPosition
  }

  append(position: number, records: readonly Uint8Array<ArrayBuffer>[], _durability: Durability): Promise<void> {
    if (this.#isClosed) return Promise.reject(this.#closedError())
    if (this.#broken !== null) return Promise.reject(this.#broken)
    if (records.length === 0) return Promise.resolve()
    // An empty log may begin anywhere: a branch that was forked goes on where its parent was.
    if (this.#isEmpty) this.#writePosition = this.#nextPosition = Math.max(position, this.#nextPosition)
    assert(position === this.#nextPosition, `the next log position is ${this.#nextPosition}, not ${position}`)
    this.#isEmpty = false
    this.#nextPosition += records.length
    // Copies: the bytes are written in a later turn.
    const copies = records.map(record => record.slice())
    const byteLength = records.reduce((sum, record) => sum + record.length, 0)
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ records: copies, byteLength, resolve, reject }))
    this.#writing ??= this.#writeAll()
    return done
  }

  async #writeAll(): Promise<void> {
    // Appends of the same turn share the first segment too.
    await (this.#start.lingerMs > 0 ? this.#start.sleep(this.#start.lingerMs) : Promise.resolve())
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup()
      try {
        if (this.#broken !== null) throw this.#broken
        await this.#commit(group.flatMap(one => one.records))
        for (const one of group) one.resolve()
      } catch (cause) {
        // The slot may or may not hold this segment: only a new take-over can tell, so nothing is appended after it.
        this.#broken ??= cause instanceof Error ? cause : new ZenError('STORAGE_FAILED', String(cause))
        for (const one of group) one.reject(this.#broken)
      }
    }
    this.#writing = null
  }

  #takeGroup(): Waiting[] {
    let count = 0
    let bytes = 0
    let records = 0
    for (const one of this.#waiting) {
      bytes += one.byteLength
      records += one.records.length
      if (count > 0 && (bytes > groupMaxBytes || records > segmentMaxRecords)) break
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #commit(records: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    const { clock, random, epoch } = this.#start
    const createdMs = clock.nowMs()
    const firstPosition = this.#writePosition
    const previous = this.#previous
    const bytes = encodeSegment({ kind: 'records', epoch, nonce: random.bytes(nonceBytes), createdMs, previous, firstPosition, records })
    await this.#put(bytes)
    await this.#verifyAfterPause()
    this.#places.push({ seq: this.#nextSeq, firstPosition, count: records.length, createdMs })
    this.#previous = segmentChecksum(bytes)
    this.#writePosition += records.length
    this.#nextSeq++
  }

  async #put(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { objects, name, sleep } = this.#start
    const key = segmentKey(name, this.#nextSeq)
    let failure: unknown
    for (const pauseMs of putPausesMs) {
      if (pauseMs > 0) await sleep(pauseMs)
      try {
        if ((await objects.putIfAbsent(key, bytes)) === 'created') return
        // Taken: by another holder, or by an earlier try of ours whose answer was lost. The nonce tells.
        const found = await objects.get(key)
        if (found !== null && Buffer.compare(found, bytes) === 0) return
        throw leaseLost(name, null)
      } catch (cause) {
        if (cause instanceof ZenError && cause.code === 'LEASE_LOST') throw cause
        failure = cause
      }
    }
    throw failure
  }

  /**
   * A holder that stood still for long may have been replaced, and the slots that would stop it may have been deleted since:
   * then its create succeeds on a slot that nobody reads. Slots are deleted after a week only, so a look at the manifests
   * after a pause is enough. Both clocks are asked: the monotonic one stops while a machine sleeps, the other may be set.
   */
  async #verifyAfterPause(): Promise<void> {
    const { monotonic, wall } = this.#lastCommitMs
    const now = this.#times()
    if (now.monotonic - monotonic > verifyAfterMs || Math.abs(now.wall - wall) > verifyAfterMs) await this.#start.checkStillHolder()
    this.#lastCommitMs = now
  }

  #times(): { monotonic: number; wall: number } {
    const { clock } = this.#start
    return { monotonic: clock.monotonicMs(), wall: clock.nowMs() }
  }

  async read(from: number): Promise<readonly LogEntry[]> {
    if (this.#isClosed) throw this.#closedError()
    const first = Math.max(from, this.#logStart)
    const atTakeover = this.#entriesOfTakeover
    if (atTakeover !== null) {
      this.#entriesOfTakeover = null
      if (this.#writePosition === this.#start.nextPosition) return atTakeover.filter(entry => entry.position >= first)
    }
    const wanted = this.#places.filter(place => place.count > 0 && place.firstPosition + place.count > first)
    const entries: LogEntry[] = []
    for (let i = 0; i < wanted.length; i += 8) {
      const segments = await Promise.all(wanted.slice(i, i + 8).map(place => this.#readSegment(place)))
      for (const segment of segments) for (const entry of segment) if (entry.position >= first) entries.push(entry)
    }
    return entries
  }

  /** Key of the segment that holds the record at `position`; null when none does. */
  keyOf(position: number): string | null {
    const place = this.#places.find(({ firstPosition, count }) => position >= firstPosition && position < firstPosition + count)
    return place === undefined ? null : segmentKey(this.#start.name, place.seq)
  }

  async #readSegment(place: SegmentPlace): Promise<readonly LogEntry[]> {
    const { objects, name } = this.#start
    const key = segmentKey(name, place.seq)
    const bytes = await objects.get(key)
    if (bytes === null) throw corruptSegment(key, 'it is gone')
    return decodeSegment(bytes, key).records.map((record, i) => ({ position: place.firstPosition + i, bytes: record }))
  }

  /** The segments themselves go away later (collect-garbage.ts): a server that stood still may still need to bump into them. */
  async truncate(position: number): Promise<void> {
    if (this.#isClosed) throw this.#closedError()
    const logStart = Math.min(position, this.#writePosition)
    if (logStart <= this.#logStart) return
    this.#logStart = logStart
    const { firstSegment } = this.recoveryStart
    const keep = this.#places.findIndex(place => place.seq >= firstSegment)
    this.#places.splice(0, keep < 0 ? this.#places.length : keep)
    await this.#start.saveRecoveryStart()
  }

  /** Group commit already joins what came together; segments of different moments stay apart. */
  seal(): Promise<void> {
    return Promise.resolve()
  }

  /** Waits for what was appended; further appends fail. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#writing
    this.#broken ??= this.#closedError()
  }

  #closedError(): ZenError {
    return new ZenError('STORAGE_CLOSED', `the log of branch ${this.#start.name.branch} is closed`)
  }
}
