// Rows kept in memory, column by column: build sides, sorts, common tables, windows. Columns that nobody reads are not kept.

import type { OutputColumn } from '../sql/plan.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { Vector } from '../values/vector.ts'
import { batchRows, denseBatch, type Batch } from './batch.ts'
import { ColumnBuilder, emptyData } from './column-builder.ts'
import { gather, gatherAligned } from './gather.ts'
import type { NeededColumns } from './needed-columns.ts'

/** Rows that can be read again and again, in batches, from a position of the reader's own. */
export interface RowSource {
  /** The batch that starts at row `from`, or null past the end. May throw PageFault. */
  batchAt(from: number): Batch | null
}

export class RowStore implements RowSource {
  readonly #builders: (ColumnBuilder | null)[]
  readonly #absent: Vector[]
  #length = 0

  constructor(columns: readonly OutputColumn[], needed: NeededColumns | null = null) {
    this.#builders = columns.map((column, i) => (needed === null || needed[i] ? new ColumnBuilder(column.type) : null))
    this.#absent = columns.map(column => absentVector(column.type))
  }

  get length(): number {
    return this.#length
  }

  clear(): void {
    if (this.#length === 0) return
    for (const builder of this.#builders) builder?.clear()
    this.#length = 0
  }

  append(batch: Batch): void {
    for (let c = 0; c < this.#builders.length; c++) this.#builders[c]?.append(batch.columns[c], batch.selection, batch.count)
    this.#length += batch.count
  }

  /** A whole column, valid until rows are added. */
  column(position: number): Vector {
    return this.#builders[position]?.vector() ?? this.#absent[position]
  }

  columns(): Vector[] {
    return this.#builders.map((_, c) => this.column(c))
  }

  batchAt(from: number): Batch | null {
    if (from >= this.#length) return null
    const to = Math.min(this.#length, from + batchRows)
    return denseBatch(
      this.#builders.map((builder, c) => builder?.slice(from, to) ?? this.#absent[c]),
      to - from,
    )
  }

  /** Rows by number, aligned to the positions of another batch: see `gatherAligned`. */
  gatherAligned(rows: Int32Array, selection: Int32Array, count: number, length: number): Vector[] {
    return this.#builders.map((builder, c) =>
      builder === null ? this.#absent[c] : gatherAligned(builder.vector(), this.#length, rows, selection, count, length),
    )
  }

  /** Rows by number, in the order given; a negative number gives a row of NULLs when `mayMiss`. */
  gather(rows: Int32Array, count: number, mayMiss: boolean): Vector[] {
    return this.#builders.map((builder, c) => (builder === null ? this.#absent[c] : gather(builder.vector(), rows, count, mayMiss)))
  }
}

/** Stands for a column that nobody reads. */
export function absentVector(type: SqlType): Vector {
  return { type, data: emptyData(type), nulls: null }
}
