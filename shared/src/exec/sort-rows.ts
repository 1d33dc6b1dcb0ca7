// Sorts row numbers by keys: a stable radix sort on 64-bit images of the first key, then comparisons inside runs that it
// left equal. Used by sorts, windows and ordered aggregates.

import { assert } from '../base/assert.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { isNullAt, type Vector } from '../values/vector.ts'
import { comparisonKind, orderOf } from './expression/comparison-kind.ts'
import { radixSort } from './radix-sort.ts'

export interface SortOrder {
  readonly descending: boolean
  readonly nullsFirst: boolean
}

export interface SortColumn extends SortOrder {
  readonly vector: Vector
}

/** Negative, zero or positive for two row numbers. */
export type CompareRows = (a: number, b: number) => number

/** Row numbers 0..count-1 in order; equal rows stay in the order of their numbers. */
export function sortRows(columns: readonly SortColumn[], count: number): Int32Array {
  const rows = new Int32Array(count)
  for (let i = 0; i < count; i++) rows[i] = i
  if (columns.length === 0 || count < 2) return rows
  if (count < 64) return Int32Array.from([...rows].sort(compareBy(columns)))
  const [first] = columns
  const image = imageOf(first, count)
  if (image === null) return Int32Array.from([...rows].sort(compareBy(columns)))
  const nullCount = splitNulls(first, rows, count)
  const from = first.nullsFirst ? nullCount : 0
  const sorted = rows.subarray(from, from + count - nullCount)
  radixSort(sorted, image.high, image.low)
  const rest = image.isExact ? columns.slice(1) : columns
  if (rest.length > 0) {
    sortRuns(sorted, image, rest)
    const nulls = first.nullsFirst ? rows.subarray(0, nullCount) : rows.subarray(count - nullCount)
    if (columns.length > 1) nulls.set([...nulls].sort(compareBy(columns.slice(1))))
  }
  return rows
}

/** Compares rows by all columns in turn. */
export function compareBy(columns: readonly SortColumn[]): CompareRows {
  const compares = columns.map(compareColumn)
  if (compares.length === 1) return compares[0]
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }
}

function compareColumn({ vector, descending, nullsFirst }: SortColumn): CompareRows {
  const order = orderOf(vector.type)
  const { data } = vector
  const sign = descending ? -1 : 1
  const nullSign = nullsFirst ? -1 : 1
  return (a, b) => {
    const aIsNull = isNullAt(vector, a)
    const bIsNull = isNullAt(vector, b)
    if (aIsNull || bIsNull) return aIsNull === bIsNull ? 0 : aIsNull ? nullSign : -nullSign
    return sign * order(data[a], data[b])
  }
}

/** Compares values rather than rows: for rows of different stores. Items as vectors hold them. */
export function compareItems(type: Vector['type'], { descending, nullsFirst }: SortOrder): (a: SqlValue, b: SqlValue) => number {
  const order = orderOf(type)
  const sign = descending ? -1 : 1
  const nullSign = nullsFirst ? -1 : 1
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? nullSign : -nullSign
    return sign * order(a, b)
  }
}

/** Unsigned 64-bit numbers whose order is the column's; when not exact, equal images may hide an order. */
interface SortImage {
  readonly high: Uint32Array
  readonly low: Uint32Array
  readonly isExact: boolean
}

function imageOf({ vector, descending }: SortColumn, count: number): SortImage | null {
  const { data } = vector
  const kind = comparisonKind(vector.type)
  if (data instanceof Int32Array) return imageOfInts(data, count, descending)
  if (data instanceof Float64Array) return imageOfFloats(data, count, descending)
  return kind === 'text' ? imageOfText(vector, count, descending) : null
}

function imageOfInts(data: Int32Array, count: number, descending: boolean): SortImage {
  const high = new Uint32Array(count)
  const flip = descending ? 0x7fffffff : 0x80000000
  for (let i = 0; i < count; i++) high[i] = data[i] ^ flip
  return { high, low: new Uint32Array(0), isExact: true }
}

function imageOfFloats(data: Float64Array, count: number, descending: boolean): SortImage {
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
  const float = new Float64Array(1)
  const words = new Uint32Array(float.buffer)
  const [lowWord, highWord] = littleEndian ? [0, 1] : [1, 0]
  const flip = descending ? 0xffffffff : 0
  for (let i = 0; i < count; i++) {
    // -0 becomes 0 and every NaN the same one, above Infinity.
    const value = data[i]
    float[0] = value === value ? value + 0 : NaN
    const sign = words[highWord] >>> 31
    const mask = sign === 1 && value === value ? 0xffffffff : 0x80000000
    high[i] = words[highWord] ^ mask ^ flip
    low[i] = words[lowWord] ^ (mask === 0xffffffff ? 0xffffffff : 0) ^ flip
  }
  return { high, low, isExact: true }
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The first four bytes-worth of text: as many as keep UTF-8 order are packed, 16 bits of order a character. */
function imageOfText(vector: Vector, count: number, descending: boolean): SortImage | null {
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
  const flip = descending ? 0xffffffff : 0
  for (let i = 0; i < count; i++) {
    const text = vector.data[i]
    if (typeof text !== 'string') continue
    high[i] = (orderUnit(text, 0) * 65536 + orderUnit(text, 1)) ^ flip
    low[i] = (orderUnit(text, 2) * 65536 + orderUnit(text, 3)) ^ flip
  }
  return { high, low, isExact: false }
}

/** A UTF-16 unit so that units compare as UTF-8 does: surrogates go above the rest; the end of the text is below all. */
function orderUnit(text: string, index: number): number {
  if (index >= text.length) return 0
  const unit = text.charCodeAt(index)
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}

/** Moves NULL rows to their end, both parts in order; answers how many they are. */
function splitNulls({ vector, nullsFirst }: SortColumn, rows: Int32Array, count: number): number {
  const nulls: number[] = []
  let n = 0
  for (let i = 0; i < count; i++) {
    if (isNullAt(vector, i)) nulls.push(i)
    else rows[n++] = i
  }
  if (nulls.length === 0) return 0
  if (nullsFirst) rows.copyWithin(nulls.length, 0, n)
  rows.set(nulls, nullsFirst ? 0 : n)
  return nulls.length
}

function sortRuns(rows: Int32Array, image: SortImage, columns: readonly SortColumn[]): void {
  const compare = compareBy(columns)
  const { high, low } = image
  const hasLow = low.length > 0
  let start = 0
  for (let i = 1; i <= rows.length; i++) {
    if (i < rows.length && high[rows[i]] === high[rows[start]] && (!hasLow || low[rows[i]] === low[rows[start]])) continue
    if (i - start > 1) {
      const run = [...rows.subarray(start, i)].sort(compare)
      assert(run.length === i - start, 'a sort keeps every row')
      rows.set(run, start)
    }
    start = i
  }
}
