// DISTINCT ON. Comes with the part of rare queries (late-operators.ts).

import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import { withSelection, type Batch } from '../batch.ts'
import { valueTest } from '../expression/comparison-kind.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import type { Operator } from '../operator.ts'

/** The first row of each run of equal keys; the input is sorted by them. */
export class DistinctOn implements Operator {
  readonly #input: Operator
  readonly #keys: readonly Evaluate[]
  readonly #same: readonly ((a: SqlValue, b: SqlValue) => boolean)[]
  readonly #selected = new SelectionBuffer()
  #last: SqlValue[] | null = null
  #pending: Batch | null = null

  constructor(input: Operator, keys: readonly BoundExpression[], scope: CompileScope) {
    this.#input = input
    this.#keys = keys.map(key => scope.compile(key))
    this.#same = keys.map(key => {
      const test = valueTest('=', key.type)
      return (a, b) => (a === null || b === null ? a === b : test(a, b))
    })
  }

  reset(): void {
    this.#input.reset()
    this.#last = null
    this.#pending = null
  }

  next(): Batch | null {
    for (;;) {
      this.#pending ??= this.#input.next()
      const batch = this.#pending
      if (batch === null) return null
      const vectors: Vector[] = []
      for (const key of this.#keys) vectors.push(key(batch))
      this.#pending = null
      const out = this.#selected.take(batch.count)
      let n = 0
      for (let i = 0; i < batch.count; i++) {
        const p = batch.selection[i]
        const values = vectors.map(vector => valueAt(vector, p))
        const last = this.#last
        if (last !== null && values.every((value, k) => this.#same[k](value, last[k]))) continue
        this.#last = values
        out[n++] = p
      }
      if (n > 0) return withSelection(batch, out, n)
    }
  }
}
