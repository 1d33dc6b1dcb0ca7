// Trees under trouble: pages that are not in memory, forks that must not see each other, stores that crash or refuse.

import { describe, expect, it } from 'vitest'
import type { PageHash } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import { seededRandom } from '../base/random.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { FaultyPageStore } from '../testing/faulty-page-store.ts'
import {
  contentOf,
  editNumbers,
  parameterSets,
  printModel,
  randomKey,
  randomRow,
  treeLayouts,
  treeSeed,
  withPages,
} from '../testing/random-rows.ts'
import { FaultClock, type StoreFault } from '../testing/store-faults.ts'
import { checkTree } from './check-tree.ts'
import { checkpointTree, openTree } from './checkpoint-tree.ts'
import { PageCache } from './page-cache.ts'
import { PageFault } from './tree-contract.ts'
import { Tree } from './tree.ts'

type Model = Map<Key, StoredRow>

describe('a tree that is not in memory', () => {
  for (const layout of treeLayouts) {
    it(`is unchanged by a call that faults, at every fault: ${layout.keyKind} keys, ${layout.columns.join(' ')}`, async () => {
      for (const parameters of [parameterSets['small'], parameterSets['tiny']]) {
        const random = seededRandom(90)
        const store = new FaultyPageStore(new FaultClock())
        const warm = new PageCache(store, { budgetBytes: 1e9 })
        const tree = Tree.empty(layout, treeSeed, { parameters, source: warm })
        const model: Model = new Map()
        for (let i = 0; i < 150; i++) {
          const key = randomKey(random, layout, 200)
          const row = randomRow(random, layout, key)
          tree.put(key, row)
          model.set(key, row)
        }
        const done = await checkpointTree(tree, warm)
        await store.write(done.pages, null)
        let faults = 0
        for (let i = 0; i < 40; i++) {
          // Nothing is in memory, so the call faults at every page on its way.
          const cold = openTree(
            done.root === null ? null : { hash: done.root, count: done.count },
            tree.shape,
            new PageCache(store, { budgetBytes: 1e9 }),
          )
          const after: Model = new Map(model)
          const key = randomKey(random, layout, 200)
          const row = randomRow(random, layout, key)
          const change = (): unknown => [() => cold.put(key, row), () => cold.delete(key), () => cold.edit(key)][i % 3]()
          if (i % 3 === 0) after.set(key, row)
          else if (i % 3 === 1) after.delete(key)
          for (;;) {
            try {
              change()
              break
            } catch (fault) {
              if (!(fault instanceof PageFault)) throw fault
              faults++
              expect(cold.isDirty).toBe(false)
              expect(cold.count).toBe(model.size)
              // Nothing but the fault's own pages is loaded, so the next call faults further down.
              await fault.load()
            }
          }
          expect(await contentOf(cold)).toBe(printModel(after))
          expect(await checkTree(cold)).toEqual([])
        }
        expect(faults).toBeGreaterThan(60)
      }
    }, 120_000)
  }

  it('reads ahead in a scan: a fault asks for the siblings too, but not beyond the range', async () => {
    const layout = treeLayouts[2]
    const store = new FaultyPageStore(new FaultClock())
    const cache = new PageCache(store, { budgetBytes: 1e9 })
    const tree = Tree.empty(layout, treeSeed, { source: cache })
    const birth = { hlc: { ms: 1, counter: 0 }, origin: 'o' as never, seq: 1, ordinal: 0 }
    for (let i = 0; i < 20_000; i++) tree.put(i, { cells: [i, i * 1.25], birth, cellStamps: null })
    const done = await checkpointTree(tree, cache)
    await store.write(done.pages, null)
    const faultsOf = async (direction: 'ascending' | 'descending', range: { from?: number; to?: number }): Promise<number[]> => {
      const cold = openTree(
        done.root === null ? null : { hash: done.root, count: done.count },
        tree.shape,
        new PageCache(store, { budgetBytes: 1e9 }),
      )
      const cursor = cold.scan(range, direction)
      const sizes: number[] = []
      for (;;) {
        try {
          if (cursor.next() === null) return sizes
        } catch (fault) {
          if (!(fault instanceof PageFault)) throw fault
          sizes.push(fault.hashes.length)
          await fault.load()
        }
      }
    }
    for (const direction of ['ascending', 'descending'] as const) {
      const all = await faultsOf(direction, {})
      expect(all.reduce((sum, size) => sum + size, 0)).toBe(done.pages.size)
      expect(all.length).toBeLessThan(done.pages.size / 5)
      const few = await faultsOf(direction, { from: 5000, to: 5010 })
      expect(few.reduce((sum, size) => sum + size, 0)).toBeLessThan(6)
    }
  })
})

describe('a fork', () => {
  it('does not see what happens to the tree it came from, nor the other way', async () => {
    const random = seededRandom(5)
    const layout = treeLayouts[0]
    const tree = Tree.empty(layout, treeSeed, { parameters: parameterSets['small'] })
    const heads: { tree: Tree; model: Model }[] = [{ tree, model: new Map() }]
    for (let step = 0; step < 3000; step++) {
      const head = heads[random.below(heads.length)]
      if (step % 250 === 0) heads.push({ tree: head.tree.fork(), model: new Map(head.model) })
      const key = randomKey(random, layout, 150)
      const row = randomRow(random, layout, key)
      const what = random.below(6)
      if (what < 2) expect(head.tree.delete(key)).toBe(head.model.delete(key))
      else if (what === 2) editNumbers(head.tree, head.model, key, row)
      else {
        head.tree.put(key, row)
        head.model.set(key, row)
      }
      if (step % 500 === 0) for (const each of heads) expect(await contentOf(each.tree)).toBe(printModel(each.model))
    }
    for (const each of heads) {
      expect(await contentOf(each.tree)).toBe(printModel(each.model))
      expect(await checkTree(each.tree)).toEqual([])
    }
  })
})

describe('a store that crashes or refuses, at every one of its operations', () => {
  const manifestOf = (root: PageHash | null, count: number): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`${root ?? ''} ${count}`)

  /** Five rounds of changes, each with a checkpoint; what was acknowledged is in `saved`, what was tried in `written`. */
  async function work(store: FaultyPageStore): Promise<{ saved: Model; attempted: Model; written: string[]; tree: Tree }> {
    const layout = treeLayouts[0]
    const random = seededRandom(77)
    const cache = new PageCache(store, { budgetBytes: 1, minNodes: 16 })
    const tree = Tree.empty(layout, treeSeed, { parameters: parameterSets['small'], source: cache })
    const model: Model = new Map()
    let saved: Model = new Map()
    const written: string[] = []
    for (let round = 0; round < 5; round++) {
      try {
        for (let i = 0; i < 80; i++) {
          const key = randomKey(random, layout, 120)
          const row = randomRow(random, layout, key)
          await withPages(() => tree.put(key, row))
          model.set(key, row)
        }
        const done = await checkpointTree(tree, cache)
        written.push(printModel(model))
        await store.write(done.pages, manifestOf(done.root, done.count))
        done.settle()
        saved = new Map(model)
      } catch (error) {
        expect(error).toMatchObject({ code: /^STORAGE_/ })
      }
    }
    return { saved, attempted: model, written, tree }
  }

  async function reopen(store: FaultyPageStore, tree: Tree): Promise<string> {
    const survivor = store.afterRestart()
    const manifest = await survivor.readManifest()
    if (manifest === null) return ''
    const [root, count] = new TextDecoder().decode(manifest).split(' ')
    const reopened = openTree({ hash: root as PageHash, count: Number(count) }, tree.shape, new PageCache(survivor, { budgetBytes: 1e9 }))
    expect(await checkTree(reopened)).toEqual([])
    return contentOf(reopened)
  }

  it('finds after the restart what was acknowledged, whole', async () => {
    const clock = new FaultClock()
    await work(new FaultyPageStore(clock))
    expect(clock.operations).toBe(5)
    for (let operation = 1; operation <= 5; operation++) {
      for (const kind of ['crash-before', 'crash-after'] as const) {
        const store = new FaultyPageStore(new FaultClock([{ kind, operation }]))
        const { saved, written, tree } = await work(store)
        // A crash after the write: durable, though nobody heard of it.
        expect(await reopen(store, tree)).toBe(kind === 'crash-before' ? printModel(saved) : written[operation - 1])
      }
    }
  })

  it('goes on after a refused write, and writes it all the next time', async () => {
    for (let operation = 1; operation <= 4; operation++) {
      for (const kind of ['quota', 'failed'] as const) {
        const fault: StoreFault = { kind, operation }
        const store = new FaultyPageStore(new FaultClock([fault]))
        const { saved, attempted, tree } = await work(store)
        expect(saved).toEqual(attempted)
        expect(await reopen(store, tree)).toBe(printModel(attempted))
      }
    }
  })
})
