// Group commit: records that arrive while an append is under way go out together in the next one.
// A record's promise resolves when the record is durable. If an append fails, every record in it and behind it
// fails too, because each was made on top of the one before; `onFailure` undoes them newest first.

import { ZenError } from '../base/errors.ts'
import type { Durability, LogStore } from '../storage/log-store.ts'

interface QueuedRecord {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly undo: () => void
  readonly resolve: (position: number) => void
  readonly reject: (error: unknown) => void
}

export class LogQueue {
  readonly #store: LogStore
  readonly #durability: Durability
  #nextPosition: number
  #queued: QueuedRecord[] = []
  #running: Promise<void> | null = null

  constructor(store: LogStore, nextPosition: number, durability: Durability) {
    this.#store = store
    this.#nextPosition = nextPosition
    this.#durability = durability
  }

  /** Position that the next record will get once everything queued is stored. */
  get endPosition(): number {
    return this.#nextPosition + this.#queued.length
  }

  /** Resolves with the record's position when it is durable. `undo` is called if it never will be. */
  append(bytes: Uint8Array<ArrayBuffer>, undo: () => void): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#queued.push({ bytes, undo, resolve, reject })
      this.#running ??= this.#drain()
    })
  }

  /** Resolves when nothing is queued or under way. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #drain(): Promise<void> {
    // One microtask later, so that commits made in one turn share a record batch.
    await Promise.resolve()
    while (this.#queued.length > 0) {
      const batch = this.#queued
      this.#queued = []
      const first = this.#nextPosition
      this.#nextPosition += batch.length
      try {
        await this.#store.append(first, batch.map(record => record.bytes), this.#durability)
        for (let i = 0; i < batch.length; i++) batch[i].resolve(first + i)
      } catch (cause) {
        this.#nextPosition = first
        this.#fail([...batch, ...this.#queued], cause)
      }
    }
    this.#running = null
  }

  #fail(records: readonly QueuedRecord[], cause: unknown): void {
    this.#queued = []
    for (let i = records.length - 1; i >= 0; i--) records[i].undo()
    const error = cause instanceof ZenError ? cause : new ZenError('STORAGE_FAILED', 'the write could not be stored and was undone; try again', { cause })
    for (const record of records) record.reject(error)
  }
}
