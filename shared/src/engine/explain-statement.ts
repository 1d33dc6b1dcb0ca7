// EXPLAIN: the plan as text, one line a row. ANALYZE is not built and says so.

import { notSupported } from '../base/errors.ts'
import { rowsOf } from '../exec/rows-of.ts'
import type { Explain } from '../sql/ast-ddl.ts'
import { explainPlan } from '../sql/plan/explain-plan.ts'
import { sqlTypes } from '../values/sql-type.ts'
import { durableNow, type ExecutionResult } from './execution-result.ts'
import { planFor } from './run-planned.ts'
import type { ParameterValue, Session } from './session.ts'
import type { CachedStatement } from './statement-cache.ts'

export function explainStatement(
  session: Session,
  explain: Explain,
  cached: CachedStatement,
  parameters: readonly ParameterValue[],
): ExecutionResult {
  if (explain.analyze) throw notSupported('EXPLAIN ANALYZE', explain.at)
  const format = explain.options.find(option => option.name === 'format')
  if (format !== undefined && format.value?.toLowerCase() !== 'text') throw notSupported(`EXPLAIN (FORMAT ${format.value})`, explain.at)
  const inner = { ...cached, parsed: { ...cached.parsed, statement: explain.statement }, plans: [] }
  const { planned } = planFor(session, inner, parameters)
  const lines = explainPlan(planned).split('\n')
  const rows = rowsOf(
    [{ name: 'QUERY PLAN', type: sqlTypes.text }],
    lines.map(line => [line]),
  )
  return { rows, tag: 'EXPLAIN', count: lines.length, durable: durableNow, changeSet: null }
}
