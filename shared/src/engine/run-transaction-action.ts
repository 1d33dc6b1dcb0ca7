// Statements about transactions other than BEGIN and COMMIT: savepoints, modes, ROLLBACK. Part of definitions.

import { AssertionFailure, unreachable } from '../base/assert.ts'
import { notSupported, SqlError } from '../base/errors.ts'
import type { TransactionStatement } from '../sql/ast-ddl.ts'
import { commandResult, type ExecutionResult } from './execution-result.ts'
import type { Session } from './session.ts'

export function runTransactionAction(session: Session, action: TransactionStatement['action']): ExecutionResult {
  const { transaction } = session
  switch (action.kind) {
    case 'rollback':
      if (transaction.state === 'none') session.onNotice?.('there is no transaction in progress')
      transaction.rollback()
      session.settings.endTransaction()
      if (action.chain) transaction.begin({ isolation: null, readOnly: null, deferrable: null })
      return commandResult('ROLLBACK')
    case 'savepoint':
      requireBlock(session, 'SAVEPOINT')
      transaction.requireUsable()
      transaction.savepoint(action.name)
      return commandResult('SAVEPOINT')
    case 'release':
      requireBlock(session, 'RELEASE SAVEPOINT')
      transaction.requireUsable()
      inBlock(session, () => transaction.release(action.name))
      return commandResult('RELEASE')
    case 'rollback to':
      requireBlock(session, 'ROLLBACK TO SAVEPOINT')
      inBlock(session, () => transaction.rollbackTo(action.name))
      return commandResult('ROLLBACK')
    case 'set modes':
      transaction.requireUsable()
      if (!action.session && transaction.state === 'open') transaction.setModes(action.modes)
      return commandResult('SET')
    case 'set constraints':
      transaction.requireUsable()
      transaction.setConstraints(action.names === 'all' ? 'all' : action.names.map(name => name[name.length - 1]), action.deferred)
      return commandResult('SET CONSTRAINTS')
    case 'prepared':
      throw notSupported(action.what)
    case 'begin':
    case 'commit':
      throw new AssertionFailure('expected: run-statement.ts begins and commits') // prettier-ignore
    default:
      return unreachable(action)
  }
}

function requireBlock(session: Session, what: string): void {
  if (session.transaction.state === 'none') throw new SqlError('25P01', `${what} can only be used in transaction blocks`)
}

function inBlock(session: Session, step: () => void): void {
  try {
    step()
  } catch (error) {
    session.transaction.fail()
    throw error
  }
}
