// Expressions of the schema (partial indexes) as functions over one row's cells. Compiled by table-expressions.ts.

import type { Cell } from '../base/cell.ts'

/** True for rows that count; NULL counts as false. */
export type RowPredicate = (cells: readonly Cell[]) => boolean
