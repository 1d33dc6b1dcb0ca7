// For each left row: puts its values into slots and runs the right plan again. LATERAL, index joins, correlated EXISTS.
// Right rows of many left rows are collected into one output batch, so that an index join does not hand out single rows.

import type { Plan } from '../../sql/plan.ts'
import { PageFault } from '../../storage/tree-contract.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import { batchRows, denseBatch, withSelection, type Batch } from '../batch.ts'
import type { CompileScope, Evaluate, Refine } from '../expression/evaluate.ts'
import { gather } from '../gather.ts'
import type { NeededColumns } from '../needed-columns.ts'
import type { Operator } from '../operator.ts'
import { throwWithLaterFaults } from '../join-faults.ts'
import { planFacts } from '../plan-facts.ts'
import { RowStore } from '../row-store.ts'
import type { Runtime } from '../runtime.ts'
import { joinSides } from './hash-join.ts'
import type { JoinSides } from './pair-emitter.ts'

type ApplyPlan = Extract<Plan, { kind: 'apply' }>

export class Apply implements Operator {
  readonly #type: ApplyPlan['type']
  readonly #left: Operator
  readonly #right: Operator
  readonly #runtime: Runtime
  readonly #bindings: readonly { readonly slot: number; readonly evaluate: Evaluate }[]
  readonly #condition: Refine | null
  readonly #sides: JoinSides
  readonly #store: RowStore
  /** The right plan may be started without a need, and started over: it has no side effects and is a matter of a few pages. */
  readonly #mayProbe: boolean
  #batch: Batch | null = null
  #bound: Vector[] | null = null
  #nextRow = 0
  /** The right plan was started for `#nextRow`, and whether it has given rows. */
  #isRunning = false
  #hasRows = false
  /** Left position and right row of each pair that was collected; -1: no right row. */
  #lefts: number[] = []
  #rights: number[] = []
  /** Left positions of the current batch that matched. */
  #matched = new Uint8Array(0)
  #selected = new Int32Array(0)
  #made: Batch | null = null

  constructor(plan: ApplyPlan, left: Operator, right: Operator, scope: CompileScope, needed: NeededColumns | null) {
    this.#type = plan.type
    this.#left = left
    this.#right = right
    this.#runtime = scope.runtime
    const { isVolatile, isLookup } = planFacts(plan.right)
    this.#mayProbe = isLookup && !isVolatile
    this.#bindings = plan.bindings.map(({ slot, value }) => ({ slot, evaluate: scope.compile(value) }))
    this.#condition = plan.condition === null ? null : scope.compilePredicate(plan.condition)
    this.#sides = joinSides(plan, needed)
    this.#store = new RowStore(plan.right.output, this.#sides.rightNeeded)
  }

  reset(): void {
    this.#left.reset()
    this.#right.reset()
    this.#batch = null
    this.#made = null
    this.#isRunning = false
    this.#forgetPairs()
  }

  next(): Batch | null {
    for (;;) {
      const batch = this.#batch ?? this.#startBatch()
      if (batch === null) return null
      if (this.#made === null) this.#collect(batch)
      if (this.#lefts.length > 0) {
        const pairs = this.#emitPairs(batch)
        if (pairs !== null && pairs.count > 0) return pairs
        continue
      }
      this.#batch = null
      const rest = this.#answersByMatch ? this.#leftRows(batch) : null
      if (rest !== null && rest.count > 0) return rest
    }
  }

  /** After the pairs of a left batch, do left rows come out by whether they matched? */
  get #answersByMatch(): boolean {
    return !this.#sides.outputsRight || (this.#type === 'left' && this.#condition !== null)
  }

  #startBatch(): Batch | null {
    const batch = this.#left.next()
    if (batch === null) return null
    this.#batch = batch
    this.#bound = null
    this.#nextRow = 0
    this.#isRunning = false
    if (this.#matched.length < batch.length) this.#matched = new Uint8Array(batch.length)
    for (let i = 0; i < batch.count; i++) this.#matched[batch.selection[i]] = 0
    return batch
  }

  /** Runs the right plan for left rows until a batch of pairs is there or the left batch ends. */
  #collect(batch: Batch): void {
    const bound = (this.#bound ??= this.#bindings.map(binding => binding.evaluate(batch)))
    while (this.#nextRow < batch.count && this.#lefts.length < batchRows) {
      const position = batch.selection[this.#nextRow]
      this.#bind(bound, position)
      if (!this.#isRunning) {
        this.#right.reset()
        this.#isRunning = true
        this.#hasRows = false
      }
      try {
        this.#runRow(position)
      } catch (error) {
        if (error instanceof PageFault && !this.#hasRows && this.#mayProbe) this.#throwWithLaterFaults(error, batch, bound)
        throw error
      }
    }
  }

  #bind(bound: readonly Vector[], position: number): void {
    const { slots } = this.#runtime
    for (let b = 0; b < bound.length; b++) slots[this.#bindings[b].slot] = valueAt(bound[b], position)
  }

  /** Starts the right plan for the rows that follow, too, to learn which pages they miss. */
  #throwWithLaterFaults(first: PageFault, batch: Batch, bound: readonly Vector[]): never {
    this.#isRunning = false
    throwWithLaterFaults(first, n => {
      const row = this.#nextRow + 1 + n
      if (row >= batch.count) return false
      this.#bind(bound, batch.selection[row])
      this.#right.reset()
      this.#right.next()
      return true
    })
  }

  #runRow(position: number): void {
    const isTest = !this.#sides.outputsRight && this.#condition === null
    for (let rows = this.#right.next(); rows !== null; rows = this.#right.next()) {
      this.#hasRows = true
      if (isTest) break
      const first = this.#store.length
      this.#store.append(rows)
      for (let i = 0; i < rows.count; i++) {
        this.#lefts.push(position)
        this.#rights.push(first + i)
      }
      if (this.#lefts.length >= batchRows) return
    }
    if (isTest) this.#matched[position] = this.#hasRows ? 1 : 0
    else if (!this.#hasRows && this.#condition === null && this.#type === 'left') {
      this.#lefts.push(position)
      this.#rights.push(-1)
    }
    this.#isRunning = false
    this.#nextRow++
  }

  #emitPairs(batch: Batch): Batch | null {
    this.#made ??= this.#makePairs(batch)
    const made = this.#made
    let out = made
    if (this.#condition !== null) {
      const selection = this.#takeSelected(made.count)
      const n = this.#condition(made, selection)
      for (let i = 0; i < n; i++) this.#matched[this.#lefts[selection[i]]] = 1
      out = withSelection(made, selection, n)
    }
    this.#made = null
    this.#forgetPairs()
    return this.#sides.outputsRight ? out : null
  }

  #makePairs(batch: Batch): Batch {
    const count = this.#lefts.length
    const lefts = Int32Array.from(this.#lefts)
    const { leftNeeded } = this.#sides
    const left = batch.columns.map((column, c) => (leftNeeded[c] ? gather(column, lefts, count, false) : column))
    return denseBatch([...left, ...this.#store.gather(Int32Array.from(this.#rights), count, true)], count)
  }

  /** After the last pair of a left batch: semi and anti joins' answer, or a left join's rows without a match. */
  #leftRows(batch: Batch): Batch {
    const wanted = this.#type === 'semi' ? 1 : 0
    const selection = this.#takeSelected(batch.count)
    let n = 0
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      if (this.#matched[p] === wanted) selection[n++] = p
    }
    if (!this.#sides.outputsRight) return withSelection(batch, selection, n)
    const right = this.#store.gather(new Int32Array(batch.length).fill(-1), batch.length, true)
    return { columns: [...batch.columns, ...right], selection, count: n, length: batch.length }
  }

  #takeSelected(count: number): Int32Array {
    if (this.#selected.length < count) this.#selected = new Int32Array(count)
    return this.#selected
  }

  #forgetPairs(): void {
    this.#lefts = []
    this.#rights = []
    this.#store.clear()
  }
}
