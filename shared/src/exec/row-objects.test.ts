import { describe, expect, it } from 'vitest'
import { sqlTypes } from '../values/sql-type.ts'
import { vectorOf } from '../values/vector.ts'
import { toRowArrays, toRowObjects } from './row-objects.ts'
import type { RowsResult } from './run-prepared.ts'

function result(columns: readonly [string, Parameters<typeof vectorOf>[0], Parameters<typeof vectorOf>[1]][]): RowsResult {
  return {
    columns: columns.map(([name, type]) => ({ name, type })) as RowsResult['columns'],
    vectors: columns.map(([, type, values]) => vectorOf(type, values)),
    count: columns[0][2].length,
    changedCount: 0,
  }
}

describe('row objects', () => {
  it('hold one property a column, converted by its type', () => {
    const rows = toRowObjects(
      result([
        ['id', sqlTypes.int4, [1, 2]],
        ['ok', sqlTypes.bool, [true, null]],
        ['at', sqlTypes.timestamptz, [1_000_000, null]],
      ]),
    )
    expect(rows).toEqual([
      { id: 1, ok: true, at: new Date(1000) },
      { id: 2, ok: null, at: null },
    ])
  })

  it('come as arrays, too, where columns share a name', () => {
    const same = result([
      ['x', sqlTypes.int4, [1, null]],
      ['x', sqlTypes.bool, [true, false]],
    ])
    expect(toRowArrays(same)).toEqual([
      [1, true],
      [null, false],
    ])
    expect(toRowObjects(same)).toEqual([{ x: true }, { x: false }])
  })

  it('let a column be called __proto__ without harm', () => {
    const [row] = toRowObjects(result([['__proto__', sqlTypes.int4, [7]]]))
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
    expect(Object.entries(row)).toEqual([['__proto__', 7]])
  })
})
