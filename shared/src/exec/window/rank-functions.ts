// The window functions that need no frame: row numbers, ranks, buckets, lag and lead.

import { SqlError } from '../../base/errors.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import type { ResultBuffer } from '../expression/result-buffer.ts'
import type { WindowRows } from './window-rows.ts'

export function rowNumber(rows: WindowRows, out: ResultBuffer): void {
  for (let place = 0; place < rows.count; place++) out.set(place, place - rows.partitionStart[place] + 1)
}

export function rank(rows: WindowRows, out: ResultBuffer): void {
  for (let place = 0; place < rows.count; place++) out.set(place, rows.peerStart[place] - rows.partitionStart[place] + 1)
}

export function denseRank(rows: WindowRows, out: ResultBuffer): void {
  let dense = 0
  for (let place = 0; place < rows.count; place++) {
    if (rows.partitionStart[place] === place) dense = 0
    if (rows.peerStart[place] === place) dense++
    out.set(place, dense)
  }
}

export function percentRank(rows: WindowRows, out: ResultBuffer): void {
  for (let place = 0; place < rows.count; place++) {
    const size = rows.partitionEnd[place] - rows.partitionStart[place]
    out.set(place, size === 1 ? 0 : (rows.peerStart[place] - rows.partitionStart[place]) / (size - 1))
  }
}

export function cumeDist(rows: WindowRows, out: ResultBuffer): void {
  for (let place = 0; place < rows.count; place++) {
    const start = rows.partitionStart[place]
    out.set(place, (rows.peerEnd[place] - start) / (rows.partitionEnd[place] - start))
  }
}

/** Buckets of equal size, the first ones a row larger. The count is that of the partition's first row. */
export function ntile(rows: WindowRows, counts: Vector, out: ResultBuffer): void {
  for (let place = 0; place < rows.count; place++) {
    const start = rows.partitionStart[place]
    const buckets = valueAt(counts, rows.rowAt(start))
    if (buckets === null) {
      out.set(place, null)
      continue
    }
    const wanted = Number(buckets)
    if (wanted <= 0) throw new SqlError('22014', 'argument of ntile must be greater than zero')
    const size = rows.partitionEnd[place] - start
    const small = Math.floor(size / wanted)
    const larger = size % wanted
    const at = place - start
    const inLarger = larger * (small + 1)
    out.set(place, at < inLarger ? Math.floor(at / (small + 1)) + 1 : larger + Math.floor((at - inLarger) / Math.max(small, 1)) + 1)
  }
}

/** lag and lead: `direction` -1 or 1. Arguments by row number: value, offset (1), default (NULL). */
export function neighbour(rows: WindowRows, direction: 1 | -1, args: readonly Vector[], out: ResultBuffer): void {
  const [values, offsets, defaults] = args
  for (let place = 0; place < rows.count; place++) {
    const row = rows.rowAt(place)
    const offset = offsets === undefined ? 1 : valueAt(offsets, row)
    if (offset === null) {
      out.set(place, null)
      continue
    }
    const other = place + direction * Number(offset)
    const isInside = other >= rows.partitionStart[place] && other < rows.partitionEnd[place]
    out.set(place, isInside ? valueAt(values, rows.rowAt(other)) : defaults === undefined ? null : valueAt(defaults, row))
  }
}
