// A result as PostgreSQL's text output, cell by cell: for psql-like tools, wire protocols and conformance runs.

import { contextOf } from '../functions/evaluation-values.ts'
import { printValue } from '../values/text-io.ts'
import { valueAt } from '../values/vector.ts'
import { evaluationContext } from './evaluation-context.ts'
import type { ExecutionResult } from './execution-result.ts'
import type { Session } from './session.ts'

export interface PrintedResult {
  /** null: a statement without a result set. */
  readonly columns: readonly string[] | null
  readonly rows: readonly (readonly (string | null)[])[]
}

/** Dates and times are printed in the session's time zone and styles. */
export function printResult(result: ExecutionResult, session: Session): PrintedResult {
  const { rows } = result
  if (rows === null) return { columns: null, rows: [] }
  const context = contextOf(evaluationContext(session))
  const printed: (string | null)[][] = []
  for (let i = 0; i < rows.count; i++) {
    printed.push(
      rows.vectors.map(vector => {
        const value = valueAt(vector, i)
        return value === null ? null : printValue(vector.type, value, context)
      }),
    )
  }
  return { columns: rows.columns.map(column => column.name), rows: printed }
}
