// A RowsResult from rows of values: what SHOW, EXPLAIN and the like answer.

import type { OutputColumn } from '../sql/plan.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { vectorOf } from '../values/vector.ts'
import type { RowsResult } from './run-prepared.ts'

export function rowsOf(columns: readonly OutputColumn[], rows: readonly (readonly SqlValue[])[]): RowsResult {
  const vectors = columns.map((column, c) =>
    vectorOf(
      column.type,
      rows.map(row => row[c]),
    ),
  )
  return { columns, vectors, count: rows.length, changedCount: 0 }
}
