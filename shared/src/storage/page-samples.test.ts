// Pages of every format version that was ever written must open for ever, and the same rows must give the same pages on
// every machine. A failure here means: databases in the field break. Raise the version and keep the old sample.

import { describe, expect, it } from 'vitest'
import { asOriginId } from '../base/brand.ts'
import { contentHash, fromHex, toHex } from '../base/content-hash.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { contentOf, printRow } from '../testing/random-rows.ts'
import { checkpointTree, openTree } from './checkpoint-tree.ts'
import { MemoryPageStore } from './memory-page-store.ts'
import { PageCache } from './page-cache.ts'
import type { TreeLayout } from './tree-contract.ts'
import { Tree } from './tree.ts'

const seed = Uint8Array.from({ length: 16 }, (_, i) => i)
const birth = { hlc: { ms: 1_764_000_000_000, counter: 2 }, origin: asOriginId('lf9x-1'), seq: 3, ordinal: 0 }
const stamp = { hlc: { ms: 1_764_000_000_500, counter: 0 }, origin: asOriginId('lf9x-2') }

const tableLayout: TreeLayout = { keyKind: 'number', columns: ['i32', 'text', 'f64', 'i64', 'any'], keyColumn: 0, stamped: true }
const indexLayout: TreeLayout = { keyKind: 'binary', columns: ['f64'], keyColumn: -1, stamped: false }

const tableRows: readonly [number, StoredRow][] = [
  [1, { cells: [1, 'open', 1.25, 2n ** 60n, { kind: 'decimal', digits: 150, scale: 2 } as never], birth, cellStamps: null }],
  [2, { cells: [2, null, null, -7, null], birth, cellStamps: new Map([[2, stamp]]) }],
  [5, { cells: [5, 'x'.repeat(1025), -0, null, Uint8Array.of(1, 2, 3)], birth: { ...birth, seq: 4 }, cellStamps: null }],
]

/** A blob, and the leaf that refers to it, as version 1 wrote them. */
const version1 = [
  '5a50414701031204000000000082108108' + '78'.repeat(1025),
  [
    '5a5041470101ba0000000198e46e8320a43630a010b1a50e96617103c5e56e52af9615135ffb05d13fc1a6920802010500030102040300010200',
    '0104060601000400000008046f70656e020205000000000000f43f00000000000000800204010000000000000010f9ffffffffffffff02020009',
    '030303ac02010204030406030102030200000c0c6c6639782d316c6639782d32000080a0bfe9d6660004000001060000010000010100e8a7bfe9',
    'd66600000002000200040000',
  ].join(''),
]

async function pagesOf(tree: Tree): Promise<{ root: string; pages: string[] }> {
  const done = await checkpointTree(tree, new PageCache(new MemoryPageStore(), { budgetBytes: 1e9 }))
  return { root: done.root ?? '', pages: [...done.pages.values()].map(toHex) }
}

describe('pages of format version 1', () => {
  it('open and say what they said', async () => {
    const store = new MemoryPageStore()
    const hashes = await Promise.all(version1.map(page => contentHash(fromHex(page))))
    await store.write(new Map(hashes.map((hash, i) => [hash, fromHex(version1[i])])), null)
    const { shape } = Tree.empty(tableLayout, seed)
    const opened = openTree({ hash: hashes[1], count: 3 }, shape, new PageCache(store, { budgetBytes: 1e9 }))
    expect(await contentOf(opened)).toBe(tableRows.map(([key, row]) => printRow(key, row)).join('\n'))
  })

  it('are what their rows are written as', async () => {
    const tree = Tree.empty(tableLayout, seed)
    for (const [key, row] of tableRows) tree.put(key, row)
    expect((await pagesOf(tree)).pages).toEqual(version1)
  })

  it('have these roots: boundaries, hashes and packing are the same everywhere', async () => {
    const table = Tree.empty(tableLayout, seed)
    for (let i = 0; i < 5000; i++)
      table.put(i * 3 - 2000, { ...tableRows[i % 3][1], cells: [i * 3 - 2000, ...tableRows[i % 3][1].cells.slice(1)] })
    const index = Tree.empty(indexLayout, seed)
    for (let i = 0; i < 5000; i++) index.put(`\u0080key ${i % 100}\u0000\u00ff${i}`, { cells: [i], birth: null, cellStamps: null })
    const roots = await Promise.all([table, index].map(async tree => (await pagesOf(tree)).root))
    expect(roots).toEqual([
      '4ecdfa6efa6c854cb5834143485b5fffbc6a84efd7834391a986f36c460c183b',
      '087e9b0528b5ef9bff1a7b23f98914e0fd4e4e5751caa95d85bd3ccd9a9b68b7',
    ])
  })
})
