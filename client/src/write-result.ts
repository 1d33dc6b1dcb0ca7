// What one statement did, as the app sees it.

import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { StatementAnswer } from './service/request.ts'

export interface WriteResult<Row = RowObject> {
  /** Rows of RETURNING, or of a query. */
  readonly rows: Row[]
  /** Rows that were changed, or returned by a query. */
  readonly count: number
  /** PostgreSQL's command tag: `INSERT 0 1`, `CREATE TABLE`. */
  readonly command: string
}

export function toWriteResult<Row extends object>({ rows, count, command }: StatementAnswer): WriteResult<Row> {
  return { rows: rows as Row[], count, command } // the app names the type of its rows
}
