import { describe, expect, it } from 'vitest'
import type { Cell, Key } from '../base/cell.ts'
import { seededRandom, type Random } from '../base/random.ts'
import { asOriginId } from '../base/brand.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { checkTree } from './check-tree.ts'
import { Tree } from './tree.ts'
import type { TreeLayout } from './tree-contract.ts'
import { defaultTreeParameters, type TreeParameters } from './tree-shape.ts'

const seed = seededRandom(7).bytes(16)
const small: TreeParameters = { ...defaultTreeParameters, targetBytes: 512, capBytes: 1500, levelBits: 2, innerCap: 8 }
const tiny: TreeParameters = { ...defaultTreeParameters, targetBytes: 256, capBytes: 400, levelBits: 1, innerCap: 3, splitDepth: 3 }

const numberLayout: TreeLayout = { keyKind: 'number', columns: ['i32', 'text', 'f64', 'i64', 'any'], keyColumn: 0, stamped: true }
const binaryLayout: TreeLayout = { keyKind: 'binary', columns: ['text', 'i32'], keyColumn: -1, stamped: false }
const aliasLayout: TreeLayout = { keyKind: 'number', columns: ['i64', 'f64'], keyColumn: 0, stamped: true }
const layouts = [numberLayout, binaryLayout, aliasLayout]

const births: Birth[] = Array.from({ length: 5 }, (_, i) => ({
  hlc: { ms: 1000 + i, counter: i },
  origin: asOriginId(`o${i % 2}`),
  seq: i,
  ordinal: 0,
}))
const stamp: Stamp = { hlc: { ms: 9000, counter: 3 }, origin: asOriginId('o9') }

function randomKey(random: Random, layout: TreeLayout, keys: number): Key {
  const n = random.below(keys)
  return layout.keyKind === 'number' ? n - (keys >> 1) : `k\u00ff${n.toString(36)}`
}

function randomCell(random: Random, kind: string): Cell {
  if (random.below(6) === 0) return null
  switch (kind) {
    case 'i32':
      return random.below(1000) - 500
    case 'f64':
      return random.below(2) === 0 ? random.float() : random.below(100) / 100
    case 'i64':
      return random.below(20) === 0 ? 2n ** 60n + BigInt(random.below(99)) : random.below(1e9)
    case 'text':
      return 'ä'.repeat(random.below(random.below(20) === 0 ? 900 : 12))
    default:
      return random.below(3) === 0 ? 'x'.repeat(random.below(40)) : ({ kind: 'decimal', digits: random.below(1000), scale: 2 } as Cell)
  }
}

function randomRow(random: Random, layout: TreeLayout, key: Key): StoredRow {
  const cells = layout.columns.map((kind, i) => (i === layout.keyColumn ? key : randomCell(random, kind)))
  if (!layout.stamped) return { cells, birth: null, cellStamps: null }
  return { cells, birth: births[random.below(5)], cellStamps: random.below(5) === 0 ? new Map([[1, stamp]]) : null }
}

function contentOf(tree: Tree, direction: 'ascending' | 'descending' = 'ascending'): [Key, StoredRow][] {
  const rows: [Key, StoredRow][] = []
  const cursor = tree.scan({}, direction)
  for (let slice = cursor.next(); slice !== null; slice = cursor.next()) {
    const part: [Key, StoredRow][] = []
    for (let i = slice.start; i < slice.end; i++) part.push([slice.leaf.keys[i], slice.leaf.row(i)])
    rows.push(...(direction === 'ascending' ? part : part.reverse()))
  }
  return rows
}

const sorted = (model: ReadonlyMap<Key, StoredRow>): [Key, StoredRow][] => [...model].sort((a, b) => (a[0] < b[0] ? -1 : 1))

describe('the tree', () => {
  for (const layout of layouts) {
    for (const [name, parameters] of Object.entries({ small, tiny, default: defaultTreeParameters })) {
      it(`holds what a Map holds, in the one structure its rows allow: ${layout.keyKind} keys, ${layout.columns.length} columns, ${name} nodes`, () => {
        for (let run = 0; run < 12; run++) {
          const random = seededRandom(1000 + run)
          const tree = Tree.empty(layout, seed, { parameters })
          const model = new Map<Key, StoredRow>()
          const keys = [30, 300, 900][run % 3]
          for (let step = 0; step < keys * 3; step++) {
            const key = randomKey(random, layout, keys)
            const row = randomRow(random, layout, key)
            const what = random.below(10)
            if (what < (step < keys * 2 ? 7 : 2)) {
              tree.put(key, row)
              model.set(key, row)
            } else if (what < 8) {
              expect(tree.update(key, row)).toBe(model.has(key))
              if (model.has(key)) model.set(key, row)
            } else expect(tree.delete(key)).toBe(model.delete(key))
            if (step % 97 === 0) expect(checkTree(tree), `seed ${1000 + run}, step ${step}`).toEqual([])
          }
          expect(checkTree(tree), `seed ${1000 + run}`).toEqual([])
          expect(contentOf(tree)).toEqual(sorted(model))
          expect(contentOf(tree, 'descending')).toEqual(sorted(model).reverse())
          for (const key of model.keys()) expect(tree.get(key)).toEqual(model.get(key))
        }
      })
    }
  }
})
