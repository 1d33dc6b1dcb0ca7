// What functions may ask of their surroundings in one session.

import type { EvaluationContext } from '../functions/function-definition.ts'
import type { Session } from './session.ts'

/** now() is the start of the transaction, or of the statement outside of one. */
export function evaluationContext(session: Session): EvaluationContext {
  const { database, transaction } = session
  return {
    clock: database.clock,
    random: database.random,
    nowMicros: transaction.state === 'none' ? database.clock.nowMs() * 1000 : transaction.startedMicros,
    settings: session.settings.values,
    user: session.user,
    database: database.name,
    sequences: session.sequences,
  }
}
