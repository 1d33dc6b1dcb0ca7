// LogStore over IndexedDB: one record per append, whose key is the position of its first log record.
// Opening reads all of them with one getAll, which costs 12 ms for 1,000 records; sealing joins them into few.

import type { Durability, LogEntry, LogStore } from '@zendb/shared/storage/log-store'
import type { IndexedDbConnection, WriteTransaction } from './indexeddb-connection.ts'
import { markTruncated } from './log-end-mark.ts'
import { decodeLogRun, encodeLogRun } from './log-run-codec.ts'
import { storageClosed, toStorageError } from './storage-error.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Runs are joined up to this many log records: larger ones make the next truncation rewrite more. */
const sealedRecords = 1000
/** … or up to this many bytes. */
const sealedBytes = 1024 * 1024

export class IndexedDbLogStore implements LogStore {
  readonly #connection: IndexedDbConnection
  #isClosed = false

  /** The connection closes with the last store that shares it. */
  constructor(connection: IndexedDbConnection) {
    this.#connection = connection
    connection.retain()
  }

  async append(position: number, records: readonly Bytes[], durability: Durability): Promise<void> {
    this.#requireOpen()
    if (records.length === 0) return
    await this.#connection.append(position, encodeLogRun(records), durability)
  }

  async read(from: number): Promise<readonly LogEntry[]> {
    this.#requireOpen()
    const { positions, runs } = await this.#connection.readLog()
    const entries: LogEntry[] = []
    runs.forEach((run, i) => {
      for (const entry of entriesOf(positions[i], run)) if (entry.position >= from) entries.push(entry)
    })
    return entries
  }

  async truncate(position: number): Promise<void> {
    this.#requireOpen()
    this.#connection.expectMark(position)
    await this.#rewrite('truncating the log', async transaction => {
      const store = transaction.objectStore('log')
      const cursor = await store.openCursor(IDBKeyRange.upperBound(position, true), 'prev')
      if (cursor === null) return
      const kept = entriesOf(cursor.key, cursor.value).filter(entry => entry.position >= position)
      await store.delete(IDBKeyRange.upperBound(position, true))
      // A run that begins below and ends above: its upper part stays, under its own position.
      if (kept.length > 0) await store.put(encodeLogRun(kept.map(entry => entry.bytes)), position)
      else await markTruncated(store, position)
    })
  }

  async seal(): Promise<void> {
    this.#requireOpen()
    await this.#rewrite('sealing the log', async transaction => {
      const store = transaction.objectStore('log')
      const [keys, runs] = await Promise.all([store.getAllKeys(), store.getAll()])
      const joined = joinRuns(keys, runs)
      await Promise.all(
        joined.flatMap(({ position, records, parts }) =>
          parts.length < 2 ? [] : [...parts.map(part => store.delete(part)), store.put(encodeLogRun(records), position)],
        ),
      )
    })
  }

  /** Work that reads before it writes; its own failure is told rather than the abort that follows. */
  async #rewrite(doing: string, work: (transaction: WriteTransaction<'log'>) => Promise<void>): Promise<void> {
    let failure: unknown = null
    try {
      await this.#connection.write({ stores: ['log'], durability: 'relaxed', doing }, transaction => [
        work(transaction).catch((error: unknown) => {
          failure = error
          abort(transaction)
        }),
      ])
    } catch (error) {
      // A failed request of the transaction is only an echo of what the transaction already tells.
      throw failure instanceof DOMException || failure === null ? error : toStorageError(failure, doing)
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#connection.release()
  }

  #requireOpen(): void {
    if (this.#isClosed) throw storageClosed('using the log store')
  }
}

function entriesOf(position: number, run: Bytes): LogEntry[] {
  return decodeLogRun(run, position).map((bytes, i) => ({ position: position + i, bytes }))
}

interface JoinedRun {
  readonly position: number
  readonly records: Bytes[]
  /** Keys of the runs that it was joined from. */
  readonly parts: number[]
}

/** Neighbouring runs together, up to the size of a sealed run; a gap in the positions ends a run. */
function joinRuns(keys: readonly number[], runs: readonly Bytes[]): readonly JoinedRun[] {
  const joined: JoinedRun[] = []
  let last: JoinedRun | null = null
  let lastBytes = 0
  runs.forEach((run, i) => {
    const records = decodeLogRun(run, keys[i])
    // A mark of the log's end stays where it stands.
    if (records.length === 0) return
    const fits = last !== null && last.position + last.records.length === keys[i] && last.records.length + records.length <= sealedRecords
    if (last !== null && fits && lastBytes + run.length <= sealedBytes) {
      last.records.push(...records)
      last.parts.push(keys[i])
      lastBytes += run.length
      return
    }
    last = { position: keys[i], records: [...records], parts: [keys[i]] }
    lastBytes = run.length
    joined.push(last)
  })
  return joined
}

/** The transaction may have ended by itself. */
function abort(transaction: WriteTransaction<'log'>): void {
  try {
    transaction.abort()
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}
