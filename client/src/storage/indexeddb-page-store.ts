// PageStore over IndexedDB: one record a page under its hash, the manifest beside them, both in one transaction.

import { asPageHash, type PageHash } from '@zendb/shared/base/brand'
import { ZenError } from '@zendb/shared/base/errors'
import type { PageStore } from '@zendb/shared/storage/page-store'
import type { IndexedDbConnection } from './indexeddb-connection.ts'
import { storageClosed } from './storage-error.ts'

type Bytes = Uint8Array<ArrayBuffer>

export class IndexedDbPageStore implements PageStore {
  readonly #connection: IndexedDbConnection
  #isClosed = false

  /** The connection closes with the last store that shares it. */
  constructor(connection: IndexedDbConnection) {
    this.#connection = connection
    connection.retain()
  }

  async read(hashes: readonly PageHash[]): Promise<readonly (Bytes | null)[]> {
    this.#requireOpen()
    if (hashes.length === 0) return []
    // Many gets at once: measured faster than getAll for pages.
    return this.#connection.read(['pages'], 'reading pages', async transaction => {
      const pages = await Promise.all(hashes.map(hash => transaction.objectStore('pages').get(hash)))
      return pages.map(page => page ?? null)
    })
  }

  async write(pages: ReadonlyMap<PageHash, Bytes>, manifest: Bytes | null): Promise<void> {
    this.#requireOpen()
    if (pages.size === 0 && manifest === null) return
    // Strict, because the log records that these pages replace are deleted next.
    await this.#connection.write({ stores: ['pages'], durability: 'strict', doing: 'writing pages' }, transaction => {
      const store = transaction.objectStore('pages')
      const requests: Promise<unknown>[] = []
      // A page is its hash's only content, so writing it again changes nothing.
      for (const [hash, bytes] of pages) requests.push(store.put(compact(bytes), hash))
      if (manifest !== null) requests.push(transaction.objectStore('meta').put(compact(manifest), 'manifest'))
      return requests
    })
  }

  async readManifest(): Promise<Bytes | null> {
    this.#requireOpen()
    const manifest = await this.#connection.readManifest()
    if (manifest === undefined) return null
    if (!(manifest instanceof Uint8Array))
      throw new ZenError('STORAGE_CORRUPT_MANIFEST', 'the manifest record of this database holds no bytes')
    return manifest as Bytes // IndexedDB never stores views of shared buffers
  }

  async list(): Promise<readonly PageHash[]> {
    this.#requireOpen()
    const keys = await this.#connection.read(['pages'], 'listing pages', transaction => transaction.objectStore('pages').getAllKeys())
    return keys.map(asPageHash)
  }

  async delete(hashes: readonly PageHash[]): Promise<void> {
    this.#requireOpen()
    if (hashes.length === 0) return
    await this.#connection.write({ stores: ['pages'], durability: 'relaxed', doing: 'deleting pages' }, transaction =>
      hashes.map(hash => transaction.objectStore('pages').delete(hash)),
    )
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#connection.release()
  }

  #requireOpen(): void {
    if (this.#isClosed) throw storageClosed('using the page store')
  }
}

/** A view would be stored with the whole buffer behind it. */
function compact(bytes: Bytes): Bytes {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
}
