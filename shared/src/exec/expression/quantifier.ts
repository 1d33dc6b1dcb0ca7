// ANY and ALL in three-valued logic: a deciding comparison settles it, else a NULL makes the answer NULL.

import { isNullAt, type Vector } from '../../values/vector.ts'

/** The answer over `count` comparisons, rows 0..count-1 of a boolean vector. */
export function judgeQuantifier(quantifier: 'any' | 'all', comparisons: Vector, count: number): boolean | null {
  const decisive = quantifier === 'any' ? 1 : 0
  let sawNull = false
  for (let i = 0; i < count; i++) {
    if (isNullAt(comparisons, i)) sawNull = true
    else if (comparisons.data[i] === decisive) return quantifier === 'any'
  }
  return sawNull ? null : quantifier === 'all'
}
