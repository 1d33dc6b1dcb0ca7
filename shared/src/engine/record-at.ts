// One entry of a branch's log -> its record, which must be the one of its position. Called when a branch opens and when a client asks
// for records that are not in memory any more.

import { ZenError } from '../base/errors.ts'
import type { LogEntry } from '../storage/log-store.ts'
import type { LogRecord } from '../sync/log-record.ts'
import { decodeLogRecord } from '../sync/log-record-codec.ts'

/** Throws STORAGE_CORRUPT_LOG with the position, by which the store can tell where the bytes lie. */
export function recordAt({ position, bytes }: LogEntry): LogRecord {
  const fail = (reason: string): ZenError => corruptLog(position, `does not decode: ${reason}`)
  const record = decodeLogRecord(bytes, fail)
  if (record.lsn !== position) throw corruptLog(position, `says that its position is ${record.lsn}`)
  return record
}

/** Records that are not in pages must begin where the pages end. */
export function requireContinued(storedPosition: number, tail: readonly LogEntry[]): void {
  const first = tail.at(0)?.position ?? storedPosition + 1
  if (first !== storedPosition + 1) throw corruptLog(first, `is the first one after ${storedPosition}, where the pages end`)
}

function corruptLog(position: number, reason: string): ZenError {
  return new ZenError('STORAGE_CORRUPT_LOG', `the log record at position ${position} ${reason}; restore the log from a copy`, {
    details: { position },
  })
}
