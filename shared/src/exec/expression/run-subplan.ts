// Runs the plan of a subquery for an outer row, and remembers answers by the values of the slots that the plan reads.
// A run that a PageFault interrupted goes on where it was when the same row asks again.

import type { SubPlan } from '../../sql/bound-expression.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Operator } from '../operator.ts'
import { planFacts } from '../plan-facts.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { identityKeyOfRow } from './identity-key.ts'

/** What is made of a subplan's rows. */
export interface SubplanReader<T> {
  /** A fresh state. */
  start(): void
  /** Takes a batch; true when no more rows are needed. */
  take(batch: Batch): boolean
  finish(): T
}

/** Answers kept at most between two batches of the outer query. */
const rememberedAnswers = 10_000

export class SubplanRunner<T> {
  readonly #subplan: SubPlan
  readonly #scope: CompileScope
  readonly #reader: SubplanReader<T>
  readonly #bindings: readonly { readonly slot: number; readonly evaluate: Evaluate }[]
  readonly #freeSlots: readonly number[]
  readonly #readsTables: boolean
  readonly #remembers: boolean
  readonly #answers = new Map<unknown, T>()
  #bound: Vector[] = []
  #operator: Operator | null = null
  #execution = -1
  #epoch = -1
  /** Key of the run that is under way, null when none is. */
  #running: { readonly key: unknown } | null = null

  constructor(subplan: SubPlan, scope: CompileScope, reader: SubplanReader<T>) {
    const facts = planFacts(subplan.plan)
    this.#subplan = subplan
    this.#scope = scope
    this.#reader = reader
    this.#bindings = subplan.bindings.map(({ slot, value }) => ({ slot, evaluate: scope.compile(value) }))
    this.#freeSlots = facts.freeSlots
    this.#readsTables = facts.readsOuterTables
    this.#remembers = !facts.isVolatile || facts.freeSlots.length === 0
  }

  /** Call before `answerAt` for the rows of a batch. */
  prepare(batch: Batch): void {
    const { runtime } = this.#scope
    if (this.#execution !== runtime.execution || (this.#readsTables && this.#epoch !== runtime.epoch)) {
      this.#answers.clear()
      this.#running = null
      this.#execution = runtime.execution
      this.#epoch = runtime.epoch
    } else if (this.#answers.size > rememberedAnswers) this.#answers.clear()
    this.#bound = this.#bindings.map(binding => binding.evaluate(batch))
  }

  /** The answer for the outer row at `position` of the batch that was prepared. */
  answerAt(position: number): T {
    const { slots } = this.#scope.runtime
    for (let b = 0; b < this.#bindings.length; b++) slots[this.#bindings[b].slot] = valueAt(this.#bound[b], position)
    const key = this.#freeSlots.length === 0 ? null : identityKeyOfRow(this.#freeSlots.map(slot => slots[slot]))
    const known = this.#answers.get(key)
    if (known !== undefined && this.#remembers) return known
    const answer = this.#run(key)
    if (this.#remembers) this.#answers.set(key, answer)
    return answer
  }

  #run(key: unknown): T {
    this.#operator ??= this.#scope.buildOperator(this.#subplan.plan)
    const operator = this.#operator
    if (this.#running === null || this.#running.key !== key) {
      this.#running = null
      operator.reset()
      this.#reader.start()
      this.#running = { key }
    }
    for (let batch = operator.next(); batch !== null; batch = operator.next()) if (this.#reader.take(batch)) break
    this.#running = null
    const answer = this.#reader.finish()
    operator.reset()
    return answer
  }
}

/** One value of a subquery's row, in its runtime form. */
export function firstColumnAt(batch: Batch, row: number): SqlValue {
  return valueAt(batch.columns[0], batch.selection[row])
}
