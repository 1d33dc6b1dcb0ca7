// BEGIN, COMMIT and ROLLBACK as most transactions say them: one word. Everything else of transactions comes with definitions.

import type { TransactionStatement } from '../ast-ddl.ts'
import { lateStatementRules } from './late-grammar.ts'
import * as token from './token.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Words that begin these statements. */
export const transactionWords: ReadonlySet<string> = new Set('begin start commit end rollback abort savepoint release'.split(' '))

const actions: Readonly<Record<string, TransactionStatement['action']>> = {
  begin: { kind: 'begin', modes: { isolation: null, readOnly: null, deferrable: null } },
  commit: { kind: 'commit', chain: false },
  rollback: { kind: 'rollback', chain: false },
}

/** The cursor is at one of `transactionWords`. */
export function parseTransaction(cursor: TokenCursor): TransactionStatement {
  const at = cursor.at
  const isAlone = cursor.kindAhead(1) === token.endToken && Object.hasOwn(actions, cursor.text)
  return { kind: 'transaction', action: isAlone ? actions[cursor.take()] : lateStatementRules.get().parseAction(cursor, cursor.take()), at }
}
