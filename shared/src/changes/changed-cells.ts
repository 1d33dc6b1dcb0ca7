// The cells that a row change carries, as two lists side by side. Rows that changed in the same columns share the list of
// columns, so a large transaction holds one list a row less, and finds out by identity that its rows can be written together.

import type { ColumnId } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'

export interface ChangedCells {
  /** Each column once. */
  readonly columns: readonly ColumnId[]
  /** The new cell of each of them. */
  readonly values: readonly Cell[]
}

export function changedCells(cells: Iterable<readonly [column: ColumnId, value: Cell]>): ChangedCells {
  const entries = [...cells]
  return { columns: entries.map(([column]) => column), values: entries.map(([, value]) => value) }
}

/** Whether two rows changed in the same columns, in the same order. */
export function sameColumns(a: readonly ColumnId[], b: readonly ColumnId[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** undefined: the column is not among the changed ones. */
export function changedCell({ columns, values }: ChangedCells, column: ColumnId): Cell | undefined {
  const index = columns.indexOf(column)
  return index < 0 ? undefined : values[index]
}
