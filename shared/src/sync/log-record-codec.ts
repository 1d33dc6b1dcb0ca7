// A log record as bytes: in WAL segments, in batches, in a client's own log of what it has confirmed.
//
// u8 0xd7 · u8 version · varint lsn · text region · varint rseq · deps: varint count, (text region, varint rseq) ascending
// u8 verdict (0 accepted, 1 rejected) · u8 clock (0 kept, 1 raised, 2 clamped) · hlc · varint decided at, ms
// accepted: varint lost cells · rejected: text sqlstate, text message, u8 constraint? text, u8 because? text origin, varint seq
// change set (changes/change-set-codec.ts)
//
// History: 1 first version.

import { asLsn, asOriginId } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import { readHlc, writeHlc } from '../base/cell-codec.ts'
import { ZenError } from '../base/errors.ts'
import { writeChangeSet } from '../changes/change-set-codec.ts'
import { readChangeSet } from '../changes/change-set-reader.ts'
import type { ClockAnswer, LogRecord, RegionVector, Rejection, Verdict } from './log-record.ts'

const magic = 0xd7
const version = 1
const clocks: readonly ClockAnswer[] = ['kept', 'raised', 'clamped']

/** Mirror of `decodeLogRecord`. */
export function encodeLogRecord(record: LogRecord): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writeLogRecord(writer, record)
  return writer.finish()
}

export function writeLogRecord(writer: BytesWriter, record: LogRecord): void {
  writer.u8(magic)
  writer.u8(version)
  writer.varint(record.lsn)
  writer.text(record.region)
  writer.varint(record.rseq)
  writeVector(writer, record.deps)
  writer.u8(record.verdict.kind === 'accepted' ? 0 : 1)
  writer.u8(clocks.indexOf(record.verdict.clock))
  writeHlc(writer, record.hlc)
  writer.varint(record.decidedAtMs)
  if (record.verdict.kind === 'accepted') writer.varint(record.verdict.lostCells)
  else writeRejection(writer, record.verdict.rejection)
  writeChangeSet(writer, record.changeSet)
}

/** Mirror of `readVector`. */
export function writeVector(writer: BytesWriter, vector: RegionVector): void {
  writer.varint(vector.size)
  for (const [region, rseq] of [...vector].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    writer.text(region)
    writer.varint(rseq)
  }
}

/** Mirror of `readRejection`. */
export function writeRejection(writer: BytesWriter, rejection: Rejection): void {
  writer.text(rejection.sqlState)
  writer.text(rejection.message)
  writer.u8(rejection.constraint === null ? 0 : 1)
  if (rejection.constraint !== null) writer.text(rejection.constraint)
  writer.u8(rejection.because === null ? 0 : 1)
  if (rejection.because === null) return
  writer.text(rejection.because.origin)
  writer.varint(rejection.because.seq)
}

/** Mirror of `encodeLogRecord`. `fail` makes the error for bytes that do not decode; STORAGE_CORRUPT_LOG when left out. */
export function decodeLogRecord(bytes: Uint8Array<ArrayBuffer>, fail: (reason: string) => Error = corruptRecord): LogRecord {
  const reader = new BytesReader(bytes, fail)
  const record = readLogRecord(reader)
  reader.end()
  return record
}

function corruptRecord(reason: string): Error {
  return new ZenError('STORAGE_CORRUPT_LOG', `a log record does not decode: ${reason}; restore the log from a copy`)
}

/** Mirror of `writeLogRecord`. */
export function readLogRecord(reader: BytesReader): LogRecord {
  if (reader.u8() !== magic) throw reader.fail('not a log record')
  const found = reader.u8()
  if (found !== version)
    throw new ZenError('STORAGE_FORMAT_VERSION', `log record version ${found}; this ZenDB reads ${version}: upgrade it`)
  const lsn = asLsn(reader.varint())
  const region = reader.text()
  const rseq = reader.varint()
  const deps = readVector(reader)
  const kind = reader.u8()
  const clock = clocks[reader.u8()]
  if (kind > 1 || clock === undefined) throw reader.fail('an unknown verdict')
  const hlc = readHlc(reader)
  const decidedAtMs = reader.varint()
  const verdict: Verdict =
    kind === 0 ? { kind: 'accepted', lostCells: reader.varint(), clock } : { kind: 'rejected', rejection: readRejection(reader), clock }
  return { lsn, region, rseq, deps, verdict, hlc, decidedAtMs, changeSet: readChangeSet(reader) }
}

/** Mirror of `writeVector`. */
export function readVector(reader: BytesReader): RegionVector {
  const vector = new Map<string, number>()
  for (let left = reader.count(2); left > 0; left--) {
    const region = reader.text()
    vector.set(region, reader.varint())
  }
  return vector
}

/** Mirror of `writeRejection`. */
export function readRejection(reader: BytesReader): Rejection {
  const sqlState = reader.text()
  const message = reader.text()
  const constraint = readFlag(reader) ? reader.text() : null
  if (!readFlag(reader)) return { sqlState, message, constraint, because: null }
  const origin = asOriginId(reader.text())
  return { sqlState, message, constraint, because: { origin, seq: reader.varint() } }
}

function readFlag(reader: BytesReader): boolean {
  const flag = reader.u8()
  if (flag > 1) throw reader.fail('a flag above 1')
  return flag === 1
}
