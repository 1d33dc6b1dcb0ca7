// One file of the log, as frames. Made by file-log-store.ts; docs/formats/client-storage.md.
//
//   offset  size  meaning, frame by frame
//   0       4     magic "ZLGF"
//   4       4     length of the run
//   8       8     position of its first record
//   16      4     CRC-32 of the run and the position
//   20      …     the run (storage/log-run-codec.ts)

import { crc32 } from '@zendb/shared/base/checksum'
import { ZenError } from '@zendb/shared/base/errors'

type Bytes = Uint8Array<ArrayBuffer>

export interface LogFrame {
  readonly position: number
  readonly run: Bytes
}

export interface LogFileContent {
  readonly frames: readonly LogFrame[]
  /** Bytes up to the end of the last whole frame; what follows was being written when the process or the power went. */
  readonly wholeBytes: number
}

const magic = 0x46474c5a
const headBytes = 20

export function encodeFrame({ position, run }: LogFrame): Bytes {
  const frame = new Uint8Array(headBytes + run.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, run.length, true)
  view.setFloat64(8, position, true)
  frame.set(run, headBytes)
  view.setUint32(16, checksum(frame), true)
  return frame
}

/** Of a frame whose checksum field is not looked at. */
function checksum(frame: Bytes): number {
  return (crc32(frame, headBytes) ^ crc32(frame.slice(4, 16), 0)) >>> 0
}

/**
 * All whole frames of a file. A broken end is where the log stopped, in the file that was written last;
 * anywhere else it is damage. Throws STORAGE_CORRUPT_LOG.
 */
export function decodeLogFile(bytes: Bytes, path: string, isLast: boolean): LogFileContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: LogFrame[] = []
  let at = 0
  while (at < bytes.length) {
    const end = at + headBytes <= bytes.length ? at + headBytes + view.getUint32(at + 4, true) : Number.POSITIVE_INFINITY
    const frame = end <= bytes.length && view.getUint32(at, true) === magic ? bytes.slice(at, end) : null
    if (frame === null || checksum(frame) !== view.getUint32(at + 16, true)) {
      const isTorn = isLast && (end >= bytes.length || isZero(bytes, at))
      if (isTorn) return { frames, wholeBytes: at }
      throw new ZenError('STORAGE_CORRUPT_LOG', `${path} is damaged at offset ${at}; restore the database from the server or a backup`, {
        details: { path, offset: at },
      })
    }
    frames.push({ position: view.getFloat64(at + 8, true), run: frame.slice(headBytes) })
    at = end
  }
  return { frames, wholeBytes: at }
}

/** A power loss may leave a file longer than what reached the disk. */
function isZero(bytes: Bytes, from: number): boolean {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== 0) return false
  return true
}
