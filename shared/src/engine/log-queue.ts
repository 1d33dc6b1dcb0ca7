// Group commit: records that arrive while an append is under way go out together in the next one.
// A record's promise resolves when the record is durable. If an append fails, every record in it and behind it
// fails too, because each was made on top of the one before; `undo` takes them back, newest first.

import { ZenError } from '../base/errors.ts'
import type { Durability, LogStore } from '../storage/log-store.ts'

interface QueuedRecord {
  /** Bytes for the log, or a task that makes a commit durable elsewhere (a bulk load's pages) in its turn. */
  readonly work: Uint8Array<ArrayBuffer> | (() => Promise<void>)
  readonly undo: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class LogQueue {
  readonly #store: LogStore
  readonly #durability: Durability
  #nextPosition: number
  #queued: QueuedRecord[] = []
  #running: Promise<void> | null = null
  #failures = 0
  #appends = 0

  constructor(store: LogStore, nextPosition: number, durability: Durability) {
    this.#store = store
    this.#nextPosition = nextPosition
    this.#durability = durability
  }

  /** Position of the last record, once everything queued is stored. */
  get lastPosition(): number {
    let records = 0
    for (const { work } of this.#queued) if (typeof work !== 'function') records++
    return this.#nextPosition + records - 1
  }

  /** Grows when records failed and were taken back: a copy of the state made before may hold what is gone. */
  get failures(): number {
    return this.#failures
  }

  /** Appends that the store took: each may be an object of its own. */
  get appends(): number {
    return this.#appends
  }

  /** Resolves when the record is durable. `undo` is called if it never will be. */
  append(bytes: Uint8Array<ArrayBuffer>, undo: () => void): Promise<void> {
    return this.#enqueue(bytes, undo)
  }

  /** Runs `task` when all earlier records are durable; later ones wait for it. */
  runInTurn(task: () => Promise<void>, undo: () => void): Promise<void> {
    return this.#enqueue(task, undo)
  }

  #enqueue(work: QueuedRecord['work'], undo: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queued.push({ work, undo, resolve, reject })
      this.#running ??= this.#drain()
    })
  }

  /**
   * Forgets the records below `position`, which are in pages now. A store that refuses only keeps what nobody reads again: the pages
   * are stored, and whoever waits for them must not hear of a failure.
   */
  async forget(position: number): Promise<void> {
    try {
      await this.#store.truncate(position)
    } catch (error) {
      if (!(error instanceof ZenError)) throw error
    }
  }

  /** Resolves when nothing is queued or under way. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #drain(): Promise<void> {
    // One microtask later, so that commits made in one turn share an append.
    await Promise.resolve()
    while (this.#queued.length > 0) {
      const batch = this.#takeBatch()
      try {
        await this.#perform(batch)
        for (const record of batch) record.resolve()
      } catch (cause) {
        this.#fail([...batch, ...this.#queued], cause)
      }
    }
    this.#running = null
  }

  /** Records up to the next task, or one task. */
  #takeBatch(): QueuedRecord[] {
    const task = this.#queued.findIndex(({ work }) => typeof work === 'function')
    return this.#queued.splice(0, task === 0 ? 1 : task < 0 ? this.#queued.length : task)
  }

  async #perform(batch: readonly QueuedRecord[]): Promise<void> {
    const [{ work }] = batch
    if (typeof work === 'function') return work()
    const records = batch.flatMap(record => (typeof record.work === 'function' ? [] : [record.work]))
    const first = this.#nextPosition
    this.#nextPosition += records.length
    try {
      await this.#store.append(first, records, this.#durability)
      this.#appends++
    } catch (error) {
      this.#nextPosition = first
      throw error
    }
  }

  #fail(records: readonly QueuedRecord[], cause: unknown): void {
    this.#queued = []
    this.#failures++
    for (let i = records.length - 1; i >= 0; i--) records[i].undo()
    const error =
      cause instanceof ZenError
        ? cause
        : new ZenError('STORAGE_FAILED', 'the write could not be stored and was undone; try again', { cause })
    for (const record of records) record.reject(error)
  }
}
