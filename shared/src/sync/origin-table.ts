// What is known of every origin: how far it is decided, its last effective clock reading, and what of it was rejected
// (merge-rules 1, R15, R19, R20). Part of `confirmed`: the acceptor decides by it, recovery rebuilds it from the log, and a
// client finds in it which of its outbox entries are still pending.
//
// u8 0xd8 · u8 version · varint origins, each: text origin · varint decided · hlc last
//                        · varint rejections, each: varint seq · rejection (log-record-codec.ts)
// History: 1 first version.

import { assert } from '../base/assert.ts'
import { type OriginId, asOriginId } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import { readHlc, writeHlc } from '../base/cell-codec.ts'
import { ZenError } from '../base/errors.ts'
import { type Hlc, maxHlc, zeroHlc } from '../base/hlc.ts'
import type { ChangeSetId } from '../changes/change-set.ts'
import { readRejection, writeRejection } from './log-record-codec.ts'
import type { LogRecord, Rejection } from './log-record.ts'

const magic = 0xd8

const version = 1

export interface OriginEntry {
  readonly origin: OriginId
  /** All seqs up to here have a verdict. */
  readonly decided: number
  /** Last effective hlc: the next one is greater (R2). */
  readonly lastHlc: Hlc
  /** Rejected seqs with their reasons, kept until the horizon so that an origin that comes late still hears why. */
  readonly rejected: ReadonlyMap<number, Rejection>
}

export type DecisionState = 'undecided' | 'accepted' | 'rejected'

const noRejections: ReadonlyMap<number, Rejection> = new Map()

/** Mutable; belongs to one state (`confirmed` of a replica, or the acceptor's head). */
export class OriginTable {
  readonly #entries: Map<OriginId, OriginEntry>

  constructor(entries: Iterable<OriginEntry> = []) {
    this.#entries = new Map()
    for (const entry of entries) this.#entries.set(entry.origin, entry)
  }

  get size(): number {
    return this.#entries.size
  }

  entry(origin: OriginId): OriginEntry | null {
    return this.#entries.get(origin) ?? null
  }

  entries(): IterableIterator<OriginEntry> {
    return this.#entries.values()
  }

  decided(origin: OriginId): number {
    return this.#entries.get(origin)?.decided ?? 0
  }

  lastHlc(origin: OriginId): Hlc {
    return this.#entries.get(origin)?.lastHlc ?? zeroHlc
  }

  stateOf(id: ChangeSetId): DecisionState {
    const entry = this.#entries.get(id.origin)
    if (entry === undefined || id.seq > entry.decided) return 'undecided'
    return entry.rejected.has(id.seq) ? 'rejected' : 'accepted'
  }

  /**
   * R15, R18: takes in a verdict. Records of one origin come in the order of their seq, without gaps; but a replica that
   * started from a bootstrap does not know the origins of others, and meets them anywhere.
   */
  record(record: LogRecord): void {
    const { origin, seq } = record.changeSet
    const before = this.#entries.get(origin)
    assert(before === undefined || seq === before.decided + 1, `verdicts of ${origin} come in order: ${seq} after ${before?.decided}`)
    let rejected = before?.rejected ?? noRejections
    if (record.verdict.kind === 'rejected') rejected = new Map(rejected).set(seq, record.verdict.rejection)
    this.#entries.set(origin, { origin, decided: seq, lastHlc: maxHlc(before?.lastHlc ?? zeroHlc, record.hlc), rejected })
  }

  /** R20: forgets origins that wrote nothing since `horizonMs`; from now on they are answered `stale`. */
  forgetBefore(horizonMs: number): void {
    for (const entry of this.#entries.values())
      if (entry.lastHlc.ms < horizonMs && !(originCreatedMs(entry.origin) >= horizonMs)) this.#entries.delete(entry.origin)
  }

  /** R20: unknown, and so old that it may have been accepted and forgotten. Never taken as new. */
  isStale(origin: OriginId, horizonMs: number): boolean {
    return !this.#entries.has(origin) && !(originCreatedMs(origin) >= horizonMs)
  }

  /** A second table that changes apart. */
  copy(): OriginTable {
    return new OriginTable(this.#entries.values())
  }
}

/** Mirror of `decodeOrigins`. Ascending by origin: equal tables give equal bytes. */
export function encodeOrigins(entries: Iterable<OriginEntry>): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writer.u8(magic)
  writer.u8(version)
  const sorted = [...entries].sort((a, b) => (a.origin < b.origin ? -1 : 1))
  writer.varint(sorted.length)
  for (const entry of sorted) {
    writer.text(entry.origin)
    writer.varint(entry.decided)
    writeHlc(writer, entry.lastHlc)
    writer.varint(entry.rejected.size)
    for (const [seq, rejection] of entry.rejected) {
      writer.varint(seq)
      writeRejection(writer, rejection)
    }
  }
  return writer.finish()
}

/** Mirror of `encodeOrigins`. */
export function decodeOrigins(bytes: Uint8Array<ArrayBuffer>, fail: (reason: string) => Error = malformedOrigins): OriginEntry[] {
  const reader = new BytesReader(bytes, fail)
  if (reader.u8() !== magic) throw reader.fail('not a table of origins')
  const found = reader.u8()
  if (found !== version) throw new ZenError('STORAGE_FORMAT_VERSION', `origins version ${found}; this ZenDB reads ${version}: upgrade it`)
  const entries: OriginEntry[] = []
  for (let left = reader.count(5); left > 0; left--) entries.push(readEntry(reader))
  reader.end()
  return entries
}

function malformedOrigins(reason: string): Error {
  return new ZenError('STORAGE_CORRUPT_MANIFEST', `a table of origins does not decode: ${reason}`)
}

function readEntry(reader: BytesReader): OriginEntry {
  const origin = asOriginId(reader.text())
  const decided = reader.varint()
  const lastHlc = readHlc(reader)
  const rejected = new Map<number, Rejection>()
  for (let left = reader.count(5); left > 0; left--) {
    const seq = reader.varint()
    rejected.set(seq, readRejection(reader))
  }
  return { origin, decided, lastHlc, rejected }
}

/** Creation time that an origin id claims; NaN when it is not one of ours. */
export function originCreatedMs(origin: OriginId): number {
  const match = /^([0-9a-z]{1,10})-/.exec(origin)
  return match === null ? Number.NaN : Number.parseInt(match[1], 36)
}
