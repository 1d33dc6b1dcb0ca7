// The pages of a held branch, each checked against its name. Whoever reads a page checks it as well, but knows only the page's name:
// here the error can say in which object of the store the damaged bytes lie.

import type { PageHash } from '@zendb/shared/base/brand'
import { toHex } from '@zendb/shared/base/content-hash'
import type { PageStore } from '@zendb/shared/storage/page-store'
import { sha256 } from './manifest-codec.ts'
import type { ObjectPageStore } from './object-page-store.ts'
import { corruptPack } from './pack-codec.ts'

export class VerifiedPageStore implements PageStore {
  readonly #pages: ObjectPageStore
  readonly #askedBy: 'engine' | 'client'

  /** `engine`: what it asks for was written, so a page that is not there is damage. Clients may ask for anything. */
  constructor(pages: ObjectPageStore, askedBy: 'engine' | 'client') {
    this.#pages = pages
    this.#askedBy = askedBy
  }

  async read(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    const pages = await this.#pages.read(hashes)
    for (const [i, bytes] of pages.entries())
      if (bytes !== null && toHex(sha256(bytes)) !== hashes[i])
        throw corruptPack(this.#pages.packOf(hashes[i]), `page ${hashes[i]} in it has another hash`)
    const missing = pages.indexOf(null)
    if (missing >= 0 && this.#askedBy === 'engine') {
      const key = await this.#pages.damagedPack()
      if (key !== null) throw corruptPack(key, `it has another hash, and page ${hashes[missing]} is in no pack`)
    }
    return pages
  }

  write(pages: ReadonlyMap<PageHash, Uint8Array<ArrayBuffer>>, manifest: Uint8Array<ArrayBuffer> | null): Promise<void> {
    return this.#pages.write(pages, manifest)
  }

  readManifest(): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#pages.readManifest()
  }

  list(): Promise<readonly PageHash[]> {
    return this.#pages.list()
  }

  delete(hashes: readonly PageHash[]): Promise<void> {
    return this.#pages.delete(hashes)
  }

  close(): Promise<void> {
    return this.#pages.close()
  }
}
