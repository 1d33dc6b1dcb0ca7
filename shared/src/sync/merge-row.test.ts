import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asColumnId, asOriginId, asTableId } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'
import type { Birth } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { changedCells, type ChangedCells } from '../changes/changed-cells.ts'
import type { RowChange, SeenBirth } from '../changes/row-change.ts'
import { applyRowChange, stampOfCell, type ChangeSetStamp, type RowShape } from './merge-row.ts'

const shape: RowShape = { position: column => (column <= 3 ? column - 1 : -1), missing: [null, 0, 'none'] }
const table = asTableId(1)

function from(origin: string, seq: number, ms: number): ChangeSetStamp {
  return { origin: asOriginId(origin), seq, hlc: { ms, counter: 0 } }
}
function birthOf(stamp: ChangeSetStamp, ordinal = 0): Birth {
  return { ...stamp, ordinal }
}
function cellsOf(cells: Record<number, Cell>): ChangedCells {
  return changedCells(Object.entries(cells).map(([column, value]) => [asColumnId(Number(column)), value]))
}
const insert = (cells: Record<number, Cell>, ordinal = 0): RowChange => ({ kind: 'insert', table, key: 1, cells: cellsOf(cells), ordinal })
const update = (birth: SeenBirth, cells: Record<number, Cell>): RowChange => ({
  kind: 'update',
  table,
  key: 1,
  birth,
  cells: cellsOf(cells),
})
const remove = (birth: SeenBirth): RowChange => ({ kind: 'delete', table, key: 1, birth, must: false })

const a1 = from('a', 1, 10)
const row: StoredRow = { cells: [1, 2, 'x'], birth: birthOf(a1), cellStamps: null }

describe('insert', () => {
  test('makes a row with the change set as its birth, and defaults where it carries nothing', () => {
    const { row: made, effect } = applyRowChange(null, insert({ 1: 7 }, 2), a1, shape)
    expect(effect).toBe('applied')
    expect(made).toEqual({ cells: [7, 0, 'none'], birth: { ...a1, ordinal: 2 }, cellStamps: null })
  })

  test('on a taken key the later insert is visible, whichever comes first', () => {
    const b = from('b', 1, 11)
    const first = applyRowChange(row, insert({ 1: 9 }), b, shape)
    const mine = applyRowChange(null, insert({ 1: 9 }), b, shape).row
    const second = applyRowChange(mine, insert({ 1: 1, 2: 2, 3: 'x' }), a1, shape)
    expect([first.effect, second.effect]).toEqual(['occupied', 'occupied'])
    expect(first.row).toEqual(second.row)
  })
})

describe('update', () => {
  test('writes only its own columns, and stamps only them', () => {
    const b = from('b', 1, 11)
    const result = applyRowChange(row, update(birthOf(a1), { 2: 5 }), b, shape)
    expect(result.row).toEqual({ cells: [1, 5, 'x'], birth: birthOf(a1), cellStamps: new Map([[1, b]]) })
    expect(result.effect).toBe('applied')
    expect(row.cells).toEqual([1, 2, 'x'])
  })

  test('an older write loses its cell and says so', () => {
    const newer = applyRowChange(row, update(birthOf(a1), { 2: 5 }), from('b', 1, 20), shape).row
    const result = applyRowChange(newer, update(birthOf(a1), { 2: 6, 3: 'y' }), from('c', 1, 15), shape)
    expect(result.row?.cells).toEqual([1, 5, 'y'])
    expect(result.effect).toBe('partly')
    expect(result.lost).toEqual([asColumnId(2)])
  })

  test('equal clocks are decided by the origin', () => {
    const b = from('b', 1, 20)
    const c = from('c', 1, 20)
    const bThenC = applyRowChange(applyRowChange(row, update('any', { 2: 5 }), b, shape).row, update('any', { 2: 6 }), c, shape)
    const cThenB = applyRowChange(applyRowChange(row, update('any', { 2: 6 }), c, shape).row, update('any', { 2: 5 }), b, shape)
    expect(bThenC.row).toEqual(cThenB.row)
    expect(bThenC.row?.cells[1]).toBe(6)
  })

  test('a row that was deleted or born again is not touched', () => {
    expect(applyRowChange(null, update(birthOf(a1), { 2: 5 }), from('b', 1, 11), shape)).toMatchObject({ row: null, effect: 'gone' })
    const reborn = applyRowChange(null, insert({ 1: 1 }), from('c', 4, 12), shape).row
    const result = applyRowChange(reborn, update(birthOf(a1), { 2: 5 }), from('b', 1, 13), shape)
    expect(result.effect).toBe('gone')
    expect(result.row).toBe(reborn)
  })

  test('the life is named by identity: another clock reading of the same birth is the same life', () => {
    const preview = birthOf(from('a', 1, 9_999))
    expect(applyRowChange(row, update(preview, { 2: 5 }), from('b', 1, 11), shape).effect).toBe('applied')
    expect(applyRowChange(row, update(birthOf(a1, 1), { 2: 5 }), from('b', 1, 11), shape).effect).toBe('gone')
  })

  test('insert and update in one change set leave no stamp of their own', () => {
    const made = applyRowChange(null, insert({ 1: 1 }), a1, shape).row
    expect(applyRowChange(made, update(birthOf(a1), { 2: 5 }), a1, shape).row?.cellStamps).toBeNull()
  })

  test('a column that was dropped meanwhile is reported as lost', () => {
    const result = applyRowChange(row, update('any', { 9: 1, 2: 3 }), from('b', 1, 11), shape)
    expect(result.lost).toEqual([asColumnId(9)])
    expect(result.row?.cells).toEqual([1, 3, 'x'])
  })
})

describe('delete', () => {
  test('removes exactly the lives it saw', () => {
    expect(applyRowChange(row, remove(birthOf(a1)), from('b', 1, 5), shape)).toMatchObject({ row: null, effect: 'applied' })
    expect(applyRowChange(row, remove([birthOf(from('c', 1, 1)), birthOf(a1)]), from('b', 1, 5), shape).row).toBeNull()
    expect(applyRowChange(row, remove(birthOf(from('a', 2, 10))), from('b', 1, 5), shape)).toMatchObject({ row, effect: 'gone' })
  })
})

test('updates of one life give the same row in every order', () => {
  const change = fc.record({
    origin: fc.constantFrom('b', 'c', 'd'),
    ms: fc.integer({ min: 1, max: 6 }),
    column: fc.integer({ min: 1, max: 3 }),
  })
  const changes = fc.uniqueArray(change, { selector: one => `${one.origin} ${one.ms}`, maxLength: 8 })
  fc.assert(
    fc.property(
      changes.chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      orders => {
        const [one, other] = orders.map(list =>
          list.reduce<StoredRow | null>((state, { origin, ms, column }) => {
            return applyRowChange(state, update(birthOf(a1), { [column]: `${origin}${ms}` }), from(origin, ms, ms), shape).row
          }, row),
        )
        expect(one).toEqual(other)
        for (const [position, stamp] of one?.cellStamps ?? []) expect(stampOfCell(one ?? row, position)).toBe(stamp)
      },
    ),
  )
})

test('an upsert must be resolved before it is applied', () => {
  const upsert: RowChange = { kind: 'upsert', table, key: 1, ordinal: 0, insert: cellsOf({}), update: cellsOf({}) }
  expect(() => applyRowChange(null, upsert, a1, shape)).toThrow(expect.objectContaining({ code: '0A000' }))
})
