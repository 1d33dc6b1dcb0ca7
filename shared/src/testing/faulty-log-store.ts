// A LogStore that fails on command. `afterRestart()` is what the next process finds; after a power loss the records that
// were appended relaxed since the last strict append may be gone, and the last one that is there may be torn.

import { MemoryLogStore } from '../storage/memory-log-store.ts'
import type { Durability, LogEntry, LogStore } from '../storage/log-store.ts'
import type { FaultClock } from './store-faults.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface PowerLoss {
  /** Records lost at the end; never one that a strict append made durable. */
  readonly lost: number
  /** Bytes left of the last record that is there; null leaves it whole. Only a record at risk can be torn. */
  readonly tornBytes: number | null
}

export class FaultyLogStore implements LogStore {
  readonly #clock: FaultClock
  readonly #log: MemoryLogStore
  #lastStrict = 0

  constructor(clock: FaultClock, from?: MemoryLogStore) {
    this.#clock = clock
    this.#log = new MemoryLogStore(from)
  }

  /** The store as it survived a crash of the process. */
  afterRestart(): MemoryLogStore {
    return new MemoryLogStore(this.#log)
  }

  /** The store as it survived a power loss. */
  async afterPowerLoss(loss: PowerLoss): Promise<MemoryLogStore> {
    const entries = await this.#log.read(0)
    const safe = entries.filter(entry => entry.position <= this.#lastStrict)
    const atRisk = entries.slice(safe.length, Math.max(safe.length, entries.length - loss.lost))
    const last = atRisk.pop()
    const survivors = [...safe, ...atRisk]
    if (last !== undefined) survivors.push(loss.tornBytes === null ? last : { ...last, bytes: last.bytes.slice(0, loss.tornBytes) })
    const store = new MemoryLogStore()
    if (survivors.length > 0)
      await store.append(
        survivors[0].position,
        survivors.map(entry => entry.bytes),
        'strict',
      )
    return store
  }

  append(position: number, records: readonly Bytes[], durability: Durability): Promise<void> {
    return this.#clock.run(async () => {
      await this.#log.append(position, records, durability)
      if (durability === 'strict') this.#lastStrict = position + records.length - 1
    })
  }

  async read(from: number): Promise<readonly LogEntry[]> {
    this.#clock.checkAlive()
    return this.#log.read(from)
  }

  truncate(position: number): Promise<void> {
    return this.#clock.run(() => this.#log.truncate(position))
  }

  seal(): Promise<void> {
    return this.#clock.run(() => this.#log.seal())
  }

  async close(): Promise<void> {
    // The memory below stays open: it is the device, and this is only the process.
  }
}
