// Stamps of changed cells: one map for all rows in which a transaction changed the same columns, in narrow and in wide tables.

import { expect, test } from 'vitest'
import { asOriginId } from '../base/brand.ts'
import type { Birth } from '../base/stamp.ts'
import { CellStamper } from './cell-stamper.ts'

const birthAt = (ms: number): Birth => ({ origin: asOriginId('device'), seq: ms, hlc: { ms, counter: 0 }, ordinal: 0 })

test.each([5, 31, 32, 80])('rows of %i columns that changed alike share their positions and stamps', columns => {
  const stamper = new CellStamper(birthAt(2))
  const before = { cells: Array.from({ length: columns }, () => 0), birth: birthAt(1), cellStamps: null }
  const last = columns - 1
  const [one, two] = [7, 8].map(value => {
    const cells = before.cells.with(last, value).with(1, value)
    const positions = stamper.changedPositions(before.cells, cells, null)
    return { positions, row: stamper.changed(before, cells, positions) }
  })
  expect(one.positions).toEqual([1, last])
  expect(two.positions).toBe(one.positions)
  expect(two.row.cellStamps).toBe(one.row.cellStamps)
  expect([...(one.row.cellStamps ?? [])].map(([position, { hlc }]) => [position, hlc.ms])).toEqual([
    [1, 2],
    [last, 2],
  ])
})
