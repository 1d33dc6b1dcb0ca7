// A change set as bytes: in the local log, in the outbox, on the wire and inside log records.
//
// head    u8 0xc5 · u8 version · origin · varint seq · hlc · varint schema version · varint base
//         wait: varint count, ids · after: varint count, ids · u8 retry? id          (id = origin, varint seq)
//         varint count of schema changes, each as text (schema-change-codec.ts)
// rows    varint count of runs, each as in row-run-codec.ts: consecutive changes of one kind, table and set of columns
// Origins, births and stamps are written once each (change-dictionary.ts).
//
// History: 1 first version.

import { BytesWriter } from '../base/bytes-writer.ts'
import { writeHlc } from '../base/cell-codec.ts'
import { DictionaryWriter } from './change-dictionary.ts'
import type { ChangeSet, ChangeSetId } from './change-set.ts'
import type { RowChange } from './row-change.ts'
import { runEnd, writeRun } from './row-run-codec.ts'
import { lateSchemaCodec } from './late-schema-changes.ts'

export const changeSetMagic = 0xc5
export const changeSetVersion = 1

/** Mirror of `decodeChangeSet` (change-set-reader.ts). */
export function encodeChangeSet(changeSet: ChangeSet): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writeChangeSet(writer, changeSet)
  return writer.finish()
}

/** Appends a change set to a larger encoding; it knows its own end. */
export function writeChangeSet(writer: BytesWriter, changeSet: ChangeSet): void {
  writer.u8(changeSetMagic)
  writer.u8(changeSetVersion)
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
