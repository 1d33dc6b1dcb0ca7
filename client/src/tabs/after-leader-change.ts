// The leader is gone, or another one took over, while a request was under way: what becomes of the request. Pure; asked by
// tab-route.ts for each request that was sent and not answered.

import { SqlError, type ZenError } from '@zendb/shared/base/errors'
import { isRepeatable, type Request } from '../service/request.ts'

export type Fate = { readonly kind: 'send again' } | { readonly kind: 'done' } | { readonly kind: 'fail'; readonly error: ZenError }

/** `wasRefused`: the old leader answered that it could not store the write, so it certainly did not happen. */
export function afterLeaderChange(request: Request, wasRefused: boolean): Fate {
  switch (request.kind) {
    case 'begin':
      // Whatever the old leader had begun is rolled back with it.
      return { kind: 'send again' }
    case 'rollback':
      return { kind: 'done' }
    case 'run':
      return { kind: 'fail', error: transactionLost() }
    case 'commit':
      return { kind: 'fail', error: wasRefused ? transactionLost() : outcomeUnknown() }
    default:
      return wasRefused || isRepeatable(request) ? { kind: 'send again' } : { kind: 'fail', error: outcomeUnknown() }
  }
}

/** For every further use of a transaction whose leader is gone. */
export function transactionLost(): SqlError {
  return new SqlError('08006', 'the tab that ran this transaction went away; nothing of it was stored', {
    hint: 'Run the transaction again.',
  })
}

function outcomeUnknown(): SqlError {
  return new SqlError('08007', 'the tab that ran this write went away before it answered; the write was stored as a whole, or not at all', {
    hint: 'Look whether it is there before you repeat it.',
  })
}
