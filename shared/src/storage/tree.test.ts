import { describe, expect, it } from 'vitest'
import type { Key } from '../base/cell.ts'
import { seededRandom } from '../base/random.ts'
import type { StoredRow } from '../base/stored-row.ts'
import {
  contentOf,
  editNumbers,
  parameterSets,
  randomKey,
  randomRow,
  printModel,
  printRow,
  treeLayouts,
  treeSeed,
} from '../testing/random-rows.ts'
import { checkTree } from './check-tree.ts'
import { Tree } from './tree.ts'

describe('the tree', () => {
  for (const layout of treeLayouts) {
    for (const [name, parameters] of Object.entries(parameterSets)) {
      it(`holds what a Map holds, in the one structure its rows allow: ${layout.keyKind} keys, ${layout.columns.join(' ')}, ${name} nodes`, async () => {
        for (let run = 0; run < 9; run++) {
          const random = seededRandom(1000 + run)
          const tree = Tree.empty(layout, treeSeed, { parameters })
          const model = new Map<Key, StoredRow>()
          const keys = [30, 200, 600][run % 3]
          for (let step = 0; step < keys * 3; step++) {
            const key = randomKey(random, layout, keys)
            const row = randomRow(random, layout, key)
            // A read remembers where it was for the update that often follows.
            if (random.below(3) === 0) tree.get(random.below(2) === 0 ? key : randomKey(random, layout, keys))
            const what = random.below(10)
            if (what < (step < keys * 2 ? 7 : 2)) {
              tree.put(key, row)
              model.set(key, row)
            } else if (what < 8) {
              if (random.below(2) === 0) editNumbers(tree, model, key, row)
              else {
                expect(tree.update(key, row)).toBe(model.has(key))
                if (model.has(key)) model.set(key, row)
              }
            } else expect(tree.delete(key)).toBe(model.delete(key))
            if (step % 211 === 0) expect(await checkTree(tree), `seed ${1000 + run}, step ${step}`).toEqual([])
          }
          expect(await checkTree(tree), `seed ${1000 + run}`).toEqual([])
          expect(await contentOf(tree)).toBe(printModel(model))
          expect(await contentOf(tree, 'descending')).toBe(printModel(model, 'descending'))
          for (const [key, row] of model) expect(printRow(key, tree.get(key) ?? row)).toBe(printRow(key, row))
        }
      }, 120_000)
    }
  }

  for (const [name, parameters] of Object.entries(parameterSets)) {
    it(`has its one structure while rows come in order, from several places: ${name} nodes`, async () => {
      for (let run = 0; run < 12; run++) {
        const random = seededRandom(2000 + run)
        const layout = treeLayouts[run % treeLayouts.length]
        const tree = Tree.empty(layout, treeSeed, { parameters })
        const keys = Array.from({ length: 900 }, () => randomKey(random, layout, 1e6)).sort((a, b) => (a < b ? -1 : 1))
        // Each place goes on in order where it was: behind it stand the rows of the next one.
        const next = [0, 300, 600]
        for (let step = 0; step < 900; step++) {
          const open = [0, 1, 2].filter(place => next[place] < 300 * (place + 1))
          const place = open[random.below(open.length)]
          const key = keys[next[place]++]
          tree.put(key, randomRow(random, layout, key))
          if (step % 60 === 0) expect(await checkTree(tree), `seed ${2000 + run}, step ${step}`).toEqual([])
        }
        expect(await checkTree(tree), `seed ${2000 + run}`).toEqual([])
      }
    }, 120_000)
  }
})
