// Window functions of one partition and order: keeps all rows, sorts them, computes a column per function, and hands the
// rows out in the window's order.

import { notSupported, SqlError } from '../../base/errors.ts'
import type { BoundExpression, BoundWindow } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import { batchRows, denseBatch, type Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import type { Operator } from '../operator.ts'
import { RowStore } from '../row-store.ts'
import type { Runtime } from '../runtime.ts'
import { sliceVector } from '../slice-vector.ts'
import type { SortColumn } from '../sort-rows.ts'
import { aggregateFrames } from '../window/frame-aggregate.ts'
import { compileFrame, frameBounds, type CompiledFrame, type FrameBounds } from '../window/frame-bounds.ts'
import { nthPlace } from '../window/frame-segments.ts'
import { cumeDist, denseRank, neighbour, ntile, percentRank, rank, rowNumber } from '../window/rank-functions.ts'
import { WindowRows } from '../window/window-rows.ts'

type WindowPlan = Extract<Plan, { kind: 'window' }>

/** A function and where its arguments and its filter lie among the kept columns. */
interface CompiledWindow {
  readonly bound: BoundWindow
  readonly args: readonly number[]
  readonly filter: number | null
  readonly frame: CompiledFrame
}

export class Window implements Operator {
  readonly #plan: WindowPlan
  readonly #input: Operator
  readonly #runtime: Runtime
  /** Computed columns that are kept beside the input's: keys, arguments, filters. */
  readonly #computed: readonly Evaluate[]
  readonly #partitionBy: readonly number[]
  readonly #orderBy: readonly number[]
  readonly #functions: readonly CompiledWindow[]
  readonly #store: RowStore
  #pending: Batch | null = null
  #rows: WindowRows | null = null
  #results: readonly Vector[] = []
  #nextRow = 0

  constructor(plan: WindowPlan, input: Operator, scope: CompileScope) {
    this.#plan = plan
    this.#input = input
    this.#runtime = scope.runtime
    const width = plan.input.output.length
    const computed: BoundExpression[] = []
    const keep = (expression: BoundExpression): number => width + computed.push(expression) - 1
    this.#partitionBy = plan.partitionBy.map(keep)
    this.#orderBy = plan.orderBy.map(key => keep(key.expression))
    this.#functions = plan.functions.map(bound => ({
      bound,
      args: bound.args.map(keep),
      filter: bound.filter === null ? null : keep(bound.filter),
      frame: compileFrame(bound.frame, plan.orderBy, scope),
    }))
    this.#computed = computed.map(expression => scope.compile(expression))
    this.#store = new RowStore([
      ...plan.input.output,
      ...computed.map((expression, i) => ({ name: `computed ${i}`, type: expression.type })),
    ])
  }

  reset(): void {
    this.#input.reset()
    this.#store.clear()
    this.#pending = null
    this.#rows = null
    this.#results = []
    this.#nextRow = 0
  }

  next(): Batch | null {
    const rows = (this.#rows ??= this.#compute())
    const from = this.#nextRow
    const to = Math.min(rows.count, from + batchRows)
    if (from === to) return null
    this.#nextRow = to
    const width = this.#plan.input.output.length
    const columns = this.#store.gather(rows.order.subarray(from, to), to - from, false).slice(0, width)
    return denseBatch([...columns, ...this.#results.map(result => sliceVector(result, from, to))], to - from)
  }

  #compute(): WindowRows {
    for (;;) {
      this.#pending ??= this.#input.next()
      const batch = this.#pending
      if (batch === null) break
      const columns = batch.columns.slice()
      for (const evaluate of this.#computed) columns.push(evaluate(batch))
      this.#store.append({ columns, selection: batch.selection, count: batch.count, length: batch.length })
      this.#pending = null
    }
    const partitionBy = this.#partitionBy.map((column): SortColumn => ({
      vector: this.#store.column(column),
      descending: false,
      nullsFirst: false,
    }))
    const orderBy = this.#orderBy.map((column, k): SortColumn => {
      const { descending, nullsFirst } = this.#plan.orderBy[k]
      return { vector: this.#store.column(column), descending, nullsFirst }
    })
    const rows = new WindowRows(partitionBy, orderBy, this.#store.length)
    this.#results = this.#functions.map(compiled => this.#column(compiled, rows))
    return rows
  }

  #column(compiled: CompiledWindow, rows: WindowRows): Vector {
    const { bound, frame, filter } = compiled
    const out = new ResultBuffer(bound.type)
    out.begin(rows.count)
    if (rows.count === 0) return out.finish()
    const args = compiled.args.map(column => this.#store.column(column))
    const bounds = (): FrameBounds => frameBounds(frame, rows, this.#orderBy.length === 0 ? null : this.#store.column(this.#orderBy[0]))
    if (bound.function.kind === 'aggregate') {
      const aggregate = {
        definition: bound.function,
        types: bound.args.map(arg => arg.type),
        args,
        filter: filter === null ? null : this.#store.column(filter),
        exclude: bound.frame.exclude,
        evaluation: this.#runtime.evaluation,
      }
      aggregateFrames(aggregate, rows, bounds(), out)
    } else computeFunction(bound, rows, args, bounds, out)
    return out.finish()
  }
}

function computeFunction(
  bound: BoundWindow,
  rows: WindowRows,
  args: readonly Vector[],
  bounds: () => FrameBounds,
  out: ResultBuffer,
): void {
  switch (bound.function.name) {
    case 'row_number':
      return rowNumber(rows, out)
    case 'rank':
      return rank(rows, out)
    case 'dense_rank':
      return denseRank(rows, out)
    case 'percent_rank':
      return percentRank(rows, out)
    case 'cume_dist':
      return cumeDist(rows, out)
    case 'ntile':
      return ntile(rows, args[0], out)
    case 'lag':
      return neighbour(rows, -1, args, out)
    case 'lead':
      return neighbour(rows, 1, args, out)
    case 'first_value':
    case 'last_value':
    case 'nth_value':
      return frameValues(bound, rows, args, bounds(), out) // prettier-ignore
    default:
      throw notSupported(`window function ${bound.function.name}`)
  }
}

/** first_value, last_value, nth_value: a value of one row of the frame. */
function frameValues(
  bound: BoundWindow,
  rows: WindowRows,
  [values, counts]: readonly Vector[],
  bounds: FrameBounds,
  out: ResultBuffer,
): void {
  const { name } = bound.function
  for (let place = 0; place < rows.count; place++) {
    const n = name === 'nth_value' ? valueAt(counts, rows.rowAt(place)) : 1
    if (n !== null && Number(n) <= 0) throw new SqlError('22016', 'argument of nth_value must be greater than zero')
    const index = name === 'last_value' ? -1 : Number(n) - 1
    const found = n === null ? -1 : nthPlace(place, index, bound.frame.exclude, bounds, rows)
    out.set(place, found < 0 ? null : valueAt(values, rows.rowAt(found)))
  }
}
