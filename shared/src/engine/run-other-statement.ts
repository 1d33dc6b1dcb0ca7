// Statements that neither query nor change data: settings, EXPLAIN, statements by name, definitions. Part of definitions.

import { notSupported, SqlError } from '../base/errors.ts'
import type { DdlStatement, TransactionStatement } from '../sql/ast-ddl.ts'
import type { Statement } from '../sql/ast.ts'
import { changeSetting } from './change-setting.ts'
import { commandResult, type ExecutionResult } from './execution-result.ts'
import { lateExplain } from './late-statements.ts'
import { executeByName, prepareByName } from './prepared-by-name.ts'
import { runDdl } from './run-ddl.ts'
import { refuseSurplus } from './run-planned.ts'
import type { ParameterValue, Session } from './session.ts'
import { showSetting } from './show-setting.ts'
import type { CachedStatement } from './statement-cache.ts'

export function runOther(
  session: Session,
  cached: CachedStatement,
  statement: Exclude<Statement, TransactionStatement>,
  parameters: readonly ParameterValue[],
): ExecutionResult | Promise<ExecutionResult> {
  refuseSurplus(cached, parameters)
  switch (statement.kind) {
    case 'set':
      changeSetting(session.settings, statement)
      return commandResult(statement.values === null ? 'RESET' : 'SET')
    case 'show':
      return showSetting(session, statement.name)
    case 'explain':
      return lateExplain.get().explainStatement(session, statement, cached, parameters)
    case 'prepare':
      return prepareByName(session, statement, cached)
    case 'execute':
      return executeByName(session, statement)
    case 'deallocate':
      if (statement.name === null) session.prepared.clear()
      else if (!session.prepared.delete(statement.name))
        throw new SqlError('26000', `prepared statement "${statement.name}" does not exist`)
      return commandResult(statement.name === null ? 'DEALLOCATE ALL' : 'DEALLOCATE')
    case 'comment':
    case 'ignorable':
      return commandResult(statement.tag)
    case 'unsupported':
      throw notSupported(statement.what, statement.at)
    case 'database':
      throw notSupported(
        `${statement.action.toUpperCase()} DATABASE inside a session; use "zendb import" or another database name`,
        statement.at,
      )
    default:
      return runDdl(session, statement as DdlStatement, cached.text)
  }
}
