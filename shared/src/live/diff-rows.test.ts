import { describe, expect, it } from 'vitest'
import { diffRows } from './diff-rows.ts'

describe('old rows against new ones', () => {
  it('differ in values that JSON writes alike', () => {
    for (const [before, after] of [
      [[Number.NaN], [null]],
      [[Infinity], [null]],
      [[Infinity], [-Infinity]],
      [[9007199254740993n], ['9007199254740993n']],
      [[Uint8Array.of(1)], [{ 0: 1 }]],
      [[new Date(0)], ['1970-01-01T00:00:00.000Z']],
      [Uint8Array.of(1, 2), { 0: 1, 1: 2 }],
    ] as const) {
      const { changes } = diffRows([{ id: 1, v: before }], [{ id: 1, v: after }], ['id'])
      expect(changes, String(before)).toEqual([{ kind: 'update', key: [1], before: { id: 1, v: before }, after: { id: 1, v: after } }])
    }
  })

  it('are told apart by keys whose texts run into each other', () => {
    const row = (a: string, b: string, n: number) => ({ a, b, n })
    const before = [row('x\u0001sy', 'z', 1), row('x', 'y\u0001sz', 2)]
    const { changes, rows } = diffRows(before, [before[1], before[0]], ['a', 'b'])
    expect(changes).toEqual([])
    expect(rows).toEqual([before[1], before[0]])
    const copies = [{ a: 'x' }, { a: 'x' }, { a: 'x\u00021' }]
    expect(diffRows(copies, [copies[2], copies[0]], ['a']).changes).toEqual([
      { kind: 'delete', key: ['x'], before: copies[1], after: null },
    ])
  })
})
