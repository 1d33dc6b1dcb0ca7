// Every kind of record of the local log (WAL), written and read. own-commit-codec.ts draws the frame and writes the commonest kind;
// the rest is for databases that have a server, and for recovery.

import { asLsn, asOriginId, type Lsn } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { crc32 } from '../base/checksum.ts'
import { assert, unreachable } from '../base/assert.ts'
import { ZenError } from '../base/errors.ts'
import { readChangeSet } from '../changes/change-set-reader.ts'
import type { ChangeSetId } from '../changes/change-set.ts'
import type { LogRecord } from '../sync/log-record.ts'
import { readLogRecord, writeLogRecord } from '../sync/log-record-codec.ts'
import { readHlc, writeHlc } from '../base/cell-codec.ts'
import type { Hlc } from '../base/hlc.ts'
import type { Commit, SequencePosition } from './commit.ts'
import { encodeLogFrame, encodeOwnCommit, logFormatVersion, logHeaderBytes, logKinds, logMagic } from './own-commit-codec.ts'

export type LocalLogEntry =
  | ({ readonly kind: 'own' } & Commit)
  /** Records `from + 1 .. to` of the branch's log, applied to `confirmed` in one step. */
  | { readonly kind: 'batch'; readonly to: Lsn; readonly hlc: Hlc; readonly records: readonly LogRecord[] }
  /** Rejected change sets that the app gave up or retried. */
  | { readonly kind: 'discard'; readonly ids: readonly ChangeSetId[] }

export function encodeLocalLogEntry(entry: LocalLogEntry): Uint8Array<ArrayBuffer> {
  switch (entry.kind) {
    case 'own':
      return encodeOwnCommit(entry)
    case 'batch':
      return encodeLogFrame('batch', writer => {
        writer.varint(entry.to)
        writeHlc(writer, entry.hlc)
        writer.varint(entry.records.length)
        for (const record of entry.records) writeLogRecord(writer, record)
      })
    case 'discard':
      return encodeLogFrame('discard', writer => {
        writer.varint(entry.ids.length)
        for (const id of entry.ids) {
          writer.text(id.origin)
          writer.varint(id.seq)
        }
      })
    default:
      return unreachable(entry)
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
  if (bytes.length < logHeaderBytes || reader.u16() !== logMagic) throw fail('it does not begin as a log record')
  const version = reader.u8()
  if (version > logFormatVersion)
    throw new ZenError(
      'STORAGE_FORMAT_VERSION',
      `local log record ${position} has format ${version}, this ZenDB reads up to ${logFormatVersion}; upgrade ZenDB`,
      {
        details: { position, version },
      },
    )
  const kind = reader.u8()
  if (reader.u32() !== crc32(bytes, logHeaderBytes)) throw fail('its checksum is wrong')
  const entry = readBody(reader, kind)
  reader.end()
  return entry
}

function readBody(reader: BytesReader, kind: number): LocalLogEntry {
  switch (kind) {
    case logKinds.own: {
      const name = reader.text()
      const request = name === '' ? null : { name, tag: reader.text() }
      const changeSet = reader.u8() === 1 ? readChangeSet(reader) : null
      const sequences: SequencePosition[] = []
      for (let count = reader.count(3); count > 0; count--)
        sequences.push({ name: reader.text(), value: readInteger(reader), isCalled: reader.u8() === 1 })
      return { kind: 'own', request, changeSet, sequences }
    }
    case logKinds.batch: {
      const to = asLsn(reader.varint())
      const hlc = readHlc(reader)
      const records: LogRecord[] = []
      for (let count = reader.count(4); count > 0; count--) records.push(readLogRecord(reader))
      return { kind: 'batch', to, hlc, records }
    }
    case logKinds.discard: {
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
