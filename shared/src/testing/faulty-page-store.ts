// A PageStore that fails on command. `afterRestart()` is what the next process finds.

import type { PageHash } from '../base/brand.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import type { PageStore } from '../storage/page-store.ts'
import type { FaultClock } from './store-faults.ts'

type Bytes = Uint8Array<ArrayBuffer>

export class FaultyPageStore implements PageStore {
  readonly #clock: FaultClock
  readonly #pages: MemoryPageStore

  constructor(clock: FaultClock, from?: MemoryPageStore) {
    this.#clock = clock
    this.#pages = new MemoryPageStore(from)
  }

  /** The store as it survived; close this one or let it crash first. */
  afterRestart(): MemoryPageStore {
    return new MemoryPageStore(this.#pages)
  }

  /** Overwrites a page, as a failing disk or a hostile peer would. */
  async damage(hash: PageHash, bytes: Bytes): Promise<void> {
    await this.#pages.delete([hash])
    await this.#pages.write(new Map([[hash, bytes]]), null)
  }

  async read(hashes: readonly PageHash[]): Promise<readonly (Bytes | null)[]> {
    this.#clock.checkAlive()
    return this.#pages.read(hashes)
  }

  write(pages: ReadonlyMap<PageHash, Bytes>, manifest: Bytes | null): Promise<void> {
    return this.#clock.run(() => this.#pages.write(pages, manifest))
  }

  async readManifest(): Promise<Bytes | null> {
    this.#clock.checkAlive()
    return this.#pages.readManifest()
  }

  async list(): Promise<readonly PageHash[]> {
    this.#clock.checkAlive()
    return this.#pages.list()
  }

  delete(hashes: readonly PageHash[]): Promise<void> {
    return this.#clock.run(() => this.#pages.delete(hashes))
  }

  async close(): Promise<void> {
    // The memory below stays open: it is the device, and this is only the process.
  }
}
