// PageStore over files: each write adds one pack of pages, synced before the manifest that names them takes its place.

import { open, readdir, readFile, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { PageHash } from '@zendb/shared/base/brand'
import type { PageStore } from '@zendb/shared/storage/page-store'
import { storageClosed, toStorageError } from '../storage/storage-error.ts'
import { encodePackHead, readExactly, readPackIndex, type PackedPage } from './page-pack.ts'
import { writeAtomically } from './sync-directory.ts'

type Bytes = Uint8Array<ArrayBuffer>

interface Pack {
  readonly path: string
  readonly handle: FileHandle
}

interface PageLocation extends PackedPage {
  readonly pack: Pack
}

const packName = (number: number): string => `pages-${String(number).padStart(8, '0')}.pack`
const packPattern = /^pages-(\d+)\.pack$/

export class FilePageStore implements PageStore {
  readonly #directory: string
  readonly #locations = new Map<PageHash, PageLocation>()
  readonly #packs = new Set<Pack>()
  #nextPack = 1
  /** Writes and deletions, one after another. */
  #writing: Promise<unknown> = Promise.resolve()
  #isClosed = false

  private constructor(directory: string) {
    this.#directory = directory
  }

  static async open(directory: string): Promise<FilePageStore> {
    const store = new FilePageStore(directory)
    try {
      const numbers = (await readdir(directory)).flatMap(name => packPattern.exec(name)?.[1] ?? []).map(Number)
      for (const number of numbers.sort((a, b) => a - b)) {
        await store.#add(join(directory, packName(number)))
        store.#nextPack = number + 1
      }
      return store
    } catch (error) {
      await store.close()
      throw error
    }
  }

  async #add(path: string): Promise<void> {
    const handle = await open(path, 'r')
    const pack: Pack = { path, handle }
    this.#packs.add(pack)
    for (const page of await readPackIndex(handle, path)) this.#locations.set(page.hash, { ...page, pack })
  }

  async read(hashes: readonly PageHash[]): Promise<readonly (Bytes | null)[]> {
    this.#requireOpen()
    try {
      return await Promise.all(hashes.map(hash => this.#readPage(hash)))
    } catch (cause) {
      throw toStorageError(cause, 'reading pages')
    }
  }

  async #readPage(hash: PageHash): Promise<Bytes | null> {
    const location = this.#locations.get(hash)
    return location === undefined ? null : readExactly(location.pack.handle, location.at, location.length)
  }

  write(pages: ReadonlyMap<PageHash, Bytes>, manifest: Bytes | null): Promise<void> {
    // Copied now: what the caller does with its bytes afterwards is its own affair.
    const own = new Map([...pages].map(([hash, bytes]) => [hash, bytes.slice()]))
    const ownManifest = manifest?.slice() ?? null
    return this.#inTurn('writing pages', async () => {
      const fresh = new Map([...own].filter(([hash]) => !this.#locations.has(hash)))
      if (fresh.size > 0) await this.#writePack(fresh)
      if (ownManifest !== null) await writeAtomically(join(this.#directory, 'manifest'), [ownManifest])
    })
  }

  async #writePack(pages: ReadonlyMap<PageHash, Bytes>): Promise<void> {
    const path = join(this.#directory, packName(this.#nextPack++))
    await writeAtomically(path, [encodePackHead(pages), ...pages.values()])
    await this.#add(path)
  }

  async readManifest(): Promise<Bytes | null> {
    this.#requireOpen()
    await this.#writing
    try {
      return Uint8Array.from(await readFile(join(this.#directory, 'manifest')))
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
      throw toStorageError(cause, 'reading the manifest')
    }
  }

  async list(): Promise<readonly PageHash[]> {
    this.#requireOpen()
    return [...this.#locations.keys()]
  }

  delete(hashes: readonly PageHash[]): Promise<void> {
    return this.#inTurn('deleting pages', async () => {
      const packs = new Set(hashes.flatMap(hash => this.#locations.get(hash)?.pack ?? []))
      if (packs.size === 0) return
      const gone = new Set(hashes)
      const kept = new Map<PageHash, Bytes>()
      for (const [hash, { pack }] of this.#locations) {
        if (!packs.has(pack) || gone.has(hash)) continue
        const bytes = await this.#readPage(hash)
        if (bytes !== null) kept.set(hash, bytes)
      }
      // The pages that stay are in a new pack before the old ones go.
      if (kept.size > 0) await this.#writePack(kept)
      for (const hash of gone) this.#locations.delete(hash)
      for (const pack of packs) await this.#drop(pack)
    })
  }

  async #drop(pack: Pack): Promise<void> {
    this.#packs.delete(pack)
    await pack.handle.close()
    await unlink(pack.path)
  }

  #inTurn(doing: string, work: () => Promise<void>): Promise<void> {
    const result = this.#writing.then(async () => {
      this.#requireOpen()
      try {
        await work()
      } catch (cause) {
        throw toStorageError(cause, doing)
      }
    })
    this.#writing = result.catch(() => {})
    return result
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    await this.#writing
    this.#isClosed = true
    for (const { handle } of this.#packs) await handle.close()
  }

  #requireOpen(): void {
    if (this.#isClosed) throw storageClosed('using the page store')
  }
}
