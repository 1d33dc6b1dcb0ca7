// Joins without equal keys: every left row meets every right row, which is kept in memory.

import type { Plan } from '../../sql/plan.ts'
import { identitySelection, type Batch } from '../batch.ts'
import type { CompileScope } from '../expression/evaluate.ts'
import type { NeededColumns } from '../needed-columns.ts'
import type { Operator } from '../operator.ts'
import { isRepeatable } from '../plan-facts.ts'
import type { Runtime } from '../runtime.ts'
import { RowStore } from '../row-store.ts'
import { joinSides } from './hash-join.ts'
import { PairEmitter, type Candidates } from './pair-emitter.ts'

type NestedLoopPlan = Extract<Plan, { kind: 'nested loop join' }>

export class NestedLoopJoin implements Operator {
  readonly #type: NestedLoopPlan['type']
  readonly #left: Operator
  readonly #right: Operator
  readonly #store: RowStore
  readonly #emitter: PairEmitter
  #candidates: Candidates | null = null
  /** One id for all left rows: 0. */
  #ids = new Int32Array(0)
  #isEnd = false
  /** The execution whose right rows are kept; -1: none. A right input that repeats itself is read once an execution. */
  #builtIn = -1
  readonly #keepsBuild: boolean
  readonly #runtime: Runtime

  constructor(plan: NestedLoopPlan, left: Operator, right: Operator, scope: CompileScope, needed: NeededColumns | null) {
    this.#type = plan.type
    this.#runtime = scope.runtime
    this.#keepsBuild = isRepeatable(plan.right)
    this.#left = left
    this.#right = right
    const sides = joinSides(plan, needed)
    this.#store = new RowStore(plan.right.output, sides.rightNeeded)
    this.#emitter = new PairEmitter(plan.type, sides, this.#store, plan.condition === null ? null : scope.compilePredicate(plan.condition))
  }

  reset(): void {
    this.#left.reset()
    this.#emitter.reset()
    this.#isEnd = false
    if (this.#keepsBuild && this.#builtIn === this.#runtime.execution) return this.#emitter.open()
    this.#right.reset()
    this.#store.clear()
    this.#candidates = null
    this.#builtIn = -1
  }

  next(): Batch | null {
    const candidates = (this.#candidates ??= this.#build())
    for (;;) {
      const pairs = this.#emitter.next()
      if (pairs !== null) return pairs
      if (this.#isEnd) return null
      const batch = this.#canStop() ? null : this.#left.next()
      if (batch === null) {
        this.#isEnd = true
        this.#emitter.finish()
        continue
      }
      if (this.#ids.length < batch.length) this.#ids = new Int32Array(batch.length)
      this.#emitter.start(batch, this.#ids, candidates)
    }
  }

  #canStop(): boolean {
    return this.#store.length === 0 && (this.#type === 'inner' || this.#type === 'semi' || this.#type === 'right')
  }

  #build(): Candidates {
    for (let batch = this.#right.next(); batch !== null; batch = this.#right.next()) this.#store.append(batch)
    const { length } = this.#store
    this.#emitter.open()
    this.#builtIn = this.#runtime.execution
    return { isUnique: length < 2, isDirect: false, rows: identitySelection(length), start: () => 0, end: () => length }
  }
}
