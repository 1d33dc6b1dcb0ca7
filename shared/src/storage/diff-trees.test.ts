import { describe, expect, it } from 'vitest'
import type { Key } from '../base/cell.ts'
import { seededRandom } from '../base/random.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { parameterSets, printRow, randomKey, randomRow, treeLayouts, treeSeed, withPages } from '../testing/random-rows.ts'
import { checkpointTree, openTree } from './checkpoint-tree.ts'
import { TreeDiff } from './diff-trees.ts'
import { MemoryPageStore } from './memory-page-store.ts'
import { PageCache } from './page-cache.ts'
import type { TreeLayout } from './tree-contract.ts'
import { Tree } from './tree.ts'

type Model = Map<Key, StoredRow>

const print = (key: Key, before: StoredRow | null | undefined, after: StoredRow | null | undefined): string =>
  `${before ? printRow(key, before) : '-'} => ${after ? printRow(key, after) : '-'}`

function expected(before: Model, after: Model): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => (a < b ? -1 : 1))
  return keys
    .map(key => [before.get(key), after.get(key), key] as const)
    .filter(([a, b, key]) => !a || !b || printRow(key, a) !== printRow(key, b))
    .map(([a, b, key]) => print(key, a, b))
}

async function found(before: Tree, after: Tree): Promise<string[]> {
  const diff = new TreeDiff(before, after)
  const lines: string[] = []
  for (let part = await withPages(() => diff.next()); part !== null; part = await withPages(() => diff.next())) {
    for (const { key, before: a, after: b } of part) lines.push(print(key, a, b))
  }
  return lines
}

async function save(tree: Tree, cache: PageCache): Promise<Tree> {
  const done = await checkpointTree(tree, cache)
  await cache.store.write(done.pages, null)
  done.settle()
  return openTree(done.root === null ? null : { hash: done.root, count: done.count }, tree.shape, cache)
}

const orders: TreeLayout = { keyKind: 'number', columns: ['i32', 'f64', 'text'], keyColumn: 0, stamped: false }

describe('a diff of trees', () => {
  for (const layout of treeLayouts) {
    it(`finds what differs and nothing else: ${layout.keyKind} keys, ${layout.columns.join(' ')}`, async () => {
      for (let run = 0; run < 9; run++) {
        const random = seededRandom(40 + run)
        const parameters = Object.values(parameterSets)[run % 3]
        const store = new MemoryPageStore()
        const cache = new PageCache(store, { budgetBytes: 1e9 })
        const before = Tree.empty(layout, treeSeed, { parameters, source: cache })
        const old: Model = new Map()
        const keys = run === 0 ? 1 : 300
        for (let i = 0; i < keys; i++) {
          const key = randomKey(random, layout, keys)
          const row = randomRow(random, layout, key)
          before.put(key, row)
          old.set(key, row)
        }
        if (run % 2 === 0) await save(before, cache)
        const after = before.fork()
        const now: Model = new Map(old)
        for (let i = random.below([1, 20, 400][run % 3]); i >= 0; i--) {
          const key = randomKey(random, layout, keys)
          const row = randomRow(random, layout, key)
          if (random.below(3) === 0) {
            after.delete(key)
            now.delete(key)
          } else {
            after.put(key, row)
            now.set(key, row)
          }
        }
        const differences = expected(old, now)
        expect(await found(before, after), `seed ${40 + run}`).toEqual(differences)
        expect(await found(before, before)).toEqual([])
        const [coldBefore, coldAfter] = [await save(before, cache), await save(after, cache)]
        cache.clear()
        expect(await found(coldBefore, coldAfter), `seed ${40 + run}, cold`).toEqual(differences)
        expect(await found(coldBefore, after)).toEqual(differences)
      }
    }, 120_000)
  }

  it('reads only where the trees differ', async () => {
    const store = new MemoryPageStore()
    const cache = new PageCache(store, { budgetBytes: 1e9 })
    const before = Tree.empty(orders, treeSeed, { source: cache })
    for (let i = 0; i < 50_000; i++) before.put(i, { cells: [i, i / 4, 'x'], birth: null, cellStamps: null })
    const after = before.fork()
    after.update(31_000, { cells: [31_000, 0.5, 'y'], birth: null, cellStamps: null })
    const [coldBefore, coldAfter] = [await save(before, cache), await save(after, cache)]
    cache.clear()
    const pagesBefore = cache.pagesRead
    expect((await found(coldBefore, coldAfter)).length).toBe(1)
    expect((await store.list()).length).toBeGreaterThan(100)
    expect(cache.pagesRead - pagesBefore).toBeLessThan(12)
  })
})
