// The clock: what time it is, as each type.

import { type FunctionEntry, contextual } from './define-function.ts'

export const clockFunctions: readonly FunctionEntry[] = [
  contextual('now transaction_timestamp statement_timestamp() timestamptz', (_, context) => context.nowMicros),
  contextual('clock_timestamp() timestamptz', (_, { clock }) => clock.nowMs() * 1000, 'volatile'),
]
