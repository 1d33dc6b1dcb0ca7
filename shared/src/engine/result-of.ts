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
  return { rows: planned.returnsRows ? rows : null, tag: tagOf(planned, rows), count, durable, changeSet }
}

export function tagOf({ command }: PlannedStatement, { count, changedCount }: RowsResult): string {
  if (command === 'INSERT') return `INSERT 0 ${changedCount}`
  return `${command} ${command === 'SELECT' ? count : changedCount}`
}
