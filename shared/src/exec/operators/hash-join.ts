// Hash join of every type: the right input is kept and indexed by key ids, the left one streams past it.
// When no left row has two matches the left columns pass through without a copy. With a residual condition candidate
// pairs are made first; then it decides which of them count as matches.

import type { Plan } from '../../sql/plan.ts'
import type { Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { CompileScope, Evaluate, Refine } from '../expression/evaluate.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import { JoinIndex } from '../join-index.ts'
import { neededBy, type NeededColumns } from '../needed-columns.ts'
import type { Operator } from '../operator.ts'
import { isRepeatable } from '../plan-facts.ts'
import type { Runtime } from '../runtime.ts'
import { RowStore } from '../row-store.ts'
import { PairEmitter, type JoinSides } from './pair-emitter.ts'

type HashJoinPlan = Extract<Plan, { kind: 'hash join' }>

export class HashJoin implements Operator {
  readonly #plan: HashJoinPlan
  readonly #left: Operator
  readonly #right: Operator
  readonly #leftKeys: readonly Evaluate[]
  readonly #rightKeys: readonly Evaluate[]
  readonly #store: RowStore
  readonly #emitter: PairEmitter
  readonly #ids = new SelectionBuffer()
  readonly #keyTypes
  #index: JoinIndex
  /** The execution whose right rows are kept; -1: none. A right input that repeats itself is read once an execution. */
  #builtIn = -1
  readonly #keepsBuild: boolean
  readonly #runtime: Runtime
  #pendingRight: Batch | null = null
  #pendingLeft: Batch | null = null
  #isEnd = false

  constructor(plan: HashJoinPlan, left: Operator, right: Operator, scope: CompileScope, needed: NeededColumns | null) {
    this.#plan = plan
    this.#runtime = scope.runtime
    this.#keepsBuild = isRepeatable(plan.right)
    this.#left = left
    this.#right = right
    this.#leftKeys = plan.leftKeys.map(key => scope.compile(key))
    this.#rightKeys = plan.rightKeys.map(key => scope.compile(key))
    this.#keyTypes = plan.rightKeys.map(key => key.type)
    const residual: Refine | null = plan.residual === null ? null : scope.compilePredicate(plan.residual)
    const sides = joinSides(plan, needed)
    this.#store = new RowStore(plan.right.output, sides.rightNeeded)
    this.#emitter = new PairEmitter(plan.type, sides, this.#store, residual)
    this.#index = new JoinIndex(this.#keyTypes, plan.nullsEqual)
  }

  reset(): void {
    this.#left.reset()
    this.#emitter.reset()
    this.#isEnd = false
    this.#pendingLeft = null
    if (this.#keepsBuild && this.#builtIn === this.#runtime.execution) this.#emitter.open()
    else this.#forgetBuild()
  }

  #forgetBuild(): void {
    this.#right.reset()
    this.#store.clear()
    this.#index = new JoinIndex(this.#keyTypes, this.#plan.nullsEqual)
    this.#builtIn = -1
    this.#pendingRight = null
  }

  next(): Batch | null {
    if (this.#builtIn < 0) this.#build()
    for (;;) {
      const pairs = this.#emitter.next()
      if (pairs !== null) return pairs
      if (this.#isEnd) return null
      if (this.#canStop()) {
        this.#isEnd = true
        return null
      }
      this.#pendingLeft ??= this.#left.next()
      const batch = this.#pendingLeft
      if (batch === null) {
        this.#isEnd = true
        this.#emitter.finish()
        continue
      }
      const ids = this.#ids.take(batch.length)
      const keys: Vector[] = []
      for (const key of this.#leftKeys) keys.push(key(batch))
      this.#index.find(keys, batch.selection, batch.count, ids)
      this.#emitter.start(batch, ids, this.#index)
      this.#pendingLeft = null
    }
  }

  /** Nothing on the right: inner, semi and right joins have no rows, and the left need not be read. */
  #canStop(): boolean {
    const { type } = this.#plan
    return this.#store.length === 0 && (type === 'inner' || type === 'semi' || type === 'right')
  }

  #build(): void {
    for (;;) {
      this.#pendingRight ??= this.#right.next()
      const batch = this.#pendingRight
      if (batch === null) break
      const keys: Vector[] = []
      for (const key of this.#rightKeys) keys.push(key(batch))
      this.#index.add(keys, batch.selection, batch.count, batch.length)
      this.#store.append(batch)
      this.#pendingRight = null
    }
    this.#index.seal()
    this.#emitter.open()
    this.#builtIn = this.#runtime.execution
  }
}

/** Which columns of each side are read by the output or by the residual condition. */
export function joinSides(
  plan: Extract<Plan, { kind: 'hash join' | 'nested loop join' | 'apply' }>,
  needed: NeededColumns | null,
): JoinSides {
  const leftWidth = plan.left.output.length
  const rightWidth = plan.right.output.length
  const condition = plan.kind === 'hash join' ? plan.residual : plan.condition
  const outputsRight = plan.type !== 'semi' && plan.type !== 'anti'
  const byCondition = neededBy(leftWidth + rightWidth, [condition])
  const isNeeded = (i: number): boolean => byCondition[i] || (needed === null ? outputsRight || i < leftWidth : needed[i] === true)
  const all = byCondition.map((_, i) => isNeeded(i))
  return {
    leftColumns: plan.left.output,
    rightColumns: plan.right.output,
    leftNeeded: all.slice(0, leftWidth),
    rightNeeded: all.slice(leftWidth),
    outputsRight,
  }
}
