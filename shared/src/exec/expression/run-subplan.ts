// Runs the plan of a subquery for an outer row, and remembers answers by the values of the slots that the plan reads.
// A run that a PageFault interrupted goes on where it was when the same row asks again.

import type { SubPlan } from '../../sql/bound-expression.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { PageFault } from '../../storage/tree-contract.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { Operator } from '../operator.ts'
import { throwWithLaterFaults } from '../join-faults.ts'
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
  /** The run under way has given rows. */
  #hasTaken = false
  /** The plan may be started without a need, and started over: no side effects, a few pages, and a run for each outer row. */
  readonly #mayProbe: boolean

  constructor(subplan: SubPlan, scope: CompileScope, reader: SubplanReader<T>) {
    const facts = planFacts(subplan.plan)
    this.#subplan = subplan
    this.#scope = scope
    this.#reader = reader
    this.#bindings = subplan.bindings.map(({ slot, value }) => ({ slot, evaluate: scope.compile(value) }))
    this.#freeSlots = facts.freeSlots
    this.#readsTables = facts.readsOuterTables
    this.#mayProbe = facts.isLookup && !facts.isVolatile && facts.freeSlots.length > 0
    this.#remembers = !facts.isVolatile || facts.freeSlots.length === 0
  }

  /** Call before `answerFor` for the rows of a batch. */
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

  /** The answer for selected row `i` of the batch that was prepared. */
  answerFor({ selection, count }: Batch, i: number): T {
    const key = this.#bind(selection[i])
    const known = this.#answers.get(key)
    if (known !== undefined && this.#remembers) return known
    try {
      const answer = this.#run(key)
      if (this.#remembers) this.#answers.set(key, answer)
      return answer
    } catch (error) {
      if (error instanceof PageFault && !this.#hasTaken && this.#mayProbe) this.#throwWithLaterFaults(error, selection, i + 1, count)
      throw error
    }
  }

  /** Puts the outer row's values into the slots; the key of the answer. */
  #bind(position: number): unknown {
    const { slots } = this.#scope.runtime
    for (let b = 0; b < this.#bindings.length; b++) slots[this.#bindings[b].slot] = valueAt(this.#bound[b], position)
    return this.#freeSlots.length === 0 ? null : identityKeyOfRow(this.#freeSlots.map(slot => slots[slot]))
  }

  /** Starts the plan for the outer rows that follow, too, to learn which pages they miss. */
  #throwWithLaterFaults(first: PageFault, selection: Int32Array, from: number, count: number): never {
    this.#running = null
    throwWithLaterFaults(first, n => {
      if (from + n >= count) return false
      if (this.#answers.has(this.#bind(selection[from + n]))) return true
      this.#operator?.reset()
      this.#operator?.next()
      return true
    })
  }

  #run(key: unknown): T {
    this.#operator ??= this.#scope.buildOperator(this.#subplan.plan)
    const operator = this.#operator
    if (this.#running === null || this.#running.key !== key) {
      this.#running = null
      operator.reset()
      this.#reader.start()
      this.#hasTaken = false
      this.#running = { key }
    }
    for (let batch = operator.next(); batch !== null; batch = operator.next()) {
      this.#hasTaken = true
      if (this.#reader.take(batch)) break
    }
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
