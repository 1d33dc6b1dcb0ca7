// LIMIT, OFFSET, FETCH FIRST … WITH TIES. A NULL limit is no limit.

import { SqlError } from '../../base/errors.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import { unitBatch, withSelection, type Batch } from '../batch.ts'
import { orderOf } from '../expression/comparison-kind.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { Operator } from '../operator.ts'
import type { SqlValue } from '../../values/sql-value.ts'

type LimitPlan = Extract<Plan, { kind: 'limit' }>

export class Limit implements Operator {
  readonly #input: Operator
  readonly #limitOf: () => number
  readonly #offsetOf: () => number
  readonly #ties: readonly { readonly evaluate: Evaluate; readonly isSame: (a: SqlValue, b: SqlValue) => boolean }[] | null
  readonly #selected = new SelectionBuffer()
  #isOpen = false
  #skip = 0
  #take = 0
  /** Keys of the last row inside the limit: rows that tie with it follow. null: not there yet. */
  #lastKeys: SqlValue[] | null = null
  #isEnd = false

  constructor(plan: LimitPlan, input: Operator, scope: CompileScope) {
    this.#input = input
    this.#limitOf = compileCount(plan.limit, Infinity, limitError, scope)
    this.#offsetOf = compileCount(plan.offset, 0, offsetError, scope)
    this.#ties =
      plan.withTies?.map(({ expression }) => {
        const order = orderOf(expression.type)
        return {
          evaluate: scope.compile(expression),
          isSame: (a: SqlValue, b: SqlValue) => (a === null || b === null ? a === b : order(a, b) === 0),
        }
      }) ?? null
  }

  reset(): void {
    this.#isOpen = false
    this.#input.reset()
  }

  next(): Batch | null {
    if (!this.#isOpen) {
      this.#take = this.#limitOf()
      this.#skip = this.#offsetOf()
      this.#lastKeys = null
      this.#isEnd = this.#take === 0
      this.#isOpen = true
    }
    while (!this.#isEnd) {
      if (this.#take === 0 && this.#lastKeys === null) break
      const batch = this.#input.next()
      if (batch === null) break
      const part = this.#cut(batch)
      if (part !== null) return part
    }
    this.#isEnd = true
    return null
  }

  #cut(batch: Batch): Batch | null {
    const from = Math.min(this.#skip, batch.count)
    this.#skip -= from
    let to = Math.min(batch.count, from + this.#take)
    this.#take -= to - from
    if (this.#ties !== null && this.#take === 0) to = this.#extendOverTies(batch, from, to)
    if (to === from) return null
    if (from === 0) return withSelection(batch, batch.selection, to)
    const selection = this.#selected.take(to - from)
    for (let i = from; i < to; i++) selection[i - from] = batch.selection[i]
    return withSelection(batch, selection, to - from)
  }

  #extendOverTies(batch: Batch, from: number, to: number): number {
    const ties = this.#ties ?? []
    const vectors: Vector[] = ties.map(tie => tie.evaluate(batch))
    let end = to
    if (this.#lastKeys === null) {
      if (to === from) return to
      this.#lastKeys = vectors.map(vector => itemAt(vector, batch.selection[to - 1]))
    }
    const last = this.#lastKeys
    while (end < batch.count && ties.every((tie, k) => tie.isSame(last[k], itemAt(vectors[k], batch.selection[end])))) end++
    if (end < batch.count) this.#isEnd = true
    return end
  }
}

/** As `valueAt`, booleans as the numbers that `orderOf` takes. */
function itemAt(vector: Vector, position: number): SqlValue {
  const value = valueAt(vector, position)
  return typeof value === 'boolean' ? Number(value) : value
}

export const limitError = (): SqlError => new SqlError('2201W', 'LIMIT must not be negative')
export const offsetError = (): SqlError => new SqlError('2201X', 'OFFSET must not be negative')

/** A row count that is evaluated once per run. */
export function compileCount(
  expression: BoundExpression | null,
  whenNull: number,
  error: () => SqlError,
  scope: CompileScope,
): () => number {
  if (expression === null) return () => whenNull
  const evaluate = scope.compile(expression)
  return () => {
    const value = valueAt(evaluate(unitBatch), 0)
    if (value === null) return whenNull
    const count = Number(value)
    if (count < 0) throw error()
    return count
  }
}
