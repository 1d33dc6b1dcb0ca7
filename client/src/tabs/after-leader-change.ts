// The leader is gone, or another one took over, while a request was under way: what becomes of the request. Pure; asked by
// tab-calls.ts for each request that was sent and not answered.

import { SqlError, type ZenError } from '@zendb/shared/base/errors'
import { transactionLost } from '../service/recall-answer.ts'
import { isRepeatable, isRemembered, type Request } from '../service/request.ts'

export type Fate =
  /** It certainly did not happen, or may happen twice. */
  | { readonly kind: 'send again' }
  /** The new leader looks whether it is stored, by its name, and runs it only if it is not. */
  | { readonly kind: 'repeat by name' }
  | { readonly kind: 'done' }
  | { readonly kind: 'fail'; readonly error: ZenError }

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
      return wasRefused ? { kind: 'fail', error: transactionLost() } : { kind: 'repeat by name' }
    default:
      if (wasRefused || isRepeatable(request)) return { kind: 'send again' }
      return isRemembered(request) ? { kind: 'repeat by name' } : { kind: 'fail', error: outcomeUnknown() }
  }
}

function outcomeUnknown(): SqlError {
  return new SqlError('08007', 'the tab that ran this write went away before it answered; the write may be stored or not', {
    hint: 'Look whether it is there before you repeat it.',
  })
}
