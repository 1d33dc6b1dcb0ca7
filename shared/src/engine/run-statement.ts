// One statement of a session: queries and data changes go through plans, everything else is dispatched here.

import { PartNeeded, loadPart } from '../base/load-part.ts'
import type { TransactionStatement } from '../sql/ast-ddl.ts'
import { type ExecutionResult, commandResult } from './execution-result.ts'
import { isQuery } from './is-query.ts'
import { lateDefinitions } from './late-statements.ts'
import { runPlanned } from './run-planned.ts'
import type { ParameterValue, Session } from './session.ts'
import type { CachedStatement } from './statement-cache.ts'

type Result = ExecutionResult | Promise<ExecutionResult>

/** In a failed block only its end is answered; an error inside a block fails the block. */
export function runStatement(session: Session, cached: CachedStatement, parameters: readonly ParameterValue[]): Result {
  const { statement } = cached.parsed
  try {
    if (statement.kind === 'transaction') return runTransactionStatement(session, statement)
    session.transaction.requireUsable()
    const result = isQuery(statement)
      ? runPlanned(session, cached, parameters)
      : lateDefinitions.get().runOther(session, cached, statement, parameters)
    return result instanceof Promise ? result.catch(error => loadOrFail(session, cached, parameters, error)) : result
  } catch (error) {
    return loadOrFail(session, cached, parameters, error)
  }
}

/** A statement that needs a part has been undone like any that fails, so it runs again from its beginning once the part is there. */
function loadOrFail(session: Session, cached: CachedStatement, parameters: readonly ParameterValue[], error: unknown): Result {
  if (!(error instanceof PartNeeded)) return failed(session, error)
  return loadPart(error.part).then(
    () => runStatement(session, cached, parameters),
    (cause: unknown) => failed(session, cause),
  )
}

function failed(session: Session, error: unknown): never {
  session.transaction.fail()
  throw error
}

function runTransactionStatement(session: Session, { action }: TransactionStatement): Result {
  const { transaction } = session
  switch (action.kind) {
    case 'begin':
      transaction.requireUsable()
      if (transaction.state === 'none') transaction.begin(action.modes)
      else session.onNotice?.('there is already a transaction in progress')
      return commandResult('BEGIN')
    case 'commit':
      return commitBlock(session, action.chain)
    default:
      return lateDefinitions.get().runTransactionAction(session, action)
  }
}

async function commitBlock(session: Session, chain: boolean): Promise<ExecutionResult> {
  const { transaction } = session
  if (transaction.state === 'none') {
    session.onNotice?.('there is no transaction in progress')
    return commandResult('COMMIT')
  }
  const wasFailed = transaction.state === 'failed'
  try {
    const { durable, changeSet } = await transaction.commit(session.commitRequest('COMMIT'))
    return { ...commandResult(wasFailed ? 'ROLLBACK' : 'COMMIT'), durable, changeSet }
  } finally {
    session.settings.endTransaction()
    if (chain) transaction.begin({ isolation: null, readOnly: null, deferrable: null })
  }
}
