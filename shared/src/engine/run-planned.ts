// A query or data change: plan it (or take the kept plan), convert the parameters, run it as a read or as a write.

import { SqlError } from '../base/errors.ts'
import { prepareStatement, type PreparedStatement } from '../exec/prepared-statement.ts'
import { contextOf } from '../functions/evaluation-values.ts'
import { planStatement } from '../sql/plan/plan-statement.ts'
import { fromApplicationValue, inferParameterType } from '../values/value-input.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { evaluationContext } from './evaluation-context.ts'
import { durableNow, type ExecutionResult } from './execution-result.ts'
import { headCatalog } from './head-catalog.ts'
import { runQuery } from './run-query.ts'
import { isQuery } from './is-query.ts'
import { runWrite } from './run-write.ts'
import { resultOf } from './result-of.ts'
import type { ParameterValue, Session } from './session.ts'
import type { CachedStatement } from './statement-cache.ts'

export function runPlanned(
  session: Session,
  cached: CachedStatement,
  parameters: readonly ParameterValue[],
): ExecutionResult | Promise<ExecutionResult> {
  const prepared = planFor(session, cached, parameters)
  return runPrepared(session, prepared, convertParameters(prepared, parameters))
}

export function runPrepared(
  session: Session,
  prepared: PreparedStatement,
  values: readonly SqlValue[],
): ExecutionResult | Promise<ExecutionResult> {
  const { planned } = prepared
  if (planned.tablesWritten.length > 0 || planned.command !== 'SELECT') {
    if (session.transaction.isReadOnly) throw new SqlError('25006', `cannot execute ${planned.command} in a read-only transaction`)
    return runWrite(session, prepared, values)
  }
  const rows = runQuery(session, prepared, values)
  if (rows instanceof Promise) return rows.then(result => resultOf(planned, result, durableNow, null))
  if (session.database.hasMovedSequences && session.transaction.write === null)
    return storeSequences(session, resultOf(planned, rows, durableNow, null))
  return resultOf(planned, rows, durableNow, null)
}

/** nextval() in a SELECT: the sequence's position is stored like any commit. */
async function storeSequences(session: Session, result: ExecutionResult): Promise<ExecutionResult> {
  const sequences = session.database.takeMovedSequences()
  return { ...result, durable: session.database.commitLog.append({ request: null, changeSet: null, sequences }, () => {}) }
}

/** The kept plan when schema, search path and parameter kinds are the same; else a new one. */
export function planFor(
  session: Session,
  cached: CachedStatement,
  parameters: readonly ParameterValue[],
  given: readonly SqlType[] | null = null,
): PreparedStatement {
  const head = session.transaction.readHead()
  const searchPath = `${session.settings.searchPath.join()} ${stylesOf(session)}`
  const parameterKinds = parameters.length === 0 ? '' : parameters.map(kindOf).join()
  const kept = cached.plan
  if (kept !== null && kept.schema === head.schema && kept.searchPath === searchPath && kept.parameterKinds === parameterKinds)
    return kept.prepared
  const { statement } = cached.parsed
  if (!isQuery(statement)) throw new SqlError('42601', 'only queries and data changes are planned')
  const parameterTypes = given ?? parameters.map(value => inferParameterType(value))
  const planned = planStatement(statement, headCatalog(head, session), { parameterTypes, values: contextOf(evaluationContext(session)) })
  const prepared = prepareStatement(planned)
  cached.plan = { schema: head.schema, searchPath, parameterKinds, prepared }
  return prepared
}

/** Settings by which the literals of a statement are read when it is planned. */
function stylesOf({ settings }: Session): string {
  const { values } = settings
  return `${values.get('timezone')} ${values.get('datestyle')} ${values.get('intervalstyle')}`
}

/** Strings and null may stand for any type, so they all count as one kind. */
function kindOf(value: ParameterValue): string {
  if (value === null || value === undefined) return ''
  return value instanceof Date ? 'date' : typeof value
}

export function convertParameters(prepared: PreparedStatement, parameters: readonly ParameterValue[]): readonly SqlValue[] {
  const { parameterTypes } = prepared.planned
  if (parameterTypes.length > parameters.length)
    throw new SqlError('08P01', `the statement needs ${parameterTypes.length} parameters, ${parameters.length} were given`)
  const values: SqlValue[] = []
  for (let i = 0; i < parameterTypes.length; i++) values.push(fromApplicationValue(parameters[i], parameterTypes[i] ?? sqlTypes.text))
  return values
}
