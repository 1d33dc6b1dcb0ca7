// PREPARE, EXECUTE: statements kept under a name for the length of a session.

import { SqlError } from '../base/errors.ts'
import type { ExecuteStatement, PrepareStatement } from '../sql/ast-ddl.ts'
import { bindConstantExpression } from '../sql/bind/bind-constant-expression.ts'
import { compileRowExpression } from '../exec/compile-row-expression.ts'
import { resolveType } from '../sql/bind/resolve-type.ts'
import { evaluationContext } from './evaluation-context.ts'
import { commandResult, type ExecutionResult } from './execution-result.ts'
import { headCatalog } from './head-catalog.ts'
import { planFor, runPrepared } from './run-planned.ts'
import { isQuery } from './is-query.ts'
import type { Session } from './session.ts'
import type { CachedStatement } from './statement-cache.ts'

export function prepareByName(session: Session, prepare: PrepareStatement, cached: CachedStatement): ExecutionResult {
  if (session.prepared.has(prepare.name)) throw new SqlError('42P05', `prepared statement "${prepare.name}" already exists`)
  if (!isQuery(prepare.statement)) throw new SqlError('42601', 'only queries and data changes can be prepared')
  const catalog = headCatalog(session.transaction.readHead(), session)
  const types = prepare.types.map(type => resolveType(type, catalog))
  const statement: CachedStatement = { parsed: { ...cached.parsed, statement: prepare.statement }, text: cached.text, plans: [] }
  planFor(session, statement, [], types)
  session.prepared.set(prepare.name, { statement, types })
  return commandResult('PREPARE')
}

export function executeByName(session: Session, execute: ExecuteStatement): ExecutionResult | Promise<ExecutionResult> {
  const found = session.prepared.get(execute.name)
  if (found === undefined) throw new SqlError('26000', `prepared statement "${execute.name}" does not exist`)
  const prepared = planFor(session, found.statement, [], found.types)
  const wanted = prepared.planned.parameterTypes
  if (wanted.length !== execute.args.length)
    throw new SqlError('42601', `wrong number of parameters for prepared statement "${execute.name}"`, {
      detail: `Expected ${wanted.length} parameters but got ${execute.args.length}.`,
    })
  const context = evaluationContext(session)
  const values = execute.args.map((arg, i) => compileRowExpression(bindConstantExpression(arg, wanted[i]))([], context))
  return runPrepared(session, prepared, values)
}
