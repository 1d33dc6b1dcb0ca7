// A log segment: the records of one group commit in one object. Its creation is the commit point and the fence.
//
// u32 "ZWAL" · u8 version · u8 kind (0 records, 1 fence) · varint epoch · 16 bytes nonce · varint created, ms
// 32 bytes checksum of the segment before (zeros: none) · varint first position · varint records
// u8 packing (0 plain, 1 deflate-raw) · varint plain bytes · payload: per record varint bytes, bytes
// 32 bytes SHA-256 of all before
//
// History: 1 first version.

import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { assert } from '@zendb/shared/base/assert'
import { BytesReader } from '@zendb/shared/base/bytes-reader'
import { BytesWriter } from '@zendb/shared/base/bytes-writer'
import { ZenError } from '@zendb/shared/base/errors'
import { checksumBytes, nonceBytes, sealed, unsealed } from './manifest-codec.ts'

const magic = 0x4c41575a
const version = 1
/** Below this deflate gains nothing that a request would notice. */
const packFromBytes = 1024
/** Plain bytes of a segment that a reader accepts: protects memory from a segment that inflates without end. */
export const segmentMaxBytes = 128 * 1024 * 1024

export interface Segment {
  readonly kind: 'records' | 'fence'
  readonly epoch: number
  readonly nonce: Uint8Array<ArrayBuffer>
  readonly createdMs: number
  readonly previous: Uint8Array<ArrayBuffer>
  /** Position of the first record; of the next one when there is none. */
  readonly firstPosition: number
  readonly records: readonly Uint8Array<ArrayBuffer>[]
}

/** Records that a reader accepts: many empty ones cost nothing on their way here, and memory once they are apart. */
export const segmentMaxRecords = 1_000_000

/** `key` names the object. */
export function corruptSegment(key: string, reason: string): ZenError {
  return new ZenError('STORAGE_CORRUPT_LOG', `log segment ${key} cannot be used: ${reason}; restore the object from a copy`, {
    details: { key },
  })
}

/** Mirror of `decodeSegment`. */
export function encodeSegment(segment: Segment): Uint8Array<ArrayBuffer> {
  assert(segment.records.length <= segmentMaxRecords, 'a segment can be read back')
  const payload = new BytesWriter(4096)
  for (const record of segment.records) payload.bytes(record)
  const plain = payload.finish()
  const packed = plain.length < packFromBytes ? plain : new Uint8Array(deflateRawSync(plain, { level: 1 }))
  const isPacked = packed.length < plain.length
  const writer = new BytesWriter(packed.length + 256)
  writer.u32(magic)
  writer.u8(version)
  writer.u8(segment.kind === 'records' ? 0 : 1)
  writer.varint(segment.epoch)
  writer.raw(segment.nonce)
  writer.varint(segment.createdMs)
  writer.raw(segment.previous)
  writer.varint(segment.firstPosition)
  writer.varint(segment.records.length)
  writer.u8(isPacked ? 1 : 0)
  writer.varint(plain.length)
  writer.raw(isPacked ? packed : plain)
  return sealed(writer.finish())
}

/** Mirror of `encodeSegment`; `key` names the object in errors. */
export function decodeSegment(bytes: Uint8Array<ArrayBuffer>, key: string): Segment {
  const fail = (reason: string): ZenError => corruptSegment(key, reason)
  const reader = new BytesReader(unsealed(bytes, fail), fail)
  if (reader.u32() !== magic) throw fail('not a log segment')
  const found = reader.u8()
  if (found !== version)
    throw new ZenError('STORAGE_FORMAT_VERSION', `log segment ${key} has version ${found}; this ZenDB reads ${version}: upgrade it`, {
      details: { key },
    })
  const kind = reader.u8()
  if (kind > 1) throw fail(`unknown kind ${kind}`)
  const epoch = reader.varint()
  const nonce = reader.raw(nonceBytes).slice()
  const createdMs = reader.varint()
  const previous = reader.raw(checksumBytes).slice()
  const firstPosition = reader.varint()
  const count = reader.varint()
  const packing = reader.u8()
  if (packing > 1) throw fail(`unknown packing ${packing}`)
  const plainBytes = reader.varint()
  if (plainBytes > segmentMaxBytes || count > Math.min(plainBytes, segmentMaxRecords)) throw fail('lengths that do not fit')
  if (kind === 1 && count > 0) throw fail('a fence with records')
  const payload = reader.raw(reader.remaining)
  const plain = packing === 0 ? payload : inflate(payload, plainBytes, fail)
  if (plain.length !== plainBytes) throw fail('a payload of another length')
  const records = readRecords(new BytesReader(plain, fail), count)
  return { kind: kind === 0 ? 'records' : 'fence', epoch, nonce, createdMs, previous, firstPosition, records }
}

function inflate(payload: Uint8Array, plainBytes: number, fail: (reason: string) => Error): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(inflateRawSync(payload, { maxOutputLength: Math.max(1, plainBytes) }))
  } catch (cause) {
    assert(cause instanceof Error, 'zlib throws an Error')
    throw fail(`a payload that does not inflate: ${cause.message}`)
  }
}

function readRecords(reader: BytesReader, count: number): Uint8Array<ArrayBuffer>[] {
  const records: Uint8Array<ArrayBuffer>[] = []
  for (let i = 0; i < count; i++) records.push(reader.bytes())
  reader.end()
  return records
}

/** The checksum at a segment's end: what the next one names as `previous`. */
export function segmentChecksum(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.slice(bytes.length - checksumBytes)
}

export const noSegment: Uint8Array<ArrayBuffer> = new Uint8Array(checksumBytes)
