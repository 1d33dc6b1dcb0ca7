// A query or data change: plan it (or take the kept plan), convert the parameters, run it as a read or as a write.

import type { TableId } from '../base/brand.ts'
import { SqlError } from '../base/errors.ts'
import { prepareStatement, type PreparedStatement } from '../exec/prepared-statement.ts'
import { contextOf } from '../functions/evaluation-values.ts'
import { planStatement } from '../sql/plan/plan-statement.ts'
import { fromApplicationValue, inferParameterType } from '../values/value-input.ts'
import { arrayKind, arrayTypeOf, kindsForColumn, parameterKind, type ParameterKind } from '../values/parameter-kind.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { evaluationContext } from './evaluation-context.ts'
import { durableNow, type ExecutionResult } from './execution-result.ts'
import type { Head } from './head.ts'
import { headCatalog } from './head-catalog.ts'
import { runQuery } from './run-query.ts'
import { isQuery } from './is-query.ts'
import { runWrite } from './run-write.ts'
import { resultOf } from './result-of.ts'
import type { ParameterValue, Session } from './session.ts'
import { keepPlan, type CachedPlan, type CachedStatement } from './statement-cache.ts'

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
  session.transaction.noteQuery(planned, values)
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

/** The kept plan when schema, settings and the looks of the parameters are the same; else a new one. */
export function planFor(
  session: Session,
  cached: CachedStatement,
  parameters: readonly ParameterValue[],
  declared: readonly SqlType[] | null = null,
): PreparedStatement {
  const { schema } = session.transaction.readHead()
  const settings = session.settings.planningKey
  for (const plan of cached.plans) {
    if (plan.schema !== schema || plan.settings !== settings || !fits(plan, parameters)) continue
    // A row by its key is found the same way in a table of any size.
    if (plan.prepared.point !== null || !isOutgrown(plan, session.transaction.readHead())) return plan.prepared
    cached.plans.splice(cached.plans.indexOf(plan), 1)
    break
  }
  return planAnew(session, cached, parameters, declared)
}

/** Smaller tables than this are planned alike. */
const smallTableRows = 100
/** A table that has grown or shrunk by this factor may want another plan: a hash join in place of a loop, a scan in place of an index. */
const outgrownFactor = 8

function isOutgrown({ prepared, rowCounts }: CachedPlan, head: Head): boolean {
  const { tablesRead } = prepared.planned
  for (let i = 0; i < tablesRead.length; i++) {
    const [before, now] = [Math.max(rowCounts[i], smallTableRows), Math.max(rowsOf(head, tablesRead[i]), smallTableRows)]
    if (now > before * outgrownFactor || before > now * outgrownFactor) return true
  }
  return false
}

function rowsOf(head: Head, table: TableId): number {
  return head.tables.get(table)?.rows.count ?? 0
}

function planAnew(
  session: Session,
  cached: CachedStatement,
  parameters: readonly ParameterValue[],
  declared: readonly SqlType[] | null,
): PreparedStatement {
  const { statement } = cached.parsed
  if (!isQuery(statement)) throw new SqlError('42601', 'only queries and data changes are planned')
  refuseSurplus(cached, parameters)
  const head = session.transaction.readHead()
  const planned = planStatement(statement, headCatalog(head, session), {
    parameterTypes: declared ?? parameters.map(value => inferParameterType(value)),
    typesAreHints: declared === null,
    values: contextOf(evaluationContext(session)),
  })
  const prepared = prepareStatement(planned)
  const parameterKinds = parameters.map((value, i) =>
    planned.columnParameters[i] ? parameterKind(value) | kindsForColumn(planned.parameterTypes[i]) : parameterKind(value),
  )
  keepPlan(cached, {
    schema: head.schema,
    settings: session.settings.planningKey,
    parameterKinds,
    arrayTypes: arrayTypesOf(parameterKinds, parameters),
    prepared,
    rowCounts: planned.tablesRead.map(table => rowsOf(head, table)),
  })
  return prepared
}

function fits({ parameterKinds, arrayTypes }: CachedPlan, parameters: readonly ParameterValue[]): boolean {
  if (parameterKinds.length !== parameters.length) return false
  for (let i = 0; i < parameters.length; i++) if ((parameterKinds[i] & parameterKind(parameters[i])) === 0) return false
  return arrayTypes === null || arrayTypes === arrayTypesOf(parameterKinds, parameters)
}

function arrayTypesOf(kinds: readonly ParameterKind[], parameters: readonly ParameterValue[]): string | null {
  return kinds.some(kind => (kind & arrayKind) !== 0) ? parameters.map(arrayTypeOf).join() : null
}

/** Nothing is silently ignored: a value that no $n or ? takes is a mistake of whoever gave it. Too few are told when they are converted. */
export function refuseSurplus({ parsed: { parameterCount } }: CachedStatement, parameters: readonly ParameterValue[]): void {
  if (parameters.length > parameterCount)
    throw new SqlError('08P01', `the statement takes ${parameterCount} parameters, ${parameters.length} were given`)
}

export function convertParameters(prepared: PreparedStatement, parameters: readonly ParameterValue[]): readonly SqlValue[] {
  const { parameterTypes } = prepared.planned
  if (parameterTypes.length > parameters.length)
    throw new SqlError('08P01', `the statement needs ${parameterTypes.length} parameters, ${parameters.length} were given`)
  // Of its size from the start: an array that grows makes room for sixteen items.
  const values = new Array<SqlValue>(parameterTypes.length)
  for (let i = 0; i < values.length; i++) values[i] = fromApplicationValue(parameters[i], parameterTypes[i] ?? sqlTypes.text)
  return values
}
