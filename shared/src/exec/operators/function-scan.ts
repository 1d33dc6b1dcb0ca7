// Set-returning functions: side by side in FROM (ROWS FROM), and in a select list.
// Functions are iterators, so LIMIT stops them; they do not read tables and never fault.

import type { TableFunction } from '../../functions/function-definition.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import { batchRows, denseBatch, unitBatch, type Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import type { Operator } from '../operator.ts'
import type { Runtime } from '../runtime.ts'

interface CompiledCall {
  readonly definition: TableFunction
  readonly args: readonly Evaluate[]
  readonly types: readonly SqlType[]
  readonly columnTypes: readonly SqlType[]
}

function compileCall(definition: TableFunction, args: readonly BoundExpression[], scope: CompileScope): CompiledCall {
  const types = args.map(arg => arg.type)
  return { definition, args: args.map(arg => scope.compile(arg)), types, columnTypes: definition.columns(types).map(column => column.type) }
}

/** The function's rows for given argument vectors; a NULL argument of a strict function gives none. */
function startCall(
  { definition, types }: CompiledCall,
  vectors: readonly Vector[],
  position: number,
  runtime: Runtime,
): Iterator<readonly SqlValue[]> {
  const values = vectors.map(vector => valueAt(vector, position))
  if (definition.strict && values.includes(null)) return [][Symbol.iterator]()
  return definition.rows(values, runtime.evaluation, types)[Symbol.iterator]()
}

type FunctionScanPlan = Extract<Plan, { kind: 'function scan' }>

export class FunctionScan implements Operator {
  readonly #plan: FunctionScanPlan
  readonly #runtime: Runtime
  readonly #calls: readonly CompiledCall[]
  readonly #buffers: readonly ResultBuffer[]
  #iterators: (Iterator<readonly SqlValue[]> | null)[] | null = null
  #ordinal = 0

  constructor(plan: FunctionScanPlan, scope: CompileScope) {
    this.#plan = plan
    this.#runtime = scope.runtime
    this.#calls = plan.calls.map(call => compileCall(call.function, call.args, scope))
    this.#buffers = plan.output.map(column => new ResultBuffer(column.type))
  }

  reset(): void {
    this.#iterators = null
    this.#ordinal = 0
  }

  next(): Batch | null {
    this.#iterators ??= this.#calls.map(call =>
      startCall(
        call,
        call.args.map(arg => arg(unitBatch)),
        0,
        this.#runtime,
      ),
    )
    for (const buffer of this.#buffers) buffer.begin(batchRows)
    let rows = 0
    while (rows < batchRows && this.#readRow(this.#iterators, rows)) rows++
    if (rows === 0) return null
    return denseBatch(
      this.#buffers.map(buffer => buffer.finish()),
      rows,
    )
  }

  /** One row of each function, NULLs for those that have ended; false when all have. */
  #readRow(iterators: (Iterator<readonly SqlValue[]> | null)[], row: number): boolean {
    let column = 0
    let isRow = false
    for (let c = 0; c < iterators.length; c++) {
      const result = iterators[c]?.next()
      const values = result === undefined || result.done === true ? null : result.value
      if (values === null) iterators[c] = null
      else isRow = true
      for (let v = 0; v < this.#plan.calls[c].columnCount; v++) this.#buffers[column++].set(row, values === null ? null : values[v])
    }
    if (isRow && this.#plan.withOrdinality) this.#buffers[column].set(row, ++this.#ordinal)
    return isRow
  }
}

type ProjectSetPlan = Extract<Plan, { kind: 'project set' }>

export class ProjectSet implements Operator {
  readonly #input: Operator
  readonly #runtime: Runtime
  readonly #items: readonly (
    { readonly kind: 'scalar'; readonly evaluate: Evaluate } | { readonly kind: 'set'; readonly call: CompiledCall }
  )[]
  readonly #buffers: readonly ResultBuffer[]
  #batch: Batch | null = null
  #nextRow = 0
  /** Per item: the scalar's vector, or the function's argument vectors. */
  #vectors: (readonly Vector[])[] | null = null
  #iterators: (Iterator<readonly SqlValue[]> | null)[] | null = null

  constructor(plan: ProjectSetPlan, input: Operator, scope: CompileScope) {
    this.#input = input
    this.#runtime = scope.runtime
    this.#items = plan.items.map(item =>
      item.kind === 'scalar'
        ? { kind: 'scalar', evaluate: scope.compile(item.expression) }
        : { kind: 'set', call: compileCall(item.function, item.args, scope) },
    )
    this.#buffers = plan.output.map(column => new ResultBuffer(column.type))
  }

  reset(): void {
    this.#input.reset()
    this.#batch = null
    this.#vectors = null
    this.#iterators = null
    this.#nextRow = 0
  }

  next(): Batch | null {
    // Expressions are evaluated before the first row of a batch is made: a fault never finds half a batch.
    let batch = this.#ready()
    for (const buffer of this.#buffers) buffer.begin(batchRows)
    let rows = 0
    while (batch !== null && rows < batchRows) {
      if (this.#nextRow === batch.count) {
        if (rows > 0) break
        this.#batch = null
        this.#vectors = null
        batch = this.#ready()
        continue
      }
      if (this.#expandRow(batch, rows)) rows++
    }
    if (rows === 0) return null
    return denseBatch(
      this.#buffers.map(buffer => buffer.finish()),
      rows,
    )
  }

  #ready(): Batch | null {
    if (this.#batch === null) {
      this.#batch = this.#input.next()
      this.#nextRow = 0
      this.#vectors = null
    }
    const batch = this.#batch
    if (batch !== null) {
      this.#vectors ??= this.#items.map(item => (item.kind === 'scalar' ? [item.evaluate(batch)] : item.call.args.map(arg => arg(batch))))
    }
    return batch
  }

  /** Writes one output row; false when the functions of the current input row have ended (and moves to the next). */
  #expandRow(batch: Batch, row: number): boolean {
    const position = batch.selection[this.#nextRow]
    const vectors = this.#vectors ?? []
    this.#iterators ??= this.#items.map((item, i) =>
      item.kind === 'set' ? startCall(item.call, vectors[i], position, this.#runtime) : null,
    )
    let isRow = false
    for (let i = 0; i < this.#items.length; i++) {
      if (this.#items[i].kind === 'scalar') {
        this.#buffers[i].set(row, valueAt(vectors[i][0], position))
        continue
      }
      const result = this.#iterators[i]?.next()
      if (result === undefined || result.done === true) {
        this.#iterators[i] = null
        this.#buffers[i].set(row, null)
      } else {
        isRow = true
        this.#buffers[i].set(row, this.#valueOf(i, result.value))
      }
    }
    if (!isRow) {
      this.#iterators = null
      this.#nextRow++
    }
    return isRow
  }

  /** A function of several columns gives a record. */
  #valueOf(index: number, values: readonly SqlValue[]): SqlValue {
    if (values.length === 1) return values[0]
    const item = this.#items[index]
    return { kind: 'record', fields: values, types: item.kind === 'set' ? item.call.columnTypes : [] }
  }
}
