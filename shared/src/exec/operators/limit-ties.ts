// FETCH FIRST … WITH TIES: the rows that tie with the last one inside the limit. Part of rare queries.

import type { SortKey } from '../../sql/bound-expression.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { type Vector, valueAt } from '../../values/vector.ts'
import { orderOf } from '../expression/comparison-kind.ts'
import type { CompileScope } from '../expression/evaluate.ts'
import type { Ties } from './limit.ts'

export function compileTies(keys: readonly SortKey[], scope: CompileScope): Ties {
  const ties = keys.map(({ expression }) => {
    const order = orderOf(expression.type)
    return {
      evaluate: scope.compile(expression),
      isSame: (a: SqlValue, b: SqlValue) => (a === null || b === null ? a === b : order(a, b) === 0),
    }
  })
  /** Keys of the last row inside the limit; null: not there yet, or passed. */
  let last: SqlValue[] | null = null
  return {
    get isOpen() {
      return last !== null
    },
    reset() {
      last = null
    },
    extend(batch, from, to) {
      const vectors: Vector[] = ties.map(tie => tie.evaluate(batch))
      if (last === null) {
        if (to === from) return to
        last = vectors.map(vector => itemAt(vector, batch.selection[to - 1]))
      }
      const keysOfLast = last
      let end = to
      while (end < batch.count && ties.every((tie, k) => tie.isSame(keysOfLast[k], itemAt(vectors[k], batch.selection[end])))) end++
      if (end < batch.count) last = null
      return end
    },
  }
}

/** As `valueAt`, booleans as the numbers that `orderOf` takes. */
function itemAt(vector: Vector, position: number): SqlValue {
  const value = valueAt(vector, position)
  return typeof value === 'boolean' ? Number(value) : value
}
