// WHERE, HAVING: the input's batches with fewer rows.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import { withSelection, type Batch } from '../batch.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { CompileScope, Refine } from '../expression/evaluate.ts'
import type { Operator } from '../operator.ts'

export class Filter implements Operator {
  readonly #input: Operator
  readonly #condition: Refine
  readonly #selected = new SelectionBuffer()
  #pending: Batch | null = null

  constructor(input: Operator, condition: BoundExpression, scope: CompileScope) {
    this.#input = input
    this.#condition = scope.compilePredicate(condition)
  }

  reset(): void {
    this.#pending = null
    this.#input.reset()
  }

  next(): Batch | null {
    for (;;) {
      this.#pending ??= this.#input.next()
      const batch = this.#pending
      if (batch === null) return null
      const selection = this.#selected.take(batch.count)
      const count = this.#condition(batch, selection)
      this.#pending = null
      if (count > 0) return withSelection(batch, selection, count)
    }
  }
}
