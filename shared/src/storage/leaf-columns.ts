// Memory of a leaf's columns: one ArrayBuffer a leaf holds the keys and all typed columns at a given capacity,
// because allocation is what a version of a leaf costs. Text and 'any' columns are plain arrays beside it.
// Shifting is written out per array type: one function for all types would be megamorphic in the hottest loops.

import type { Cell } from '../base/cell.ts'
import { aliasCode, columnCode, type TreeShape } from './tree-shape.ts'

/** A 'i64' column becomes a plain array in the leaf where a bigint appears. */
export type ColumnData = Int32Array | Float64Array | Cell[]

export interface LeafArrays {
  readonly keys: Float64Array | string[]
  readonly columns: ColumnData[]
}

/** Below this many items a loop beats copyWithin and set. */
const shortRun = 24

/** Empty arrays with room for `capacity` rows. */
export function allocateColumns(shape: TreeShape, capacity: number): LeafArrays {
  const { codes, doubleColumns, integerColumns } = shape
  const buffer = new ArrayBuffer(capacity * (8 * doubleColumns + 4 * integerColumns))
  const keys = shape.isNumeric ? new Float64Array(buffer, 0, capacity) : []
  let doublesAt = shape.isNumeric ? 8 * capacity : 0
  let integersAt = 8 * doubleColumns * capacity
  const columns: ColumnData[] = []
  for (let i = 0; i < codes.length; i++) {
    switch (codes[i]) {
      case columnCode.i32:
        columns.push(new Int32Array(buffer, integersAt, capacity))
        integersAt += 4 * capacity
        break
      case columnCode.f64:
      case columnCode.i64:
        columns.push(new Float64Array(buffer, doublesAt, capacity))
        doublesAt += 8 * capacity
        break
      case aliasCode:
        columns.push(keys as Float64Array)
        break
      default:
        columns.push([])
    }
  }
  return { keys, columns }
}

/** Copies `count` items from `from[start]` on to `to[at]` on; a plain target grows by it. */
export function copyItems(
  source: { readonly items: ColumnData | string[]; readonly start: number },
  count: number,
  to: ColumnData | string[],
  at: number,
): void {
  const { items, start } = source
  if (items instanceof Float64Array && to instanceof Float64Array) to.set(items.subarray(start, start + count), at)
  else if (items instanceof Int32Array && to instanceof Int32Array) to.set(items.subarray(start, start + count), at)
  else for (let i = 0; i < count; i++) to[at + i] = items[start + i]
}

/** Makes room for one item at `at` of an array of `count` items with space for one more. */
export function shiftDoublesUp(items: Float64Array, at: number, count: number): void {
  if (count - at > shortRun) items.copyWithin(at + 1, at, count)
  else for (let i = count; i > at; i--) items[i] = items[i - 1]
}

export function shiftIntegersUp(items: Int32Array, at: number, count: number): void {
  if (count - at > shortRun) items.copyWithin(at + 1, at, count)
  else for (let i = count; i > at; i--) items[i] = items[i - 1]
}

export function shiftBytesUp(items: Uint8Array, at: number, count: number): void {
  if (count - at > shortRun) items.copyWithin(at + 1, at, count)
  else for (let i = count; i > at; i--) items[i] = items[i - 1]
}

/** Inserts into a plain array. Past a few items splice, which moves memory, beats a loop with its write barriers. */
export function insertItem<Item>(items: Item[], at: number, item: Item): void {
  const count = items.length
  if (at === count) items.push(item)
  else if (count - at > shortRun) items.splice(at, 0, item)
  else {
    items.push(items[count - 1])
    for (let i = count - 1; i > at; i--) items[i] = items[i - 1]
    items[at] = item
  }
}

/** Removes the item at `at` of an array of `count` items. */
export function shiftDoublesDown(items: Float64Array, at: number, count: number): void {
  if (count - at > shortRun) items.copyWithin(at, at + 1, count)
  else for (let i = at + 1; i < count; i++) items[i - 1] = items[i]
}

export function shiftIntegersDown(items: Int32Array, at: number, count: number): void {
  if (count - at > shortRun) items.copyWithin(at, at + 1, count)
  else for (let i = at + 1; i < count; i++) items[i - 1] = items[i]
}

export function shiftBytesDown(items: Uint8Array, at: number, count: number): void {
  items.copyWithin(at, at + 1, count)
  items[count - 1] = 0
}

export function removeItem(items: unknown[], at: number): void {
  const count = items.length
  if (count - at > shortRun) items.splice(at, 1)
  else {
    for (let i = at + 1; i < count; i++) items[i - 1] = items[i]
    items.pop()
  }
}

/** One place for each kind of array: a single load that sees all of them is many times slower. */
export function itemAt(items: ColumnData, index: number): Cell {
  if (items instanceof Float64Array) return items[index]
  if (items instanceof Int32Array) return items[index]
  return items[index]
}
