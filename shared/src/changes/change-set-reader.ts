// Reads what change-set-codec.ts wrote. Part of recovery: a database that was closed well, and that nobody else changes, reads none.

import { asLsn } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { readHlc } from '../base/cell-codec.ts'
import { ZenError } from '../base/errors.ts'
import { changeSetMaxCells } from '../base/limits.ts'
import { changeSetMagic, changeSetVersion } from './change-set-codec.ts'
import type { ChangeSet, ChangeSetId } from './change-set.ts'
import { DictionaryReader } from './dictionary-reader.ts'
import { lateSchemaCodec } from './late-schema-changes.ts'
import type { RowChange } from './row-change.ts'
import { readRun } from './row-run-reader.ts'

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
  if (reader.u8() !== changeSetMagic) throw reader.fail('not a change set')
  const found = reader.u8()
  if (found !== changeSetVersion)
    throw new ZenError('STORAGE_FORMAT_VERSION', `change set version ${found}; this ZenDB reads ${changeSetVersion}: upgrade it`)
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
