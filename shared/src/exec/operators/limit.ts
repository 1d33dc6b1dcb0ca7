// LIMIT, OFFSET, FETCH FIRST … WITH TIES. A NULL limit is no limit.

import { SqlError } from '../../base/errors.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { valueAt } from '../../values/vector.ts'
import { type Batch, unitBatch, withSelection } from '../batch.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { CompileScope } from '../expression/evaluate.ts'
import type { Operator } from '../operator.ts'

type LimitPlan = Extract<Plan, { kind: 'limit' }>

export class Limit implements Operator {
  readonly #input: Operator
  readonly #limitOf: () => number
  readonly #offsetOf: () => number
  /** Rows that tie with the last one inside the limit follow it. */
  readonly #ties: Ties | null
  readonly #selected = new SelectionBuffer()
  #isOpen = false
  #skip = 0
  #take = 0
  #isEnd = false

  constructor(plan: LimitPlan, input: Operator, scope: CompileScope, ties: Ties | null) {
    this.#input = input
    this.#limitOf = compileCount(plan.limit, Infinity, limitError, scope)
    this.#offsetOf = compileCount(plan.offset, 0, offsetError, scope)
    this.#ties = ties
  }

  reset(): void {
    this.#isOpen = false
    this.#input.reset()
  }

  next(): Batch | null {
    if (!this.#isOpen) {
      this.#take = this.#limitOf()
      this.#skip = this.#offsetOf()
      this.#ties?.reset()
      this.#isEnd = this.#take === 0
      this.#isOpen = true
    }
    while (!this.#isEnd) {
      if (this.#take === 0 && this.#ties?.isOpen !== true) break
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
    if (this.#ties !== null && this.#take === 0) {
      to = this.#ties.extend(batch, from, to)
      this.#isEnd = !this.#ties.isOpen && to > from
    }
    if (to === from) return null
    if (from === 0) return withSelection(batch, batch.selection, to)
    const selection = this.#selected.take(to - from)
    for (let i = from; i < to; i++) selection[i - from] = batch.selection[i]
    return withSelection(batch, selection, to - from)
  }
}

/** WITH TIES (limit-ties.ts). */
export interface Ties {
  /** More rows may follow that tie with the last one. */
  readonly isOpen: boolean
  reset(): void
  /** Where the rows end that tie with the one before `to`. */
  extend(batch: Batch, from: number, to: number): number
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
