// A change set as bytes: in the local log, in the outbox, on the wire and inside log records.
//
// head    u8 0xc5 · u8 version · origin · varint seq · hlc · varint schema version · varint base
//         wait: varint count, ids · after: varint count, ids · u8 retry? id          (id = origin, varint seq)
//         varint count of schema changes, each as text (schema-change-codec.ts)
// rows    varint count of runs, each as in row-run-codec.ts: consecutive changes of one kind, table and set of columns
// Origins, births and stamps are written once each (change-dictionary.ts).
//
// History: 1 first version.

import { asLsn } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import { readHlc, writeHlc } from '../base/cell-codec.ts'
import { ZenError } from '../base/errors.ts'
import { changeSetMaxCells } from '../base/limits.ts'
import { DictionaryReader, DictionaryWriter } from './change-dictionary.ts'
import type { ChangeSet, ChangeSetId } from './change-set.ts'
import type { RowChange } from './row-change.ts'
import { readRun, runEnd, writeRun } from './row-run-codec.ts'
import { lateSchemaCodec } from './late-schema-changes.ts'

const magic = 0xc5
const version = 1

/** Mirror of `decodeChangeSet`. */
export function encodeChangeSet(changeSet: ChangeSet): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writeChangeSet(writer, changeSet)
  return writer.finish()
}

/** Appends a change set to a larger encoding; it knows its own end. */
export function writeChangeSet(writer: BytesWriter, changeSet: ChangeSet): void {
  writer.u8(magic)
  writer.u8(version)
  const dictionary = new DictionaryWriter(writer)
  writeId(writer, dictionary, changeSet)
  writeHlc(writer, changeSet.hlc)
  writer.varint(changeSet.schemaVersion)
  writer.varint(changeSet.base)
  writeIds(writer, dictionary, changeSet.wait)
  writeIds(writer, dictionary, changeSet.after)
  writer.u8(changeSet.retryOf === null ? 0 : 1)
  if (changeSet.retryOf !== null) writeId(writer, dictionary, changeSet.retryOf)
  writer.varint(changeSet.schemaChanges.length)
  for (const change of changeSet.schemaChanges) writer.text(lateSchemaCodec.get().encodeSchemaChange(change))
  writeRows(writer, dictionary, changeSet.rows)
}

function writeRows(writer: BytesWriter, dictionary: DictionaryWriter, rows: readonly RowChange[]): void {
  const ends: number[] = []
  for (let at = 0; at < rows.length;) {
    at = runEnd(rows, at)
    ends.push(at)
  }
  writer.varint(ends.length)
  let start = 0
  for (const end of ends) {
    writeRun(writer, dictionary, rows, start, end)
    start = end
  }
}

function writeId(writer: BytesWriter, dictionary: DictionaryWriter, id: ChangeSetId): void {
  dictionary.origin(id.origin)
  writer.varint(id.seq)
}

function writeIds(writer: BytesWriter, dictionary: DictionaryWriter, ids: readonly ChangeSetId[]): void {
  writer.varint(ids.length)
  for (const id of ids) writeId(writer, dictionary, id)
}

/** Mirror of `encodeChangeSet`. `fail` makes the error for bytes that do not decode; PROTOCOL_MALFORMED when left out. */
export function decodeChangeSet(bytes: Uint8Array<ArrayBuffer>, fail: (reason: string) => Error = malformedChangeSet): ChangeSet {
  const reader = new BytesReader(bytes, fail)
  const changeSet = readChangeSet(reader)
  reader.end()
  return changeSet
}

function malformedChangeSet(reason: string): Error {
  return new ZenError('PROTOCOL_MALFORMED', `a change set does not decode: ${reason}`)
}

/** Mirror of `writeChangeSet`. */
export function readChangeSet(reader: BytesReader): ChangeSet {
  if (reader.u8() !== magic) throw reader.fail('not a change set')
  const found = reader.u8()
  if (found !== version)
    throw new ZenError('STORAGE_FORMAT_VERSION', `change set version ${found}; this ZenDB reads ${version}: upgrade it`)
  const dictionary = new DictionaryReader(reader)
  const { origin, seq } = readId(reader, dictionary)
  if (seq === 0) throw reader.fail('a change set without a number')
  const hlc = readHlc(reader)
  const schemaVersion = reader.varint()
  const base = asLsn(reader.varint())
  const wait = readIds(reader, dictionary)
  const after = readIds(reader, dictionary)
  const retryOf = readFlag(reader) ? readId(reader, dictionary) : null
  const schemaChanges = []
  for (let left = reader.count(2); left > 0; left--)
    schemaChanges.push(lateSchemaCodec.get().decodeSchemaChange(reader.text(), reason => reader.fail(reason)))
  const rows: RowChange[] = []
  const budget = { cells: changeSetMaxCells }
  for (let left = reader.count(3); left > 0; left--) readRun(reader, dictionary, rows, budget)
  return { origin, seq, hlc, schemaVersion, base, wait, after, retryOf, schemaChanges, rows }
}

function readFlag(reader: BytesReader): boolean {
  const flag = reader.u8()
  if (flag > 1) throw reader.fail('a flag above 1')
  return flag === 1
}

function readId(reader: BytesReader, dictionary: DictionaryReader): ChangeSetId {
  const origin = dictionary.origin()
  return { origin, seq: reader.varint() }
}

function readIds(reader: BytesReader, dictionary: DictionaryReader): readonly ChangeSetId[] {
  const ids: ChangeSetId[] = []
  for (let left = reader.count(2); left > 0; left--) ids.push(readId(reader, dictionary))
  return ids
}
