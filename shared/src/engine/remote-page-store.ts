// A page store that asks the server for pages it does not hold, and keeps what it gets: how a new replica answers its
// first query before it has the whole database. Pages are named by their hash, so it does not matter where they come from.

import type { PageHash } from '../base/brand.ts'
import { contentHash } from '../base/content-hash.ts'
import type { PageStore } from '../storage/page-store.ts'

/** Fetches pages in the order asked; null where the server has none. Rejects with OFFLINE when there is no connection. */
export type FetchPages = (hashes: readonly PageHash[]) => Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>

export class RemotePageStore implements PageStore {
  readonly #local: PageStore
  readonly #fetch: FetchPages

  constructor(local: PageStore, fetch: FetchPages) {
    this.#local = local
    this.#fetch = fetch
  }

  async read(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    const pages = [...(await this.#local.read(hashes))]
    const missing = hashes.filter((_, i) => pages[i] === null)
    if (missing.length === 0) return pages
    const fetched = await this.#fetch(missing)
    const found = new Map<PageHash, Uint8Array<ArrayBuffer>>()
    for (let i = 0; i < missing.length; i++) {
      const page = fetched[i] ?? null
      // What does not match its name must not be kept: asked again, the server may give the right one.
      if (page !== null && (await contentHash(page)) === missing[i]) found.set(missing[i], page)
    }
    // Keeping them is a convenience: a full disk must not keep the query from its answer.
    await this.#local.write(found, null).catch(() => {})
    return hashes.map((hash, i) => pages[i] ?? found.get(hash) ?? null)
  }

  write(pages: ReadonlyMap<PageHash, Uint8Array<ArrayBuffer>>, manifest: Uint8Array<ArrayBuffer> | null): Promise<void> {
    return this.#local.write(pages, manifest)
  }

  readManifest(): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#local.readManifest()
  }

  list(): Promise<readonly PageHash[]> {
    return this.#local.list()
  }

  delete(hashes: readonly PageHash[]): Promise<void> {
    return this.#local.delete(hashes)
  }

  close(): Promise<void> {
    return this.#local.close()
  }
}
