// Keys chosen by somebody who knows the seed, and rows too large: bounded work, typed errors, an unchanged tree.

import { describe, expect, it } from 'vitest'
import type { StoredRow } from '../base/stored-row.ts'
import { keyMaxBytes, rowMaxBytes } from '../base/limits.ts'
import { contentOf, treeSeed } from '../testing/random-rows.ts'
import { checkTree } from './check-tree.ts'
import type { TreeLayout } from './tree-contract.ts'
import { Tree } from './tree.ts'
import { defaultTreeParameters, noLevel, TreeShape } from './tree-shape.ts'

const layout: TreeLayout = { keyKind: 'number', columns: ['f64', 'text'], keyColumn: 0, stamped: false }
const rowOf = (key: number): StoredRow => ({ cells: [key, 'some text'], birth: null, cellStamps: null })

/** Keys that begin no page by themselves, with hashes that fall as the keys rise: every insert is a new first split. */
function chosenKeys(count: number): number[] {
  const shape = new TreeShape(layout, treeSeed)
  const keys: number[] = []
  const step = (0xffff_ffff * 0.9) / count
  for (let candidate = 0; keys.length < count; candidate++) {
    const hash = shape.hashOf(candidate)
    const wanted = 0xffff_ffff - keys.length * step
    if (hash < wanted && hash > wanted - 16 * step && shape.levelOf(hash, 40) === noLevel) keys.push(candidate)
  }
  return keys
}

describe('chosen keys', () => {
  it('cost bounded work, and make the tree that their rows decide', async () => {
    const tree = Tree.empty(layout, treeSeed)
    const keys = chosenKeys(6000)
    const startMs = performance.now()
    for (const key of keys) tree.put(key, rowOf(key))
    for (const key of keys.slice(0, 1000)) tree.delete(key)
    expect(performance.now() - startMs).toBeLessThan(20_000)
    expect(tree.count).toBe(5000)
    expect(await checkTree(tree)).toEqual([])
  }, 60_000)

  it('that would overfill a page are refused, and nothing changes', async () => {
    const parameters = { ...defaultTreeParameters, capBytes: 400, splitDepth: 2, maxRows: 40 }
    const tree = Tree.empty(layout, treeSeed, { parameters })
    const keys = chosenKeys(200)
    let refused = 0
    for (const key of keys) {
      const before = tree.count
      try {
        tree.put(key, rowOf(key))
      } catch (error) {
        expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'leafMaxRows' } })
        expect(tree.count).toBe(before)
        expect(tree.get(key)).toBeNull()
        refused++
      }
    }
    expect(refused).toBeGreaterThan(0)
    expect((await contentOf(tree)).split('\n').length).toBe(tree.count)
    expect(await checkTree(tree)).toEqual([])
  })
})

describe('rows and keys that are too large', () => {
  it('are refused with the name of the limit', () => {
    const wide = Tree.empty(
      { keyKind: 'number', columns: Array.from({ length: 1600 }, () => 'text' as const), keyColumn: -1, stamped: false },
      treeSeed,
    )
    wide.put(1, { cells: Array.from({ length: 1600 }, () => 'x'.repeat(1024)), birth: null, cellStamps: null })
    expect(wide.get(1)?.cells[1599]).toHaveLength(1024)
    const wider = Tree.empty(
      { keyKind: 'number', columns: Array.from({ length: 3000 }, () => 'text' as const), keyColumn: -1, stamped: false },
      treeSeed,
    )
    const tooWide = { cells: Array.from({ length: 3000 }, () => 'x'.repeat(1024)), birth: null, cellStamps: null }
    expect(() => wider.put(1, tooWide)).toThrowError(
      expect.objectContaining({
        code: 'LIMIT_EXCEEDED',
        details: expect.objectContaining({ limit: 'rowMaxBytes', maxBytes: rowMaxBytes }),
      }),
    )
    const index = Tree.empty({ keyKind: 'binary', columns: [], keyColumn: -1, stamped: false }, treeSeed)
    const none = { cells: [], birth: null, cellStamps: null }
    index.put('k'.repeat(keyMaxBytes), none)
    expect(() => index.put('k'.repeat(keyMaxBytes + 1), none)).toThrowError(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', details: expect.objectContaining({ limit: 'keyMaxBytes' }) }),
    )
    expect(index.count).toBe(1)
  })
})
