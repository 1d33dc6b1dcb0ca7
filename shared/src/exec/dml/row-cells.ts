// Vectors <-> rows of cells: data changes hand whole rows to the RowWriter.

import type { Cell } from '../../base/cell.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { vectorOf, type Vector } from '../../values/vector.ts'
import { denseBatch, type Batch } from '../batch.ts'

/** One array of cells a selected row; booleans as 0/1, as leaves hold them. */
export function rowsOfVectors(vectors: readonly Vector[], selection: Int32Array, count: number): Cell[][] {
  const rows: Cell[][] = []
  for (let i = 0; i < count; i++) rows.push(new Array<Cell>(vectors.length))
  for (let c = 0; c < vectors.length; c++) {
    const { data, nulls } = vectors[c]
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      rows[i][c] = nulls !== null && nulls[p] === 1 ? null : data[p]
    }
  }
  return rows
}

/** Rows of cells as a dense batch of columns of these types. */
export function batchOfRows(types: readonly SqlType[], rows: readonly (readonly Cell[])[]): Batch {
  // Cells of a column are runtime values of its type by construction.
  const columns = types.map((type, c) =>
    vectorOf(
      type,
      rows.map(row => row[c] as SqlValue),
    ),
  )
  return denseBatch(columns, rows.length)
}
