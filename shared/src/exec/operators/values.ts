// VALUES, and the single row of a SELECT without FROM. Rows are computed one at a time, in order.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { OutputColumn } from '../../sql/plan.ts'
import { valueAt } from '../../values/vector.ts'
import { batchRows, denseBatch, unitBatch, type Batch } from '../batch.ts'
import type { CompileScope } from '../expression/evaluate.ts'
import { compileLeaf, type Invariant } from '../expression/invariant.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import type { Operator } from '../operator.ts'

export class Values implements Operator {
  readonly #items: readonly (readonly Invariant[])[]
  readonly #buffers: readonly ResultBuffer[]
  #nextItem = 0
  /** Rows of the batch in the making. */
  #filled = 0

  constructor(items: readonly (readonly BoundExpression[])[], output: readonly OutputColumn[], scope: CompileScope) {
    this.#items = items.map(row => row.map(expression => compileItem(expression, scope)))
    this.#buffers = output.map(column => new ResultBuffer(column.type))
  }

  reset(): void {
    this.#nextItem = 0
    this.#filled = 0
  }

  next(): Batch | null {
    const rows = Math.min(batchRows, this.#items.length - this.#nextItem + this.#filled)
    if (rows === 0) return null
    if (this.#filled === 0) for (const buffer of this.#buffers) buffer.begin(rows)
    while (this.#filled < rows) {
      const item = this.#items[this.#nextItem]
      for (let c = 0; c < item.length; c++) this.#buffers[c].set(this.#filled, item[c]())
      this.#filled++
      this.#nextItem++
    }
    this.#filled = 0
    return denseBatch(
      this.#buffers.map(buffer => buffer.finish()),
      rows,
    )
  }
}

/** Nearly all items are constants and parameters: they need no vector of their own. */
function compileItem(expression: BoundExpression, scope: CompileScope): Invariant {
  const leaf = compileLeaf(expression, scope)
  if (leaf !== null) return leaf
  const evaluate = scope.compile(expression)
  return () => valueAt(evaluate(unitBatch), 0)
}
