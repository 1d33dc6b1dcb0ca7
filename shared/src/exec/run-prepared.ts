// Drives a prepared statement to its rows. Synchronous: a PageFault ends the execution and is thrown to the caller.
// Asynchronous: the fault's pages are awaited and the same execution goes on where it was.

import type { OutputColumn } from '../sql/plan.ts'
import { PageFault } from '../storage/tree-contract.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { valueAt, type Vector } from '../values/vector.ts'
import type { Batch } from './batch.ts'
import { ColumnBuilder } from './column-builder.ts'
import type { ExecutionContext } from './execution-context.ts'
import type { Execution, PreparedStatement } from './prepared-statement.ts'

/** Rows of a statement, by column. They are copies: later changes of tables do not show in them. */
export interface RowsResult {
  readonly columns: readonly OutputColumn[]
  /** One vector a column; rows are positions 0..count-1. */
  readonly vectors: readonly Vector[]
  readonly count: number
  /** Rows that INSERT, UPDATE, DELETE or MERGE changed; 0 for queries. */
  readonly changedCount: number
}

/** Runs to the end, or throws PageFault. */
export function collectRows(prepared: PreparedStatement, context: ExecutionContext): RowsResult {
  const short = prepared.point === null ? null : prepared.point(context)
  if (short !== null) return short
  const execution = prepared.open(context)
  try {
    const rows = new RowCollector(prepared.output)
    for (let batch = execution.operator.next(); batch !== null; batch = execution.operator.next()) rows.add(batch)
    return rows.finish(changedCount(execution))
  } finally {
    execution.close()
  }
}

/** Runs to the end, loading pages as they are missed. The context's tables must not change meanwhile. */
export async function collectRowsAsync(prepared: PreparedStatement, context: ExecutionContext): Promise<RowsResult> {
  const execution = prepared.open(context)
  try {
    const rows = new RowCollector(prepared.output)
    for (;;) {
      try {
        const batch = execution.operator.next()
        if (batch === null) return rows.finish(changedCount(execution))
        rows.add(batch)
      } catch (error) {
        if (!(error instanceof PageFault)) throw error
        await error.load()
      }
    }
  } finally {
    execution.close()
  }
}

function changedCount({ counter }: Execution): number {
  return counter?.changedCount ?? 0
}

/** Results of at most this many rows are plain arrays: typed ones cost more to make than they save. */
const smallResultRows = 16

class RowCollector {
  readonly #columns: readonly OutputColumn[]
  /** Plain columns while the result is small. */
  #small: SqlValue[][] | null
  #builders: ColumnBuilder[] | null = null
  #count = 0

  constructor(columns: readonly OutputColumn[]) {
    this.#columns = columns
    this.#small = columns.map(() => [])
  }

  add(batch: Batch): void {
    if (this.#small !== null) {
      if (this.#count + batch.count <= smallResultRows) {
        for (let c = 0; c < this.#small.length; c++) {
          const vector = batch.columns[c]
          for (let i = 0; i < batch.count; i++) this.#small[c].push(valueAt(vector, batch.selection[i]))
        }
        this.#count += batch.count
        return
      }
      this.#builders = this.#grow(this.#small)
      this.#small = null
    }
    const builders = this.#builders ?? []
    for (let c = 0; c < builders.length; c++) builders[c].append(batch.columns[c], batch.selection, batch.count)
    this.#count += batch.count
  }

  #grow(small: readonly SqlValue[][]): ColumnBuilder[] {
    return this.#columns.map((column, c) => {
      const builder = new ColumnBuilder(column.type)
      for (const value of small[c]) builder.push(value)
      return builder
    })
  }

  finish(changed: number): RowsResult {
    const vectors =
      this.#small?.map((data, c): Vector => ({ type: this.#columns[c].type, data, nulls: null })) ??
      (this.#builders ?? []).map(builder => builder.vector())
    return { columns: this.#columns, vectors, count: this.#count, changedCount: changed }
  }
}
