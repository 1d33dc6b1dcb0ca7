// One record of the local log (WAL), as bytes. docs/formats/local-log.md tells the history of versions.
//
//   offset  size  meaning
//   0       2     magic "ZL"
//   2       1     format version, 1
//   3       1     kind: 1 own commit, 2 batch of the server's log, 3 discarded change sets
//   4       4     CRC-32 of everything after it
//   8       …     body by kind

import { asLsn, asOriginId, type Lsn } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import { crc32 } from '../base/checksum.ts'
import { assert } from '../base/assert.ts'
import { ZenError } from '../base/errors.ts'
import { readChangeSet, writeChangeSet } from '../changes/change-set-codec.ts'
import type { ChangeSetId } from '../changes/change-set.ts'
import type { LogRecord } from '../sync/log-record.ts'
import { readLogRecord, writeLogRecord } from '../sync/log-record-codec.ts'
import { readHlc, writeHlc } from '../base/cell-codec.ts'
import type { Hlc } from '../base/hlc.ts'
import type { Commit, SequencePosition } from './commit.ts'

export type LocalLogEntry =
  | ({ readonly kind: 'own' } & Commit)
  /** Records `from + 1 .. to` of the branch's log, applied to `confirmed` in one step. */
  | { readonly kind: 'batch'; readonly to: Lsn; readonly hlc: Hlc; readonly records: readonly LogRecord[] }
  /** Rejected change sets that the app gave up or retried. */
  | { readonly kind: 'discard'; readonly ids: readonly ChangeSetId[] }

const magic = 0x4c5a
const formatVersion = 1
const headerBytes = 8
const kinds = { own: 1, batch: 2, discard: 3 } as const

export function encodeLocalLogEntry(entry: LocalLogEntry): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter(512)
  writer.u16(magic)
  writer.u8(formatVersion)
  writer.u8(kinds[entry.kind])
  writer.u32(0)
  writeBody(writer, entry)
  const bytes = writer.finish()
  new DataView(bytes.buffer).setUint32(4, crc32(bytes, headerBytes), true)
  return bytes
}

function writeBody(writer: BytesWriter, entry: LocalLogEntry): void {
  switch (entry.kind) {
    case 'own':
      writer.text(entry.request?.name ?? '')
      if (entry.request !== null) writer.text(entry.request.tag)
      writer.u8(entry.changeSet === null ? 0 : 1)
      if (entry.changeSet !== null) writeChangeSet(writer, entry.changeSet)
      writer.varint(entry.sequences.length)
      for (const sequence of entry.sequences) {
        writer.text(sequence.name)
        writer.text(String(sequence.value))
        writer.u8(sequence.isCalled ? 1 : 0)
      }
      return
    case 'batch':
      writer.varint(entry.to)
      writeHlc(writer, entry.hlc)
      writer.varint(entry.records.length)
      for (const record of entry.records) writeLogRecord(writer, record)
      return
    case 'discard':
      writer.varint(entry.ids.length)
      for (const id of entry.ids) {
        writer.text(id.origin)
        writer.varint(id.seq)
      }
  }
}

/** `position` names the record in errors. Throws STORAGE_CORRUPT_LOG or STORAGE_FORMAT_VERSION. */
export function decodeLocalLogEntry(bytes: Uint8Array<ArrayBuffer>, position: number): LocalLogEntry {
  const fail = (reason: string): ZenError =>
    new ZenError(
      'STORAGE_CORRUPT_LOG',
      `local log record ${position} is damaged: ${reason}; restore the database from the server or a backup`,
      {
        details: { position, reason },
      },
    )
  const reader = new BytesReader(bytes, fail)
  if (bytes.length < headerBytes || reader.u16() !== magic) throw fail('it does not begin as a log record')
  const version = reader.u8()
  if (version > formatVersion)
    throw new ZenError(
      'STORAGE_FORMAT_VERSION',
      `local log record ${position} has format ${version}, this ZenDB reads up to ${formatVersion}; upgrade ZenDB`,
      {
        details: { position, version },
      },
    )
  const kind = reader.u8()
  if (reader.u32() !== crc32(bytes, headerBytes)) throw fail('its checksum is wrong')
  const entry = readBody(reader, kind)
  reader.end()
  return entry
}

function readBody(reader: BytesReader, kind: number): LocalLogEntry {
  switch (kind) {
    case kinds.own: {
      const name = reader.text()
      const request = name === '' ? null : { name, tag: reader.text() }
      const changeSet = reader.u8() === 1 ? readChangeSet(reader) : null
      const sequences: SequencePosition[] = []
      for (let count = reader.count(3); count > 0; count--)
        sequences.push({ name: reader.text(), value: readInteger(reader), isCalled: reader.u8() === 1 })
      return { kind: 'own', request, changeSet, sequences }
    }
    case kinds.batch: {
      const to = asLsn(reader.varint())
      const hlc = readHlc(reader)
      const records: LogRecord[] = []
      for (let count = reader.count(4); count > 0; count--) records.push(readLogRecord(reader))
      return { kind: 'batch', to, hlc, records }
    }
    case kinds.discard: {
      const ids: ChangeSetId[] = []
      for (let count = reader.count(2); count > 0; count--) ids.push({ origin: asOriginId(reader.text()), seq: reader.varint() })
      return { kind: 'discard', ids }
    }
    default:
      throw reader.fail(`unknown kind ${kind}`)
  }
}

function readInteger(reader: BytesReader): number | bigint {
  const text = reader.text()
  if (!/^-?\d{1,19}$/.test(text)) throw reader.fail(`a sequence value "${text.slice(0, 30)}"`)
  const value = BigInt(text)
  const narrow = Number(value)
  assert(!Number.isNaN(narrow), 'digits make a number')
  return Number.isSafeInteger(narrow) ? narrow : value
}
