// Consecutive log records as one stored value: commits that were made together are stored together, and sealing joins many.
// Used by the log stores of the browser (one IndexedDB record) and of Node (one frame of a file). Records guard their own content with a checksum.
//
//   offset  size  meaning
//   0       2     magic "LR"
//   2       1     format version, 1
//   3       1     zero
//   4       4     count of records
//   8       4·n   length of each record
//   …       …     the records, one after another

import { ZenError } from '@zendb/shared/base/errors'

type Bytes = Uint8Array<ArrayBuffer>

const magic = 0x524c
const formatVersion = 1
const headerBytes = 8

export function encodeLogRun(records: readonly Bytes[]): Bytes {
  let size = headerBytes + 4 * records.length
  for (const record of records) size += record.length
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, magic, true)
  bytes[2] = formatVersion
  view.setUint32(4, records.length, true)
  let at = headerBytes + 4 * records.length
  records.forEach((record, i) => {
    view.setUint32(headerBytes + 4 * i, record.length, true)
    bytes.set(record, at)
    at += record.length
  })
  return bytes
}

/** Records of the run that begins at `position`, each with bytes of its own. Throws STORAGE_CORRUPT_LOG or STORAGE_FORMAT_VERSION. */
export function decodeLogRun(bytes: Bytes, position: number): readonly Bytes[] {
  const count = countLogRun(bytes, position)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: Bytes[] = []
  let at = headerBytes + 4 * count
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(headerBytes + 4 * i, true)
    if (length > bytes.length - at) throw corrupt(position, `record ${i} of ${count} is cut off`)
    records.push(bytes.slice(at, at + length))
    at += length
  }
  if (at !== bytes.length) throw corrupt(position, `${bytes.length - at} bytes stand behind its records`)
  return records
}

/** How many records the run holds, from its head alone. */
export function countLogRun(bytes: Bytes, position: number): number {
  if (bytes.length < headerBytes) throw corrupt(position, 'it is too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint16(0, true) !== magic) throw corrupt(position, 'it does not begin as a run of log records')
  if (bytes[2] > formatVersion)
    throw new ZenError(
      'STORAGE_FORMAT_VERSION',
      `the log at position ${position} has format ${bytes[2]}, this ZenDB reads up to ${formatVersion}; upgrade ZenDB`,
      {
        details: { position, version: bytes[2] },
      },
    )
  const count = view.getUint32(4, true)
  if (bytes[2] !== formatVersion || bytes[3] !== 0 || 4 * count > bytes.length - headerBytes)
    throw corrupt(position, 'its head does not decode')
  return count
}

function corrupt(position: number, reason: string): ZenError {
  return new ZenError(
    'STORAGE_CORRUPT_LOG',
    `the log at position ${position} is damaged: ${reason}; restore the database from the server or a backup`,
    {
      details: { position, reason },
    },
  )
}
