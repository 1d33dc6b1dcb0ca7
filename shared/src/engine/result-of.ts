// Rows of a plan -> the result of its statement, with PostgreSQL's command tag.

import type { RowsResult } from '../exec/run-prepared.ts'
import type { PlannedStatement } from '../sql/plan.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { ExecutionResult } from './execution-result.ts'

export function resultOf(
  planned: PlannedStatement,
  rows: RowsResult,
  durable: Promise<void>,
  changeSet: ChangeSet | null,
): ExecutionResult {
  const count = planned.command === 'SELECT' ? rows.count : rows.changedCount
  const tag = planned.command === 'INSERT' ? `INSERT 0 ${count}` : `${planned.command} ${count}`
  return { rows: planned.returnsRows ? rows : null, tag, count, durable, changeSet }
}
