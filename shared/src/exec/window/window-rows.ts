// The rows of one window in sorted order, with the bounds of partitions and of peers. Everything about a row is asked by
// its place in that order, 0..count-1; `rowAt` gives its number in the store.

import { equalItems } from './equal-items.ts'
import { sortRows, type SortColumn } from '../sort-rows.ts'

export class WindowRows {
  /** Row numbers in sorted order. */
  readonly order: Int32Array
  readonly count: number
  /** By place: first place of the row's partition, and one past its last. */
  readonly partitionStart: Int32Array
  readonly partitionEnd: Int32Array
  /** By place: the same of the row's peers, the rows that ORDER BY does not tell apart. */
  readonly peerStart: Int32Array
  readonly peerEnd: Int32Array

  constructor(partitionBy: readonly SortColumn[], orderBy: readonly SortColumn[], count: number) {
    this.count = count
    this.order = sortRows([...partitionBy, ...orderBy], count)
    const partitions = runsOf(this.order, partitionBy, null)
    this.partitionStart = partitions.starts
    this.partitionEnd = partitions.ends
    const peers = runsOf(this.order, orderBy, partitions.starts)
    this.peerStart = peers.starts
    this.peerEnd = peers.ends
  }

  rowAt(place: number): number {
    return this.order[place]
  }
}

/** Runs of places whose columns are equal; a run never crosses a border of `within`. */
function runsOf(order: Int32Array, columns: readonly SortColumn[], within: Int32Array | null): { starts: Int32Array; ends: Int32Array } {
  const count = order.length
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  const isEqual = columns.map(column => equalItems(column.vector))
  let start = 0
  for (let place = 0; place < count; place++) {
    const isBorder = place > 0 && within !== null && within[place] === place
    if (place > 0 && (isBorder || !isEqual.every(equal => equal(order[place - 1], order[place])))) {
      ends.fill(place, start, place)
      start = place
    }
    starts[place] = start
  }
  ends.fill(count, start, count)
  return { starts, ends }
}
