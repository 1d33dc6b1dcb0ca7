// A PageStore in memory: for databases that live no longer than their process, and for tests.

import type { PageHash } from '../base/brand.ts'
import { ZenError } from '../base/errors.ts'
import type { PageStore } from './page-store.ts'

type Bytes = Uint8Array<ArrayBuffer>

export class MemoryPageStore implements PageStore {
  readonly #pages: Map<PageHash, Bytes>
  #manifest: Bytes | null
  #isClosed = false

  /** `from`: another store whose pages and manifest this one starts with, as after a crash or a reload. */
  constructor(from?: MemoryPageStore) {
    this.#pages = new Map(from === undefined ? [] : from.#pages)
    this.#manifest = from === undefined ? null : from.#manifest
  }

  async read(hashes: readonly PageHash[]): Promise<readonly (Bytes | null)[]> {
    this.#checkOpen()
    // Copies both ways: a caller that changes its bytes must not change the store's.
    return hashes.map(hash => this.#pages.get(hash)?.slice() ?? null)
  }

  async write(pages: ReadonlyMap<PageHash, Bytes>, manifest: Bytes | null): Promise<void> {
    this.#checkOpen()
    for (const [hash, bytes] of pages) if (!this.#pages.has(hash)) this.#pages.set(hash, bytes.slice())
    if (manifest !== null) this.#manifest = manifest.slice()
  }

  async readManifest(): Promise<Bytes | null> {
    this.#checkOpen()
    return this.#manifest?.slice() ?? null
  }

  async list(): Promise<readonly PageHash[]> {
    this.#checkOpen()
    return [...this.#pages.keys()]
  }

  async delete(hashes: readonly PageHash[]): Promise<void> {
    this.#checkOpen()
    for (const hash of hashes) this.#pages.delete(hash)
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ZenError('STORAGE_CLOSED', 'the page store is closed')
  }
}
