// The answer of a write that is stored, when its first answer was lost with the tab that gave it.

import { SqlError } from '@zendb/shared/base/errors'
import type { RequestOutcome } from '@zendb/shared/engine/recent-requests'
import type { Request, StatementAnswer } from './request.ts'

/** Rows of RETURNING and the results of a script are not remembered: then it is told that the write is stored, as an error. */
export function recallAnswer(request: Request, { tag, changeSet }: RequestOutcome): unknown {
  if (request.kind === 'commit') return changeSet
  if (request.kind === 'execute' && !/\breturning\b/i.test(request.sql)) {
    const answer: StatementAnswer = { rows: [], command: tag, count: Number(/\d+$/.exec(tag)?.[0] ?? 0), changeSet }
    return answer
  }
  throw new SqlError('08007', 'the tab that ran this write went away before it answered; the write is stored, but its result is lost', {
    detail: 'stored',
    hint: 'Do not repeat it; query what you need.',
  })
}

/** For every use of a transaction whose tab is gone. */
export function transactionLost(): SqlError {
  return new SqlError('08006', 'the tab that ran this transaction went away; nothing of it was stored', {
    hint: 'Run the transaction again.',
  })
}
