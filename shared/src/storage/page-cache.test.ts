// The page cache: its budget, who shares what, and values out of line.

import { describe, expect, it } from 'vitest'
import type { PageHash } from '../base/brand.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { contentOf, treeSeed, withPages } from '../testing/random-rows.ts'
import { checkpointTree, openTree } from './checkpoint-tree.ts'
import { MemoryPageStore } from './memory-page-store.ts'
import { PageCache } from './page-cache.ts'
import { PageFault, type TreeLayout } from './tree-contract.ts'
import { Tree } from './tree.ts'

const layout: TreeLayout = { keyKind: 'number', columns: ['i32', 'f64', 'text'], keyColumn: 0, stamped: false }
const roomy = { budgetBytes: 1e9 }

const rowOf = (i: number, text = 'text'): StoredRow => ({ cells: [i, i / 3, text], birth: null, cellStamps: null })

async function savedTree(
  rows: number,
  text: (i: number) => string = () => 'text',
): Promise<{ tree: Tree; store: MemoryPageStore; root: { hash: PageHash; count: number } }> {
  const store = new MemoryPageStore()
  const cache = new PageCache(store, roomy)
  const tree = Tree.empty(layout, treeSeed, { source: cache })
  for (let i = 0; i < rows; i++) tree.put(i, rowOf(i, text(i)))
  const done = await checkpointTree(tree, cache)
  await store.write(done.pages, null)
  done.settle()
  return { tree, store, root: { hash: done.root ?? ('' as PageHash), count: done.count } }
}

async function scanAll(tree: Tree): Promise<void> {
  const cursor = tree.scan({}, 'ascending')
  while ((await withPages(() => cursor.next())) !== null);
}

describe('the page cache', () => {
  it('reads nothing before the first access, and a page once', async () => {
    const { store, root, tree } = await savedTree(20_000)
    const cache = new PageCache(store, roomy)
    const cold = openTree(root, tree.shape, cache)
    expect(cold.count).toBe(20_000)
    expect(cache.pagesRead).toBe(0)
    await scanAll(cold)
    const pages = (await store.list()).length
    expect(cache.pagesRead).toBe(pages)
    await scanAll(cold)
    await scanAll(openTree(root, tree.shape, cache))
    expect(cache.pagesRead).toBe(pages)
  })

  it('keeps its budget, and reads again what it dropped', async () => {
    const { store, root, tree } = await savedTree(30_000)
    const whole = new PageCache(store, roomy)
    await scanAll(openTree(root, tree.shape, whole))
    const cache = new PageCache(store, { budgetBytes: whole.bytes / 4, minNodes: 8 })
    const cold = openTree(root, tree.shape, cache)
    for (let round = 0; round < 3; round++) {
      const cursor = cold.scan({}, round === 1 ? 'descending' : 'ascending')
      while ((await withPages(() => cursor.next())) !== null);
      expect(cache.bytes).toBeLessThan(whole.bytes / 2.5)
    }
    expect(cache.pagesRead).toBeGreaterThan((await store.list()).length * 2)
  })

  it('keeps what is used again and again while a scan passes by', async () => {
    const { store, root, tree } = await savedTree(60_000)
    const whole = new PageCache(store, roomy)
    await scanAll(openTree(root, tree.shape, whole))
    const cache = new PageCache(store, { budgetBytes: whole.bytes / 2, minNodes: 8 })
    const cold = openTree(root, tree.shape, cache)
    await withPages(() => cold.get(30_000))
    let faults = 0
    const cursor = cold.scan({}, 'ascending')
    while ((await withPages(() => cursor.next())) !== null) {
      try {
        cold.get(30_000)
      } catch {
        faults++
        await withPages(() => cold.get(30_000))
      }
    }
    expect(faults).toBeLessThan(2)
  })

  it('loads rows that are read one by one in few steps', async () => {
    const { store, root, tree } = await savedTree(60_000)
    const cache = new PageCache(store, roomy)
    const cold = openTree(root, tree.shape, cache)
    const pages = (await store.list()).length
    let steps = 0
    for (let i = 0; i < 60_000; i++) {
      const key = (i * 7919) % 60_000
      for (let isFound = false; !isFound;) {
        try {
          cold.get(key)
          isFound = true
        } catch (fault) {
          if (!(fault instanceof PageFault)) throw fault
          steps++
          await fault.load()
        }
      }
    }
    expect(cache.pagesRead).toBe(pages)
    expect(steps).toBeLessThan(pages / 3)
  })

  it('loads one page for one row while everything else in memory would have to go', async () => {
    const { store, root, tree } = await savedTree(60_000)
    const whole = new PageCache(store, roomy)
    await scanAll(openTree(root, tree.shape, whole))
    const cache = new PageCache(store, { budgetBytes: whole.bytes / 4, minNodes: 8 })
    const cold = openTree(root, tree.shape, cache)
    await scanAll(cold)
    let [faults, read] = [0, cache.pagesRead]
    for (let i = 0; i < 500; i++) {
      await withPages(() => {
        try {
          return cold.get((i * 7919) % 60_000)
        } catch (fault) {
          faults++
          throw fault
        }
      })
    }
    read = cache.pagesRead - read
    expect(faults).toBeGreaterThan(100)
    expect(read).toBeLessThan(faults * 1.2)
  })

  it('shares a page between trees, and reads it once when both ask at the same time', async () => {
    const { store, root, tree } = await savedTree(20_000)
    const cache = new PageCache(store, roomy)
    const [a, b] = [openTree(root, tree.shape, cache), openTree(root, tree.shape, cache)]
    await Promise.all([scanAll(a), scanAll(b), withPages(() => b.get(7777))])
    expect(cache.pagesRead).toBe((await store.list()).length)
    const found = [a, b].map(each => each.find(12_345)?.leaf)
    expect(found[0]).toBe(found[1])
    cache.clear()
    expect(() => a.find(12_345)).toThrow(PageFault)
    expect(() => b.find(12_345)).toThrow(PageFault)
    expect((await withPages(() => b.get(12_345)))?.cells[0]).toBe(12_345)
  })

  it('drops nodes that a checkpoint settled, but never changes that no page holds', async () => {
    const store = new MemoryPageStore()
    const cache = new PageCache(store, { budgetBytes: 1, minNodes: 8 })
    const tree = Tree.empty(layout, treeSeed, { source: cache })
    for (let i = 0; i < 5000; i++) tree.put(i, rowOf(i))
    const first = await checkpointTree(tree, cache)
    await store.write(first.pages, null)
    expect(tree.isDirty).toBe(true)
    first.settle()
    expect(tree.isDirty).toBe(false)
    expect(() => Array.from({ length: 50 }, (_, i) => tree.get(100 * i))).toThrow(PageFault)
    await withPages(() => tree.put(4000, rowOf(4000, 'changed')))
    await scanAll(tree)
    cache.clear()
    expect(tree.isDirty).toBe(true)
    expect((await withPages(() => tree.get(4000)))?.cells[2]).toBe('changed')
    const second = await checkpointTree(tree, cache)
    expect(second.pages.size).toBeLessThan(5)
  })

  it('lets writers go on while a checkpoint encodes', async () => {
    const { tree, store } = await savedTree(3000)
    const cache = new PageCache(store, roomy)
    tree.put(1, rowOf(1, 'before'))
    const running = checkpointTree(tree, cache)
    tree.put(2, rowOf(2, 'during'))
    tree.delete(1)
    const done = await running
    await store.write(done.pages, null)
    done.settle()
    const saved = openTree(done.root === null ? null : { hash: done.root, count: done.count }, tree.shape, cache)
    expect((await withPages(() => saved.get(1)))?.cells[2]).toBe('before')
    expect((await withPages(() => saved.get(2)))?.cells[2]).toBe('text')
    expect(tree.get(1)).toBeNull()
    expect(tree.get(2)?.cells[2]).toBe('during')
    const last = await checkpointTree(tree, cache)
    await store.write(last.pages, null)
    last.settle()
    const again = openTree(last.root === null ? null : { hash: last.root, count: last.count }, tree.shape, cache)
    expect(await contentOf(again)).toBe(await contentOf(tree))
  })
})

describe('a value out of line', () => {
  const long = (i: number): string => `${i} `.repeat(1000)

  it('is not read by who does not ask for it', async () => {
    const { store, root, tree } = await savedTree(40, long)
    const cache = new PageCache(store, roomy)
    const cold = openTree(root, tree.shape, cache)
    const found = await withPages(() => cold.find(7))
    const pages = cache.pagesRead
    expect(found?.leaf.column(1)[found.index]).toBeCloseTo(7 / 3)
    expect(cache.pagesRead).toBe(pages)
    expect(() => found?.leaf.column(2)).toThrow(PageFault)
    expect(() => found?.leaf.row(found.index)).toThrow(PageFault)
    expect((await withPages(() => cold.get(7)))?.cells[2]).toBe(long(7))
    expect(cache.pagesRead).toBe(pages + 1)
  })

  it('is one page however many rows hold it', async () => {
    const { store } = await savedTree(40, () => long(1))
    const { store: other } = await savedTree(40, () => 'text')
    expect((await store.list()).length).toBe((await other.list()).length + 1)
  })

  it('stays a reference when its row is not touched', async () => {
    const { store, root, tree } = await savedTree(200, long)
    const cache = new PageCache(store, roomy)
    const cold = openTree(root, tree.shape, cache)
    await withPages(() => cold.put(3, rowOf(3, 'short now')))
    const done = await checkpointTree(cold, cache)
    // No blob was read or written again.
    expect(done.pages.size).toBeLessThan(5)
    await store.write(done.pages, null)
    done.settle()
    cache.clear()
    expect((await withPages(() => cold.get(4)))?.cells[2]).toBe(long(4))
    expect((await withPages(() => cold.get(3)))?.cells[2]).toBe('short now')
  })

  it('counts in the budget', async () => {
    const { store, root, tree } = await savedTree(300, i => long(i).repeat(20))
    const cache = new PageCache(store, { budgetBytes: 500_000, minNodes: 2 })
    const cold = openTree(root, tree.shape, cache)
    for (let i = 0; i < 300; i += 7) await withPages(() => cold.get(i))
    for (let i = 0; i < 300; i += 7) expect((await withPages(() => cold.get(i)))?.cells[2]).toBe(long(i).repeat(20))
    expect(cache.bytes).toBeLessThan(2_500_000)
  })

  it('counts in the budget where all leaves are there already', async () => {
    const budgetBytes = 3_000_000
    const { store, root, tree } = await savedTree(6_000, i => `${i} `.repeat(600))
    const cache = new PageCache(store, { budgetBytes, minNodes: 2 })
    const cold = openTree(root, tree.shape, cache)
    await scanAll(cold)
    const pages = cache.pagesRead
    let longest = 0
    let most = 0
    const cursor = cold.scan({}, 'ascending')
    for (;;) {
      const slice = await withPages(() => cursor.next())
      if (slice === null) break
      const texts = await withPages(() => slice.leaf.column(2).slice(slice.start, slice.end) as string[])
      longest = Math.max(longest, texts.join('').length)
      most = Math.max(most, cache.bytes)
    }
    // Several times the budget was read, each value once, and a leaf again at most once.
    expect(cache.pagesRead - pages).toBeLessThanOrEqual(6_000 + pages)
    expect(6_000 * 2_500).toBeGreaterThan(4 * budgetBytes)
    expect(most).toBeLessThan(budgetBytes * 1.25 + 2 * longest)
  })
})
