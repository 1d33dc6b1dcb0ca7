// A leaf in memory: rows in key order, a column an array (see leaf-columns.ts). Readers get the live arrays without a copy.
// Only the owner changes a leaf in place; a clean leaf (owner null) equals its page. Rows are inserted by shifting.

import { assert } from '../base/assert.ts'
import type { Cell, Key } from '../base/cell.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'
import type { BlobSource } from './blob-reference.ts'
import { searchNumbers, searchStrings } from './key-search.ts'
import * as arrays from './leaf-columns.ts'
import type { ColumnData } from './leaf-columns.ts'
import type { EncodedNode, OwnerToken } from './node.ts'
import type { PageRef } from './page-ref.ts'
import { resolveBlobs } from './resolve-blobs.ts'
import { anyWidth, textWidth } from './row-width.ts'
import type { LeafEditor } from './tree-contract.ts'
import { aliasCode, columnCode, type TreeShape } from './tree-shape.ts'

export type CellStamps = ReadonlyMap<number, Stamp>

export class Leaf implements LeafEditor {
  readonly kind = 0
  readonly shape: TreeShape
  owner: OwnerToken | null
  /** The page that equals this leaf, once it is clean. */
  page: PageRef | null = null
  encoded: EncodedNode | null = null
  count = 0
  /** Canonical bytes of all rows. */
  bytes = 0
  capacity: number
  keys: Float64Array | string[]
  columns: ColumnData[]
  nullMaps: (Uint8Array | null)[]
  births: Birth[] | null
  /** null while no row has a stamp of its own on a cell. */
  cellStamps: (CellStamps | null)[] | null = null
  /** Where out-of-line values are found; null in a leaf that has none to find. */
  blobSource: BlobSource | null = null

  constructor(shape: TreeShape, owner: OwnerToken | null, capacity: number) {
    this.shape = shape
    this.owner = owner
    this.capacity = capacity
    const { keys, columns } = arrays.allocateColumns(shape, capacity)
    this.keys = keys
    this.columns = columns
    this.nullMaps = columns.map(() => null)
    this.births = shape.layout.stamped ? [] : null
  }

  column(position: number): ColumnData {
    if (this.blobSource !== null) resolveBlobs(this, position, { start: 0, end: this.count })
    return this.columns[position]
  }

  nulls(position: number): Uint8Array | null {
    return this.nullMaps[position]
  }

  row(index: number): StoredRow {
    const columns = this.columns
    const cells = new Array<Cell>(columns.length)
    for (let i = 0; i < columns.length; i++) {
      if (this.blobSource !== null) resolveBlobs(this, i, { start: index, end: index + 1 })
      const nullMap = this.nullMaps[i]
      cells[i] = nullMap !== null && nullMap[index] === 1 ? null : arrays.itemAt(columns[i], index)
    }
    return {
      cells,
      birth: this.births === null ? null : this.births[index],
      cellStamps: this.cellStamps === null ? null : this.cellStamps[index],
    }
  }

  birthAt(index: number): Birth | null {
    return this.births === null ? null : this.births[index]
  }

  cellStampsAt(index: number): CellStamps | null {
    return this.cellStamps === null ? null : this.cellStamps[index]
  }

  cellAt(position: number, index: number): Cell {
    const nullMap = this.nullMaps[position]
    return nullMap !== null && nullMap[index] === 1 ? null : arrays.itemAt(this.columns[position], index)
  }

  setNumber(position: number, index: number, value: number): void {
    this.columns[position][index] = value
    const nullMap = this.nullMaps[position]
    if (nullMap !== null) nullMap[index] = 0
  }

  /** Index of `key`, or `-1 - index` of the first greater one. */
  search(key: Key): number {
    const count = this.count
    if (count === 0) return -1
    return typeof key === 'number' ? searchNumbers(this.keys as Float64Array, count, key) : searchStrings(this.keys as string[], count, key)
  }

  /** Canonical bytes of one row. */
  widthAt(index: number): number {
    const { shape } = this
    let width = shape.fixedWidth
    if (!shape.isNumeric) width += (this.keys[index] as string).length
    const variable = shape.variable
    for (let i = 0; i < variable.length; i++) {
      const cell = this.columns[variable[i]][index] as Cell
      width += shape.codes[variable[i]] === columnCode.text ? textWidth(cell) : anyWidth(cell)
    }
    return width
  }

  /** Inserts a row of canonical `width` at `index`. */
  insert(index: number, key: Key, row: StoredRow, width: number): void {
    if (this.count === this.capacity) this.#grow(this.count + 1)
    const { count, columns, shape } = this
    if (typeof key === 'number') {
      const keys = this.keys as Float64Array
      if (index !== count) arrays.shiftDoublesUp(keys, index, count)
      keys[index] = key
    } else arrays.insertItem(this.keys as string[], index, key)
    // From here on: a column that turns plain copies `count` items.
    this.count = count + 1
    const cells = row.cells
    for (let i = 0; i < columns.length; i++) {
      if (shape.codes[i] === aliasCode) continue
      const items = columns[i]
      const cell = i === shape.layout.keyColumn ? key : cells[i]
      if (items instanceof Float64Array) {
        if (index !== count) arrays.shiftDoublesUp(items, index, count)
      } else if (items instanceof Int32Array) {
        if (index !== count) arrays.shiftIntegersUp(items, index, count)
      } else {
        arrays.insertItem(items, index, cell)
        continue
      }
      const nullMap = this.nullMaps[i]
      if (nullMap !== null) arrays.shiftBytesUp(nullMap, index, count)
      if (nullMap === null && typeof cell === 'number') items[index] = cell
      else this.#set(i, index, cell)
    }
    if (this.births !== null) {
      assert(row.birth !== null, 'a row of a stamped tree has a birth')
      arrays.insertItem(this.births, index, row.birth)
      if (this.cellStamps !== null) arrays.insertItem(this.cellStamps, index, null)
    }
    this.bytes += width
    if (row.cellStamps !== null || this.cellStamps !== null) this.setCellStamps(index, row.cellStamps)
  }

  /** Replaces the row at `index`; its canonical width changes by `widthChange`. */
  replace(index: number, row: StoredRow, widthChange: number): void {
    const { columns, shape } = this
    for (let i = 0; i < columns.length; i++) {
      if (i !== shape.layout.keyColumn) this.#set(i, index, row.cells[i])
    }
    if (this.births !== null) {
      assert(row.birth !== null, 'a row of a stamped tree has a birth')
      this.births[index] = row.birth
    }
    this.bytes += widthChange
    this.setCellStamps(index, row.cellStamps)
  }

  /** Replaces the cells of `positions`, whose width stays, and the stamps of the row at `index`; its life stays the same. */
  replaceCells(index: number, row: StoredRow, positions: readonly number[]): void {
    for (let i = 0; i < positions.length; i++) this.#set(positions[i], index, row.cells[positions[i]])
    this.setCellStamps(index, row.cellStamps)
  }

  /** Removes the row at `index`, whose canonical width is `width`. */
  remove(index: number, width: number): void {
    const { count, columns, shape } = this
    if (shape.isNumeric) arrays.shiftDoublesDown(this.keys as Float64Array, index, count)
    else arrays.removeItem(this.keys as string[], index)
    for (let i = 0; i < columns.length; i++) {
      if (shape.codes[i] === aliasCode) continue
      const items = columns[i]
      if (items instanceof Int32Array) arrays.shiftIntegersDown(items, index, count)
      else if (items instanceof Float64Array) arrays.shiftDoublesDown(items, index, count)
      else arrays.removeItem(items, index)
      const nullMap = this.nullMaps[i]
      if (nullMap !== null) arrays.shiftBytesDown(nullMap, index, count)
    }
    if (this.births !== null) arrays.removeItem(this.births, index)
    if (this.cellStamps !== null) arrays.removeItem(this.cellStamps, index)
    this.count = count - 1
    this.bytes -= width
  }

  /** Rows [start, end) as a new leaf with room for `spare` more. */
  slice(owner: OwnerToken, range: { readonly start: number; readonly end: number }, spare: number): Leaf {
    const leaf = new Leaf(this.shape, owner, range.end - range.start + spare)
    leaf.append(this, range.start, range.end)
    return leaf
  }

  /** A copy for a head that is about to change it. */
  copy(owner: OwnerToken): Leaf {
    const leaf = new Leaf(this.shape, owner, this.count + 8 + (this.count >> 3))
    leaf.#copyRows(this, 0, this.count)
    leaf.bytes = this.bytes
    return leaf
  }

  /** Appends rows [start, end) of `from`, all with greater keys. */
  append(from: Leaf, start: number, end: number): void {
    const first = this.count
    this.#copyRows(from, start, end)
    for (let i = first; i < this.count; i++) this.bytes += this.widthAt(i)
  }

  /** Forgets the rows from `count` on, whose canonical bytes are `bytes`. */
  truncate(count: number, bytes: number): void {
    for (const items of [this.keys, ...this.columns]) if (Array.isArray(items)) items.length = count
    for (const nullMap of this.nullMaps) nullMap?.fill(0, count)
    if (this.births !== null) this.births.length = count
    if (this.cellStamps !== null) this.cellStamps.length = count
    this.count = count
    this.bytes -= bytes
  }

  #copyRows(from: Leaf, start: number, end: number): void {
    const added = end - start
    const at = this.count
    if (at + added > this.capacity) this.#grow(at + added)
    if (at === 0 && Array.isArray(from.keys)) this.keys = from.keys.slice(start, end)
    else arrays.copyItems({ items: from.keys, start }, added, this.keys, at)
    for (let i = 0; i < this.columns.length; i++) {
      if (this.shape.codes[i] === aliasCode) continue
      const items = from.columns[i]
      if (Array.isArray(items) && at === 0) {
        this.columns[i] = items.slice(start, end)
        continue
      }
      if (Array.isArray(items)) this.#becomePlain(i)
      if (Array.isArray(this.columns[i]) && !Array.isArray(items)) this.#appendAsPlain(from, i, { start, end })
      else arrays.copyItems({ items, start }, added, this.columns[i], at)
      const nullMap = from.nullMaps[i]
      if (nullMap !== null && !Array.isArray(this.columns[i])) this.#nullMap(i).set(nullMap.subarray(start, end), at)
    }
    if (this.births !== null && from.births !== null) {
      if (at === 0) this.births = from.births.slice(start, end)
      else for (let i = start; i < end; i++) this.births.push(from.births[i])
    }
    if (from.cellStamps !== null || this.cellStamps !== null) {
      this.cellStamps ??= new Array<CellStamps | null>(at).fill(null)
      for (let i = start; i < end; i++) this.cellStamps.push(from.cellStamps === null ? null : from.cellStamps[i])
    }
    this.count = at + added
    this.blobSource ??= from.blobSource
  }

  #appendAsPlain(from: Leaf, position: number, range: { start: number; end: number }): void {
    const items = this.columns[position] as Cell[]
    const nullMap = from.nullMaps[position]
    for (let i = range.start; i < range.end; i++) items.push(nullMap !== null && nullMap[i] === 1 ? null : from.columns[position][i])
  }

  #set(position: number, index: number, cell: Cell): void {
    const items = this.columns[position]
    if (items instanceof Int32Array || items instanceof Float64Array) {
      if (typeof cell === 'number') {
        items[index] = cell
        const nullMap = this.nullMaps[position]
        if (nullMap !== null) nullMap[index] = 0
      } else this.#setUnusual(position, index, cell)
    } else items[index] = cell
  }

  /** Anything but a number in a typed column: NULL, a boolean, or a bigint that turns the column into a plain array. */
  #setUnusual(position: number, index: number, cell: Cell): void {
    const items = this.columns[position] as Int32Array | Float64Array
    if (cell === null) {
      items[index] = 0
      this.#nullMap(position)[index] = 1
    } else if (typeof cell === 'boolean') {
      items[index] = cell ? 1 : 0
      const nullMap = this.nullMaps[position]
      if (nullMap !== null) nullMap[index] = 0
    } else {
      assert(typeof cell === 'bigint' && this.shape.codes[position] === columnCode.i64, 'a typed column holds numbers, booleans and NULL')
      this.#becomePlain(position)
      this.columns[position][index] = cell
    }
  }

  #nullMap(position: number): Uint8Array {
    return (this.nullMaps[position] ??= new Uint8Array(this.capacity))
  }

  #becomePlain(position: number): void {
    const items = this.columns[position]
    if (Array.isArray(items)) return
    const plain: Cell[] = Array.from(items.subarray(0, this.count))
    const nullMap = this.nullMaps[position]
    if (nullMap !== null) for (let i = 0; i < plain.length; i++) if (nullMap[i] === 1) plain[i] = null
    this.columns[position] = plain
    this.nullMaps[position] = null
  }

  setCellStamps(index: number, stamps: CellStamps | null): void {
    const own = stamps === null || stamps.size === 0 ? null : stamps
    if (this.cellStamps === null) {
      if (own === null || this.births === null) return
      this.cellStamps = new Array<CellStamps | null>(this.count).fill(null)
    }
    this.cellStamps[index] = own
  }

  #grow(needed: number): void {
    const capacity = Math.max(16, needed, this.capacity + (this.capacity >> 1) + 8)
    const { keys, columns } = arrays.allocateColumns(this.shape, capacity)
    if (this.shape.isNumeric) {
      arrays.copyItems({ items: this.keys, start: 0 }, this.count, keys, 0)
      this.keys = keys
    }
    for (let i = 0; i < columns.length; i++) {
      if (this.shape.codes[i] === aliasCode) this.columns[i] = columns[i]
      else if (!Array.isArray(this.columns[i])) {
        arrays.copyItems({ items: this.columns[i], start: 0 }, this.count, columns[i], 0)
        this.columns[i] = columns[i]
      }
      const nullMap = this.nullMaps[i]
      if (nullMap !== null) {
        const grown = new Uint8Array(capacity)
        grown.set(nullMap.subarray(0, this.count))
        this.nullMaps[i] = grown
      }
    }
    this.capacity = capacity
  }
}
