// What every PageStore must do: run by the tests of each implementation. A harness opens the same store again and again,
// as a process that restarts would.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PageHash } from '../base/brand.ts'
import { contentHash } from '../base/content-hash.ts'
import type { PageStore } from '../storage/page-store.ts'

export interface PageStoreHarness {
  /** Opens the store; what earlier ones wrote is there. At most one is open at a time. */
  open(): Promise<PageStore>
  dispose(): Promise<void>
}

type Pages = Map<PageHash, Uint8Array<ArrayBuffer>>

async function pagesOf(...texts: string[]): Promise<Pages> {
  const pages: Pages = new Map()
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text)
    pages.set(await contentHash(bytes), bytes)
  }
  return pages
}

const bytesOf = (...items: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(items)

/** Declares the suite for one implementation. */
export function describePageStore(name: string, makeHarness: () => Promise<PageStoreHarness>): void {
  describe(`${name} is a PageStore`, () => {
    let harness: PageStoreHarness
    let store: PageStore
    beforeEach(async () => {
      harness = await makeHarness()
      store = await harness.open()
    })
    afterEach(async () => {
      await store.close()
      await harness.dispose()
    })
    const reopen = async (): Promise<void> => {
      await store.close()
      store = await harness.open()
    }

    it('starts empty', async () => {
      const [hash] = (await pagesOf('nothing')).keys()
      expect(await store.list()).toEqual([])
      expect(await store.readManifest()).toBeNull()
      expect(await store.read([hash])).toEqual([null])
      expect(await store.read([])).toEqual([])
    })

    it('gives pages back in the order asked, repeated and missing ones too', async () => {
      const pages = await pagesOf('a', 'b', 'c')
      const [missing] = (await pagesOf('missing')).keys()
      await store.write(pages, null)
      const [a, b, c] = [...pages.keys()]
      expect(await store.read([c, missing, a, a, b])).toEqual([pages.get(c), null, pages.get(a), pages.get(a), pages.get(b)])
    })

    it('keeps pages and manifest over a restart', async () => {
      const pages = await pagesOf('a', 'b')
      await store.write(pages, bytesOf(1, 2, 3))
      await reopen()
      expect(await store.readManifest()).toEqual(bytesOf(1, 2, 3))
      expect(await store.read([...pages.keys()])).toEqual([...pages.values()])
    })

    it('replaces the manifest by a write with one, and keeps it in a write without', async () => {
      await store.write(new Map(), bytesOf(1))
      await store.write(await pagesOf('a'), null)
      expect(await store.readManifest()).toEqual(bytesOf(1))
      await store.write(await pagesOf('b'), bytesOf(2, 2))
      await reopen()
      expect(await store.readManifest()).toEqual(bytesOf(2, 2))
      expect((await store.list()).length).toBe(2)
    })

    it('leaves pages alone that it has', async () => {
      const pages = await pagesOf('a')
      await store.write(pages, null)
      await store.write(pages, bytesOf(9))
      expect(await store.list()).toEqual([...pages.keys()])
      expect(await store.read([...pages.keys()])).toEqual([...pages.values()])
    })

    it('does not verify hashes: that is the work of the page cache', async () => {
      const [hash] = (await pagesOf('true')).keys()
      await store.write(new Map([[hash, bytesOf(0)]]), null)
      expect(await store.read([hash])).toEqual([bytesOf(0)])
    })

    it('holds its own copy of what it is given, and gives copies away', async () => {
      const pages = await pagesOf('abc')
      const [[hash, bytes]] = [...pages]
      const manifest = bytesOf(5)
      await store.write(pages, manifest)
      bytes[0] = 0
      manifest[0] = 0
      const [first] = await store.read([hash])
      first?.fill(0)
      expect(await store.read([hash])).toEqual([new TextEncoder().encode('abc')])
      expect(await store.readManifest()).toEqual(bytesOf(5))
    })

    it('lists and deletes, also what is not there', async () => {
      const pages = await pagesOf('a', 'b', 'c')
      const [a, b, c] = [...pages.keys()]
      await store.write(pages, bytesOf(1))
      await store.delete([b, b])
      await store.delete([b])
      await store.delete([])
      expect([...(await store.list())].sort()).toEqual([a, c].sort())
      await reopen()
      expect(await store.read([a, b, c])).toEqual([pages.get(a), null, pages.get(c)])
      expect(await store.readManifest()).toEqual(bytesOf(1))
    })

    it('takes a deleted page again', async () => {
      const pages = await pagesOf('again')
      await store.write(pages, null)
      await store.delete([...pages.keys()])
      await store.write(pages, null)
      expect(await store.read([...pages.keys()])).toEqual([...pages.values()])
    })

    it('takes many pages and large ones in one write', async () => {
      const pages = await pagesOf(...Array.from({ length: 700 }, (_, i) => `page ${i}`), 'x'.repeat(1_500_000))
      await store.write(pages, bytesOf(7))
      await reopen()
      const hashes = [...pages.keys()].reverse()
      const read = await store.read(hashes)
      // By hash: comparing large arrays item by item takes seconds.
      const found = await Promise.all(read.map(async bytes => (bytes === null ? null : await contentHash(bytes))))
      expect(found).toEqual(hashes)
    })

    it('takes writes and reads that overlap', async () => {
      const sets = await Promise.all(Array.from({ length: 8 }, (_, i) => pagesOf(`a${i}`, `b${i}`, 'shared')))
      await Promise.all(sets.map((pages, i) => store.write(pages, bytesOf(i))))
      const all = sets.flatMap(pages => [...pages])
      const read = await Promise.all(all.map(([hash]) => store.read([hash])))
      expect(read).toEqual(all.map(([, bytes]) => [bytes]))
      // Writes are applied in the order of the calls.
      expect(await store.readManifest()).toEqual(bytesOf(7))
    })

    it('answers STORAGE_CLOSED after close', async () => {
      await store.close()
      await expect(store.read([])).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
      await expect(store.write(new Map(), null)).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
      await store.close()
    })
  })
}
