// The filter of a top-N sort: which rows of a batch may still beat the worst row kept so far.

import type { ComparisonOperator } from '../../sql/bound-expression.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import { dropNulls, refineFloats, refineInts } from '../expression/compare-kernels.ts'
import { compareItems, type SortColumn } from '../sort-rows.ts'

/** `threshold.vector` has the worst kept key at position 0. `keepsTies`: equal keys may still win by later keys. */
export function refineBelowThreshold(
  key: Vector,
  threshold: SortColumn,
  keepsTies: boolean,
  selection: Int32Array,
  count: number,
  out: Int32Array,
): number {
  const { vector, descending, nullsFirst } = threshold
  const worst = isNullAt(vector, 0) ? null : vector.data[0]
  if (typeof worst === 'number' && worst === worst && (key.nulls === null || !nullsFirst)) {
    const operator: ComparisonOperator = descending ? (keepsTies ? '>=' : '>') : keepsTies ? '<=' : '<'
    if (key.data instanceof Int32Array) return dropNulls(key.nulls, out, refineInts(operator, key.data, worst, selection, count, out))
    if (key.data instanceof Float64Array) return dropNulls(key.nulls, out, refineFloats(operator, key.data, worst, selection, count, out))
  }
  const compare = compareItems(key.type, threshold)
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    const order = compare(isNullAt(key, p) ? null : key.data[p], worst)
    if (order < 0 || (keepsTies && order === 0)) out[n++] = p
  }
  return n
}
