// A LogStore in memory: for databases that live no longer than their process, and for tests.

import { assert } from '../base/assert.ts'
import { ZenError } from '../base/errors.ts'
import type { Durability, LogEntry, LogStore } from './log-store.ts'

type Bytes = Uint8Array<ArrayBuffer>

export class MemoryLogStore implements LogStore {
  #entries: LogEntry[]
  /** Position of the next record; null until the first one decides it. */
  #next: number | null
  #isClosed = false

  /** `from`: another store whose records this one starts with, as after a crash or a reload. */
  constructor(from?: MemoryLogStore) {
    this.#entries = from === undefined ? [] : [...from.#entries]
    this.#next = from === undefined ? null : from.#next
  }

  async append(position: number, records: readonly Bytes[], _durability: Durability): Promise<void> {
    this.#checkOpen()
    if (records.length === 0) return
    assert(
      position >= 1 && (this.#next === null || position === this.#next),
      `records are appended at ${this.#next ?? 1}, not at ${position}`,
    )
    this.#entries.push(...records.map((bytes, i) => ({ position: position + i, bytes: bytes.slice() })))
    this.#next = position + records.length
  }

  async read(from: number): Promise<readonly LogEntry[]> {
    this.#checkOpen()
    return this.#entries.filter(entry => entry.position >= from).map(({ position, bytes }) => ({ position, bytes: bytes.slice() }))
  }

  async truncate(position: number): Promise<void> {
    this.#checkOpen()
    this.#entries = this.#entries.filter(entry => entry.position >= position)
  }

  async seal(): Promise<void> {
    this.#checkOpen()
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ZenError('STORAGE_CLOSED', 'the log store is closed')
  }
}
