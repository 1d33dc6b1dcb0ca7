// Pages from a failing disk or an enemy: every decoder refuses them by name or reads them, and never does worse.

import { describe, expect, it } from 'vitest'
import { asPageHash } from '../base/brand.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import { contentHash } from '../base/content-hash.ts'
import { ZenError } from '../base/errors.ts'
import { seededRandom, type Random } from '../base/random.ts'
import { FaultyPageStore } from '../testing/faulty-page-store.ts'
import { parameterSets, randomKey, randomRow, treeLayouts, treeSeed, withPages } from '../testing/random-rows.ts'
import { FaultClock } from '../testing/store-faults.ts'
import { decodeBlob, encodeBlob } from './blob-page.ts'
import { checkpointTree, openTree } from './checkpoint-tree.ts'
import { decodeInner } from './inner-page.ts'
import { decodeLeaf, encodeLeaf } from './leaf-page.ts'
import { MemoryPageStore } from './memory-page-store.ts'
import { PageCache } from './page-cache.ts'
import { framePage, openPage, pageKind } from './page-header.ts'
import { PageRef } from './page-ref.ts'
import type { TreeLayout } from './tree-contract.ts'
import { Tree } from './tree.ts'
import type { TreeShape } from './tree-shape.ts'

type Bytes = Uint8Array<ArrayBuffer>

const name = asPageHash('0123456789abcdef')
const noBlobs = new PageCache(new MemoryPageStore(), { budgetBytes: 1e6 })

async function randomTree(layout: TreeLayout, random: Random): Promise<{ tree: Tree; pages: Bytes[] }> {
  const tree = Tree.empty(layout, treeSeed, { parameters: parameterSets['small'] })
  for (let i = 0; i < 150; i++) {
    const key = randomKey(random, layout, 400)
    tree.put(key, randomRow(random, layout, key))
  }
  const { pages } = await checkpointTree(tree, noBlobs)
  return { tree, pages: [...pages.values()] }
}

/** Decodes a page of any kind and uses what comes out; true when it was refused with the right error. */
function isRefused(bytes: Bytes, shape: TreeShape): boolean {
  try {
    const { kind } = openPage(bytes, name)
    if (kind === pageKind.blob) decodeBlob(bytes, name)
    else if (kind === pageKind.inner) decodeInner(bytes, name, shape, (hash, claim) => new PageRef(hash, claim))
    else encodeLeaf(decodeLeaf(bytes, name, shape, noBlobs), new Map())
    return false
  } catch (error) {
    if (!(error instanceof ZenError) || error.details['page'] !== name) throw error
    expect(['STORAGE_CORRUPT_PAGE', 'STORAGE_FORMAT_VERSION']).toContain(error.code)
    return true
  }
}

describe('a page from an enemy', () => {
  for (const layout of treeLayouts) {
    it(`is refused or decodes, never worse: ${layout.keyKind} keys, ${layout.columns.join(' ')}`, async () => {
      const random = seededRandom(11)
      const { tree, pages } = await randomTree(layout, random)
      let refused = 0
      for (let round = 0; round < 4000; round++) {
        const bytes = pages[random.below(pages.length)].slice()
        for (let changes = random.below(3); changes >= 0; changes--)
          bytes[random.below(bytes.length)] = [random.below(256), 0, 255, 127, 128][random.below(5)]
        if (isRefused(bytes, tree.shape)) refused++
      }
      expect(refused).toBeGreaterThan(400)
    }, 120_000)

    it(`is refused when it is cut or too long: ${layout.keyKind} keys, ${layout.columns.join(' ')}`, async () => {
      const { tree, pages } = await randomTree(layout, seededRandom(12))
      for (const page of pages.slice(0, 12)) {
        for (let length = 0; length < page.length; length += 1 + (length >> 6)) {
          expect(isRefused(page.slice(0, length), tree.shape)).toBe(true)
          // Also with a length field that agrees.
          const cut = page.slice(0, length)
          if (length >= 10) new DataView(cut.buffer).setUint32(6, length, true)
          expect(isRefused(cut, tree.shape)).toBe(true)
        }
        const long = new Uint8Array(page.length + 1)
        long.set(page)
        new DataView(long.buffer).setUint32(6, long.length, true)
        expect(isRefused(long, tree.shape)).toBe(true)
      }
    })
  }

  it('is refused under every other layout', async () => {
    const trees = await Promise.all(treeLayouts.map(layout => randomTree(layout, seededRandom(13))))
    const leaves = trees.map(({ pages }) => pages.find(page => openPage(page, name).kind === pageKind.leaf) ?? new Uint8Array())
    const refusals = leaves.map(leaf => trees.map(({ tree }) => isRefused(leaf, tree.shape)))
    expect(refusals).toEqual(leaves.map((_, i) => trees.map((_, j) => i !== j)))
  })

  it('cannot make us allocate what it only claims', () => {
    const shape = Tree.empty(treeLayouts[0], treeSeed).shape
    const leafWith = (count: number): Bytes => {
      const writer = new BytesWriter()
      for (const byte of [0, 2, 1, 5, 0, 3, 1, 2, 4]) writer.u8(byte)
      writer.varint(count)
      for (let i = 0; i < 40; i++) writer.u8(0)
      return framePage(pageKind.leaf, writer)
    }
    for (const count of [65_536, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]) expect(isRefused(leafWith(count), shape)).toBe(true)
    const blob = new BytesWriter()
    for (const byte of [0, 0]) blob.u8(byte)
    blob.varint(2 ** 40)
    expect(isRefused(framePage(pageKind.blob, blob), shape)).toBe(true)
    const inner = new BytesWriter()
    inner.u8(1)
    inner.varint(2 ** 30)
    expect(isRefused(framePage(pageKind.inner, inner), shape)).toBe(true)
  })

  it('of a newer format version says so', () => {
    const page = encodeBlob('x')
    page[4] = 2
    expect(() => decodeBlob(page, name)).toThrowError(expect.objectContaining({ code: 'STORAGE_FORMAT_VERSION' }))
  })

  it('has the hash of its bytes or is not read', async () => {
    const layout = treeLayouts[1]
    const store = new FaultyPageStore(new FaultClock())
    const cache = new PageCache(store, { budgetBytes: 1e6 })
    const tree = Tree.empty(layout, treeSeed, { parameters: parameterSets['small'], source: cache })
    for (let i = 0; i < 100; i++) tree.put(`k${i}`, { cells: ['text', i], birth: null, cellStamps: null })
    const done = await checkpointTree(tree, cache)
    await store.write(done.pages, null)
    const hashes = [...done.pages.keys()]
    const scan = async (): Promise<void> => {
      const cold = openTree(
        done.root === null ? null : { hash: done.root, count: done.count },
        tree.shape,
        new PageCache(store, { budgetBytes: 1e6 }),
      )
      const cursor = cold.scan({}, 'ascending')
      while ((await withPages(() => cursor.next())) !== null);
    }
    await scan()
    for (const hash of hashes) {
      const right = done.pages.get(hash) ?? new Uint8Array()
      const other = done.pages.get(hashes[(hashes.indexOf(hash) + 1) % hashes.length]) ?? new Uint8Array()
      await store.damage(hash, other)
      await expect(scan()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_PAGE', details: { page: hash } })
      await store.damage(hash, right)
    }
    // One bit of one value: it decodes, and only the hash can tell.
    const leaf = hashes.find(hash => openPage(done.pages.get(hash) ?? new Uint8Array(), hash).kind === pageKind.leaf) ?? hashes[0]
    const page = done.pages.get(leaf) ?? new Uint8Array()
    for (let at = 0; at < page.length; at++) {
      const changed = page.slice()
      changed[at] ^= 1
      await store.damage(leaf, changed)
      await expect(scan(), `byte ${at}`).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_PAGE', details: { page: leaf } })
    }
    await store.damage(leaf, page)
    await store.delete([hashes[0]])
    await expect(scan()).rejects.toMatchObject({ code: 'STORAGE_MISSING_PAGE', details: { page: hashes[0] } })
  })

  it('that is right by its hash but not what its parent says is refused', async () => {
    const layout = treeLayouts[1]
    const store = new MemoryPageStore()
    const cache = new PageCache(store, { budgetBytes: 1e6 })
    const tree = Tree.empty(layout, treeSeed, { source: cache })
    tree.put('k', { cells: ['text', 1], birth: null, cellStamps: null })
    const done = await checkpointTree(tree, cache)
    await store.write(done.pages, null)
    const [bytes] = done.pages.values()
    const hash = await contentHash(bytes)
    const lying = openTree({ hash, count: 2 }, tree.shape, cache)
    await expect(withPages(() => lying.get('k'))).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_PAGE' })
  })
})
