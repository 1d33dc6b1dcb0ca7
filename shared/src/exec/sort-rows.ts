// Sorts row numbers by keys: a stable radix sort on 64-bit images of the first key, then comparisons inside runs that it
// left equal. Used by sorts, windows and ordered aggregates.

import type { SqlValue } from '../values/sql-value.ts'
import { isNullAt, type Vector } from '../values/vector.ts'
import { orderOf } from './expression/comparison-kind.ts'
import { radixSort } from './radix-sort.ts'
import { imageAfterPrefix, imageOf, type SortImage } from './sort-image.ts'

export interface SortOrder {
  readonly descending: boolean
  readonly nullsFirst: boolean
}

export interface SortColumn extends SortOrder {
  readonly vector: Vector
}

/** Negative, zero or positive for two row numbers. */
export type CompareRows = (a: number, b: number) => number

/** Below this comparisons are faster than making images. */
const shortRun = 64

/** Row numbers 0..count-1 in order; equal rows stay in the order of their numbers. */
export function sortRows(columns: readonly SortColumn[], count: number): Int32Array {
  const rows = identityRows(count)
  if (columns.length === 0 || count < 2) return rows
  if (count < shortRun) return Int32Array.from([...rows].sort(compareBy(columns)))
  const [first] = columns
  const image = imageOf(first, count)
  if (image === null) return Int32Array.from([...rows].sort(compareBy(columns)))
  const nullCount = splitNulls(first, rows, count)
  const from = first.nullsFirst ? nullCount : 0
  const sorted = rows.subarray(from, from + count - nullCount)
  radixSort(sorted, image.high, image.low)
  if (!image.isExact || columns.length > 1) {
    sortRuns(sorted, image, columns)
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

/** Sorts each run of rows whose images are equal. */
function sortRuns(rows: Int32Array, image: SortImage, columns: readonly SortColumn[]): void {
  const compare = compareBy(image.isExact ? columns.slice(1) : columns)
  const { high, low } = image
  const hasLow = low.length > 0
  let start = 0
  for (let i = 1; i <= rows.length; i++) {
    if (i < rows.length && high[rows[i]] === high[rows[start]] && (!hasLow || low[rows[i]] === low[rows[start]])) continue
    if (i - start > 1) sortRun(rows.subarray(start, i), image, columns, compare)
    start = i
  }
}

/** A long run of texts with one beginning is sorted by what follows it; any other run by comparisons. */
function sortRun(run: Int32Array, image: SortImage, columns: readonly SortColumn[], compare: CompareRows): void {
  const next = image.isExact || run.length < shortRun ? null : imageAfterPrefix(columns[0], run)
  if (next === null) {
    run.set([...run].sort(compare))
    return
  }
  const places = identityRows(run.length)
  radixSort(places, next.high, next.low)
  const sorted = places.map(place => run[place])
  // The images go by place in the unsorted run: as row numbers they are looked up through the sorted places.
  const high = new Uint32Array(run.length)
  const low = new Uint32Array(run.length)
  for (let i = 0; i < places.length; i++) {
    high[i] = next.high[places[i]]
    low[i] = next.low[places[i]]
  }
  let start = 0
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && high[i] === high[start] && low[i] === low[start]) continue
    if (i - start > 1) sortRun(sorted.subarray(start, i), next, columns, compare)
    start = i
  }
  run.set(sorted)
}

function identityRows(count: number): Int32Array {
  const rows = new Int32Array(count)
  for (let i = 0; i < count; i++) rows[i] = i
  return rows
}
