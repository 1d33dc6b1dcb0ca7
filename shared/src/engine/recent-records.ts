// The newest records of a branch's log, decoded: what clients that come back after a short while ask for. Bounded by number and
// by bytes, so that a bulk load of a branch does not stay in memory.

import type { Lsn } from '../base/brand.ts'
import { recentLogBytes, recentLogRecords } from '../base/limits.ts'
import type { LogRecord } from '../sync/log-record.ts'

export class RecentRecords {
  /** Ascending without gaps. */
  readonly #records: { readonly record: LogRecord; readonly byteLength: number }[] = []
  #byteLength = 0

  /** Takes in the record after the newest one. */
  add(record: LogRecord, byteLength: number): void {
    this.#records.push({ record, byteLength })
    this.#byteLength += byteLength
    // Cut by halves: shifting one at a time would move the whole list each time.
    if (this.#records.length > 2 * recentLogRecords || this.#byteLength > 2 * recentLogBytes) this.#cut()
  }

  #cut(): void {
    let from = this.#records.length
    let bytes = 0
    while (from > 0 && this.#records.length - from < recentLogRecords && bytes < recentLogBytes) bytes += this.#records[--from].byteLength
    this.#records.splice(0, from)
    this.#byteLength = bytes
  }

  /** Records after `lsn` up to `last`, at most `limit` and about `limitBytes`; null when the first of them is not here any more. */
  after(lsn: Lsn, last: Lsn, { limit, limitBytes }: { readonly limit: number; readonly limitBytes: number }): readonly LogRecord[] | null {
    if (this.#records.length === 0 || lsn + 1 < this.#records[0].record.lsn) return null
    const found: LogRecord[] = []
    let bytes = 0
    for (let i = lsn + 1 - this.#records[0].record.lsn; i < this.#records.length && found.length < limit; i++) {
      const { record, byteLength } = this.#records[i]
      if (record.lsn > last || (found.length > 0 && bytes + byteLength > limitBytes)) break
      found.push(record)
      bytes += byteLength
    }
    return found
  }
}
