// One record of the local log (WAL), as bytes: its frame, and the commits of this database itself, which are all that most databases
// write. What else a log holds, and reading it, is in local-log-entry.ts. docs/formats/local-log.md tells the history of versions.
//
//   offset  size  meaning
//   0       2     magic "ZL"
//   2       1     format version, 1
//   3       1     kind: 1 own commit, 2 batch of the server's log, 3 discarded change sets
//   4       4     CRC-32 of everything after it
//   8       …     body by kind

import { BytesWriter } from '../base/bytes-writer.ts'
import { crc32 } from '../base/checksum.ts'
import { writeChangeSet } from '../changes/change-set-codec.ts'
import type { Commit } from './commit.ts'

export const logMagic = 0x4c5a
export const logFormatVersion = 1
export const logHeaderBytes = 8
export const logKinds = { own: 1, batch: 2, discard: 3 } as const

export function encodeLogFrame(kind: keyof typeof logKinds, writeBody: (writer: BytesWriter) => void): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter(512)
  writer.u16(logMagic)
  writer.u8(logFormatVersion)
  writer.u8(logKinds[kind])
  writer.u32(0)
  writeBody(writer)
  const bytes = writer.finish()
  new DataView(bytes.buffer).setUint32(4, crc32(bytes, logHeaderBytes), true)
  return bytes
}

export function encodeOwnCommit({ request, changeSet, sequences }: Commit): Uint8Array<ArrayBuffer> {
  return encodeLogFrame('own', writer => {
    writer.text(request?.name ?? '')
    if (request !== null) writer.text(request.tag)
    writer.u8(changeSet === null ? 0 : 1)
    if (changeSet !== null) writeChangeSet(writer, changeSet)
    writer.varint(sequences.length)
    for (const sequence of sequences) {
      writer.text(sequence.name)
      writer.text(String(sequence.value))
      writer.u8(sequence.isCalled ? 1 : 0)
    }
  })
}
