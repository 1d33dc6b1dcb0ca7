import { describe, expect, it } from 'vitest'
import type { Key } from '../base/cell.ts'
import type { PageHash } from '../base/brand.ts'
import { seededRandom, type Random } from '../base/random.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { contentOf, parameterSets, randomKey, randomRow, printModel, treeLayouts, treeSeed, withPages } from '../testing/random-rows.ts'
import { checkTree } from './check-tree.ts'
import { checkpointTree, openTree } from './checkpoint-tree.ts'
import { MemoryPageStore } from './memory-page-store.ts'
import { PageCache } from './page-cache.ts'
import type { TreeLayout } from './tree-contract.ts'
import { Tree } from './tree.ts'
import type { TreeParameters } from './tree-shape.ts'

type Model = Map<Key, StoredRow>

async function save(tree: Tree, cache: PageCache): Promise<PageHash | null> {
  const done = await checkpointTree(tree, cache)
  await cache.store.write(done.pages, null)
  done.settle()
  return done.root
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

async function rebuiltRoot(model: Model, layout: TreeLayout, parameters: TreeParameters, random: Random): Promise<PageHash | null> {
  const tree = Tree.empty(layout, treeSeed, { parameters })
  for (const [key, row] of shuffled([...model], random)) tree.put(key, row)
  return (await checkpointTree(tree, new PageCache(new MemoryPageStore(), { budgetBytes: 1e9 }))).root
}

describe('a checkpoint', () => {
  for (const layout of treeLayouts) {
    for (const [name, parameters] of Object.entries(parameterSets)) {
      it(`gives one root for one content, whatever happened before: ${layout.keyKind} keys, ${layout.columns.join(' ')}, ${name} nodes`, async () => {
        for (let run = 0; run < 6; run++) {
          const seed = 500 + run
          const random = seededRandom(seed)
          const store = new MemoryPageStore()
          const cache = new PageCache(store, { budgetBytes: run % 2 === 0 ? 1 : 1e9, minNodes: name === 'tiny' ? 64 : 16 })
          const tree = Tree.empty(layout, treeSeed, { parameters, source: cache })
          const model: Model = new Map()
          const keys = [40, 150, 400][run % 3]
          const forks: { tree: Tree; model: Model }[] = []
          for (let step = 0; step < keys * 2; step++) {
            await randomStep({ tree, model, random, keys })
            if (random.below(60) === 0) await save(tree, cache)
            if (random.below(150) === 0) cache.clear()
            if (random.below(100) === 0 && forks.length < 4) forks.push({ tree: tree.fork(), model: new Map(model) })
            if (random.below(5) === 0 && forks.length > 0) await randomStep({ ...forks[random.below(forks.length)], random, keys })
          }
          for (const fork of [{ tree, model }, ...forks]) {
            expect(await checkTree(fork.tree), `seed ${seed}`).toEqual([])
            expect(await contentOf(fork.tree)).toBe(printModel(fork.model))
            const root = await save(fork.tree, cache)
            expect(root, `seed ${seed}`).toBe(await rebuiltRoot(fork.model, layout, parameters, random))
            expect(fork.tree.isDirty).toBe(false)
            const cold = new PageCache(store, { budgetBytes: 1e9 })
            const reopened = openTree(root === null ? null : { hash: root, count: fork.model.size }, fork.tree.shape, cold)
            expect(await contentOf(reopened, 'descending')).toBe(printModel(fork.model, 'descending'))
            expect(await checkTree(reopened)).toEqual([])
          }
        }
      }, 60_000)
    }
  }

  async function randomStep(on: { tree: Tree; model: Model; random: Random; keys: number }): Promise<void> {
    const { tree, model, random, keys } = on
    const key = randomKey(random, tree.layout, keys)
    const row = randomRow(random, tree.layout, key)
    switch (random.below(7)) {
      case 0:
      case 1:
        expect(await withPages(() => tree.delete(key))).toBe(model.delete(key))
        return
      case 2:
        if (random.below(2) === 0) await withPages(() => tree.get(key))
        expect(await withPages(() => tree.update(key, row))).toBe(model.has(key))
        if (model.has(key)) model.set(key, row)
        return
      case 3:
        expect(await withPages(() => tree.get(key))).toEqual(model.get(key) ?? null)
        return
      default:
        await withPages(() => tree.put(key, row))
        model.set(key, row)
    }
  }
})
