import { describe, expect, it } from 'vitest'
import type { PageHash } from '../base/brand.ts'
import { seededRandom } from '../base/random.ts'
import { contentOf, parameterSets, randomKey, randomRow, treeLayouts, treeSeed } from '../testing/random-rows.ts'
import { checkpointTree, openTree } from './checkpoint-tree.ts'
import { MemoryPageStore } from './memory-page-store.ts'
import { PageCache } from './page-cache.ts'
import { markReachable } from './reachable-pages.ts'
import { Tree } from './tree.ts'

describe('the pages that a root reaches', () => {
  it('are all that are needed to read the tree, and no others', async () => {
    for (const [number, layout] of treeLayouts.entries()) {
      const random = seededRandom(70 + number)
      const store = new MemoryPageStore()
      const cache = new PageCache(store, { budgetBytes: 1e9 })
      const tree = Tree.empty(layout, treeSeed, { parameters: parameterSets['small'], source: cache })
      const roots: { hash: PageHash; count: number }[] = []
      const contents: string[] = []
      const written: ReadonlySet<PageHash>[] = []
      for (let version = 0; version < 4; version++) {
        for (let i = 0; i < 150; i++) {
          const key = randomKey(random, layout, 200)
          tree.put(key, randomRow(random, layout, key))
        }
        contents.push(await contentOf(tree))
        const done = await checkpointTree(tree, cache)
        await store.write(done.pages, null)
        done.settle()
        if (done.root !== null) roots.push({ hash: done.root, count: done.count })
        // A fresh tree of the same rows is written whole, so it shows every page that this root needs.
        const fresh = new Set<PageHash>()
        await markReachable(store, [roots[version].hash], fresh)
        written.push(fresh)
      }
      const keep = new Set<PageHash>()
      await markReachable(store, [roots[1].hash, roots[3].hash], keep)
      expect(keep).toEqual(new Set([...written[1], ...written[3]]))
      const garbage = (await store.list()).filter(hash => !keep.has(hash))
      expect(garbage.length).toBeGreaterThan(0)
      await store.delete(garbage)
      for (const version of [1, 3]) {
        const reopened = openTree(roots[version], tree.shape, new PageCache(store, { budgetBytes: 1e9 }))
        expect(await contentOf(reopened)).toBe(contents[version])
      }
      const [one] = keep
      await store.delete([one])
      await expect(markReachable(store, [roots[1].hash, roots[3].hash], new Set())).rejects.toMatchObject({ code: 'STORAGE_MISSING_PAGE' })
    }
  })
})
