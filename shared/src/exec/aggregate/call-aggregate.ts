// Any aggregate through its own functions, row by row: what has no kernel, and what has DISTINCT or ORDER BY.

import type { AggregateFunction } from '../../functions/function-definition.ts'
import type { BoundAggregate } from '../../sql/bound-expression.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { valueAt, vectorOf, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import { KeyTable } from '../key-table.ts'
import type { Runtime } from '../runtime.ts'
import { sortRows } from '../sort-rows.ts'
import { identitySelection } from '../batch.ts'
import type { Accumulator } from './accumulator.ts'

/** Argument types in the order in which `add` gets them: direct arguments, then WITHIN GROUP's. */
export function aggregateArguments({ args, orderBy, orderedSet }: BoundAggregate): BoundAggregate['args'] {
  return orderedSet ? [...args, ...orderBy.map(key => key.expression)] : args
}

/** What all accumulators of one aggregate share. */
export interface CompiledAggregateCall {
  readonly aggregate: BoundAggregate
  readonly runtime: Runtime
  readonly types: readonly SqlType[]
  readonly args: readonly Evaluate[]
  readonly sortKeys: readonly Evaluate[]
}

export function compileAggregateCall(aggregate: BoundAggregate, scope: CompileScope): CompiledAggregateCall {
  const args = aggregateArguments(aggregate)
  return {
    aggregate,
    runtime: scope.runtime,
    types: args.map(arg => arg.type),
    args: args.map(arg => scope.compile(arg)),
    sortKeys: aggregate.orderBy.map(key => scope.compile(key.expression)),
  }
}

export class CallAggregate implements Accumulator {
  readonly #aggregate: BoundAggregate
  readonly #function: AggregateFunction
  readonly #runtime: Runtime
  readonly #types: readonly SqlType[]
  readonly #args: readonly Evaluate[]
  readonly #sortKeys: readonly Evaluate[]
  /** Rows have to be kept until the end: they are sorted or made distinct first. */
  readonly #isKept: boolean
  readonly #states: unknown[] = []
  readonly #kept: SqlValue[][][] = []
  #batch: Batch | null = null
  #vectors: Vector[] = []

  constructor({ aggregate, runtime, types, args, sortKeys }: CompiledAggregateCall) {
    this.#aggregate = aggregate
    this.#function = aggregate.function
    this.#runtime = runtime
    this.#types = types
    this.#args = args
    this.#sortKeys = sortKeys
    this.#isKept = aggregate.distinct || aggregate.orderBy.length > 0
  }

  prepare(batch: Batch): void {
    const vectors: Vector[] = []
    for (const evaluate of this.#args) vectors.push(evaluate(batch))
    for (const evaluate of this.#sortKeys) vectors.push(evaluate(batch))
    this.#vectors = vectors
    this.#batch = batch
  }

  add(groups: Int32Array | null, groupCount: number): void {
    if (this.#batch === null) return
    this.#reserve(groupCount)
    const { selection, count } = this.#batch
    const width = this.#isKept ? this.#vectors.length : this.#args.length
    const { add, skipsNulls } = this.#function
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      const group = groups === null ? 0 : groups[p]
      const values: SqlValue[] = []
      for (let a = 0; a < width; a++) values.push(valueAt(this.#vectors[a], p))
      if (skipsNulls && hasNull(values, this.#args.length)) continue
      if (this.#isKept) this.#kept[group].push(values)
      else this.#states[group] = add(this.#states[group], values, this.#types)
    }
  }

  #reserve(groupCount: number): void {
    while (this.#states.length < groupCount) {
      this.#states.push(this.#function.create(this.#types, this.#runtime.evaluation))
      if (this.#isKept) this.#kept.push([])
    }
  }

  finish(groupCount: number): Vector {
    this.#reserve(groupCount)
    const buffer = new ResultBuffer(this.#aggregate.type)
    buffer.begin(groupCount)
    for (let group = 0; group < groupCount; group++) {
      let state = this.#states[group]
      if (this.#isKept)
        for (const row of this.#arrange(this.#kept[group])) state = this.#function.add(state, row.slice(0, this.#args.length), this.#types)
      buffer.set(group, this.#function.finish(state, this.#types))
    }
    return buffer.finish()
  }

  /** The group's rows, distinct and in order. */
  #arrange(rows: readonly SqlValue[][]): readonly SqlValue[][] {
    const { orderBy, distinct } = this.#aggregate
    const kept = distinct ? this.#distinct(rows) : rows
    // DISTINCT without ORDER BY: PostgreSQL sorts to find equals, and answers in that order.
    const orders = orderBy.length > 0 ? orderBy : this.#types.map(() => ({ descending: false, nullsFirst: false }))
    const start = orderBy.length > 0 ? this.#args.length : 0
    const types = orderBy.length > 0 ? orderBy.map(key => key.expression.type) : this.#types
    const columns = orders.map(({ descending, nullsFirst }, k) => ({
      vector: vectorOf(
        types[k],
        kept.map(row => row[start + k]),
      ),
      descending,
      nullsFirst,
    }))
    return [...sortRows(columns, kept.length)].map(row => kept[row])
  }

  #distinct(rows: readonly SqlValue[][]): SqlValue[][] {
    const table = new KeyTable(this.#types)
    const vectors = this.#types.map((type, a) =>
      vectorOf(
        type,
        rows.map(row => row[a]),
      ),
    )
    const ids = new Int32Array(rows.length)
    table.add(vectors, identitySelection(rows.length), rows.length, ids)
    const kept: SqlValue[][] = []
    for (let i = 0; i < rows.length; i++) if (ids[i] === kept.length) kept.push(rows[i])
    return kept
  }
}

function hasNull(values: readonly SqlValue[], width: number): boolean {
  for (let a = 0; a < width; a++) if (values[a] === null) return true
  return false
}
