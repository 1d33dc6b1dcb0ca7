// A select list: computes the output columns. Plain columns pass through without a copy.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { OutputColumn } from '../../sql/plan.ts'
import type { Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import type { NeededColumns } from '../needed-columns.ts'
import type { Operator } from '../operator.ts'
import { absentVector } from '../row-store.ts'

export class Project implements Operator {
  readonly #input: Operator
  readonly #expressions: readonly Evaluate[]
  #pending: Batch | null = null

  constructor(
    input: Operator,
    expressions: readonly BoundExpression[],
    output: readonly OutputColumn[],
    scope: CompileScope,
    needed: NeededColumns | null,
  ) {
    this.#input = input
    this.#expressions = expressions.map((expression, i) =>
      needed === null || needed[i] || hasEffect(expression) ? scope.compile(expression) : absent(output[i]),
    )
  }

  reset(): void {
    this.#pending = null
    this.#input.reset()
  }

  next(): Batch | null {
    this.#pending ??= this.#input.next()
    const batch = this.#pending
    if (batch === null) return null
    const columns: Vector[] = []
    for (let i = 0; i < this.#expressions.length; i++) columns.push(this.#expressions[i](batch))
    this.#pending = null
    return { columns, selection: batch.selection, count: batch.count, length: batch.length }
  }
}

function absent(column: OutputColumn): Evaluate {
  const vector = absentVector(column.type)
  return () => vector
}

/** nextval() runs, and an error shows, whether or not somebody reads the column. */
function hasEffect(expression: BoundExpression): boolean {
  return expression.kind !== 'input' && expression.kind !== 'constant'
}
