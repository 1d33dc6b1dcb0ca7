// ORDER BY: keeps all rows and sorts row numbers; with a limit, keeps only rows that may still be among the first.
// Stable: rows with equal keys come out in input order.

import type { SqlType } from '../../values/sql-type.ts'
import type { SortKey } from '../../sql/bound-expression.ts'
import type { OutputColumn, Plan } from '../../sql/plan.ts'
import type { Vector } from '../../values/vector.ts'
import { batchRows, denseBatch, withSelection, type Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { NeededColumns } from '../needed-columns.ts'
import type { Operator } from '../operator.ts'
import { RowStore } from '../row-store.ts'
import { sortRows, type SortColumn } from '../sort-rows.ts'
import { compileCount, limitError, offsetError } from './limit.ts'
import { refineBelowThreshold } from './top-threshold.ts'

type SortPlan = Extract<Plan, { kind: 'sort' }>

/** Above this a limit does not help: everything is kept. */
const topRowsMax = 50_000

export class Sort implements Operator {
  readonly #input: Operator
  readonly #keys: readonly SortKey[]
  readonly #evaluates: readonly Evaluate[]
  readonly #limitOf: (() => number) | null
  readonly #width: number
  readonly #columns: readonly OutputColumn[]
  readonly #needed: NeededColumns | null
  readonly #candidates = new SelectionBuffer()
  #store: RowStore
  /** Rows wanted; Infinity without a limit. */
  #wanted = Infinity
  /** Key of the worst row that is still wanted: later rows must beat it. */
  #threshold: SortColumn | null = null
  #order: Int32Array | null = null
  #nextRow = 0
  #isOpen = false
  #pending: Batch | null = null

  constructor(plan: SortPlan, input: Operator, scope: CompileScope, needed: NeededColumns | null) {
    this.#input = input
    this.#keys = plan.keys
    this.#evaluates = plan.keys.map(key => scope.compile(key.expression))
    this.#width = plan.output.length
    this.#limitOf = plan.limit === null ? null : compileTop(plan.limit, scope)
    this.#columns = [...plan.output, ...plan.keys.map((key, i) => ({ name: `key ${i}`, type: key.expression.type as SqlType }))]
    this.#needed = needed === null ? null : [...needed, ...plan.keys.map(() => true)]
    this.#store = new RowStore(this.#columns, this.#needed)
  }

  reset(): void {
    this.#input.reset()
    this.#store.clear()
    this.#order = null
    this.#nextRow = 0
    this.#isOpen = false
    this.#pending = null
    this.#threshold = null
  }

  next(): Batch | null {
    if (!this.#isOpen) {
      this.#wanted = this.#limitOf?.() ?? Infinity
      if (this.#wanted > topRowsMax) this.#wanted = Infinity
      this.#isOpen = true
    }
    this.#order ??= this.#sortAll()
    const rows = this.#order.subarray(this.#nextRow, this.#nextRow + batchRows)
    if (rows.length === 0) return null
    this.#nextRow += rows.length
    return denseBatch(this.#store.gather(rows, rows.length, false).slice(0, this.#width), rows.length)
  }

  #sortAll(): Int32Array {
    if (this.#wanted === 0) return new Int32Array(0)
    for (;;) {
      this.#pending ??= this.#input.next()
      if (this.#pending === null) break
      this.#keep(this.#pending)
      this.#pending = null
      if (this.#store.length >= 2 * this.#wanted + batchRows) this.#shrink()
    }
    const order = sortRows(this.#sortColumns(), this.#store.length)
    return this.#wanted < order.length ? order.subarray(0, this.#wanted) : order
  }

  #keep(batch: Batch): void {
    const keys: Vector[] = []
    for (const evaluate of this.#evaluates) keys.push(evaluate(batch))
    const kept = this.#threshold === null ? batch : this.#beatThreshold(batch, keys[0], this.#threshold)
    if (kept.count > 0)
      this.#store.append({ columns: [...batch.columns, ...keys], selection: kept.selection, count: kept.count, length: batch.length })
  }

  /** Drops rows whose first key is worse than the threshold; with a single key also equal ones, which come later. */
  #beatThreshold(batch: Batch, key: Vector, threshold: SortColumn): Batch {
    const out = this.#candidates.take(batch.count)
    return withSelection(batch, out, refineBelowThreshold(key, threshold, this.#keys.length > 1, batch.selection, batch.count, out))
  }

  #sortColumns(): SortColumn[] {
    return this.#keys.map(({ descending, nullsFirst }, k) => ({ vector: this.#store.column(this.#width + k), descending, nullsFirst }))
  }

  /** Keeps the best rows only and takes the last of them as the new threshold. */
  #shrink(): void {
    const order = sortRows(this.#sortColumns(), this.#store.length).subarray(0, this.#wanted)
    // Input order among equals is kept: the sort is stable and rows are stored again in sorted order.
    const columns = this.#store.gather(order, order.length, false)
    const store = new RowStore(this.#columns, this.#needed)
    store.append(denseBatch(columns, order.length))
    this.#store = store
    const { descending, nullsFirst } = this.#keys[0]
    const last = columns[this.#width]
    this.#threshold = {
      vector: { ...last, data: last.data.slice(order.length - 1), nulls: last.nulls?.slice(order.length - 1) ?? null },
      descending,
      nullsFirst,
    }
  }
}

function compileTop(limit: NonNullable<SortPlan['limit']>, scope: CompileScope): () => number {
  const limitOf = compileCount(limit.limit, Infinity, limitError, scope)
  const offsetOf = compileCount(limit.offset, 0, offsetError, scope)
  return () => limitOf() + offsetOf()
}
