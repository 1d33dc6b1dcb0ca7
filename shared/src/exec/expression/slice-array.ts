// a[l:u][l:u] …: the part of an array inside the bounds, with lower bounds 1. Bounds outside are cut; nothing left is {}.

import { emptyArray } from '../../values/sql-array.ts'
import type { SqlArray, SqlValue } from '../../values/sql-value.ts'

/** `bounds`: lower and upper of each dimension in turn; null is the array's own bound. */
export function sliceArray(array: SqlArray, bounds: readonly (number | null)[]): SqlArray {
  const rank = array.dimensions.length
  if (rank === 0 || bounds.length / 2 > rank) return emptyArray(array.elementType)
  const from: number[] = []
  const sizes: number[] = []
  for (let d = 0; d < rank; d++) {
    const low = array.lowerBounds[d]
    const high = low + array.dimensions[d] - 1
    const start = Math.max(bounds[2 * d] ?? low, low)
    const end = Math.min(bounds[2 * d + 1] ?? high, high)
    if (end < start) return emptyArray(array.elementType)
    from.push(start - low)
    sizes.push(end - start + 1)
  }
  const items: SqlValue[] = []
  collect(array, from, sizes, 0, 0, items)
  return { kind: 'array', elementType: array.elementType, dimensions: sizes, lowerBounds: sizes.map(() => 1), items }
}

function collect(
  array: SqlArray,
  from: readonly number[],
  sizes: readonly number[],
  dimension: number,
  offset: number,
  out: SqlValue[],
): void {
  for (let i = 0; i < sizes[dimension]; i++) {
    const position = offset * array.dimensions[dimension] + from[dimension] + i
    if (dimension === sizes.length - 1) out.push(array.items[position])
    else collect(array, from, sizes, dimension + 1, position, out)
  }
}
