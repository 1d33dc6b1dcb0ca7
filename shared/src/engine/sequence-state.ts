// The running value of a sequence. nextval, currval and setval work on it outside of transactions, as in PostgreSQL.

import { SqlError } from '../base/errors.ts'
import type { SequenceDefinition } from '../schema/database-schema.ts'

export interface SequenceState {
  /** Last value given out, or the one to be given first. */
  value: number | bigint
  /** false: `value` itself is the next one. */
  isCalled: boolean
}

export function startSequence(definition: SequenceDefinition): SequenceState {
  return { value: definition.start, isCalled: false }
}

const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value

/** Advances and answers the next value; 2200H at the limit of a sequence that does not cycle. */
export function nextSequenceValue(definition: SequenceDefinition, state: SequenceState): number | bigint {
  if (!state.isCalled) {
    state.isCalled = true
    return state.value
  }
  const increment = BigInt(definition.increment)
  let next = BigInt(state.value) + increment
  const isPast = increment > 0n ? next > BigInt(definition.max) : next < BigInt(definition.min)
  if (isPast) {
    if (!definition.cycle) {
      const [limit, value] = increment > 0n ? ['maximum', definition.max] : ['minimum', definition.min]
      throw new SqlError('2200H', `nextval: reached ${limit} value of sequence "${definition.name}" (${value})`)
    }
    next = BigInt(increment > 0n ? definition.min : definition.max)
  }
  state.value = narrow(next)
  return state.value
}

/** setval(): 22003 outside of the sequence's bounds. */
export function setSequenceValue(definition: SequenceDefinition, state: SequenceState, value: number | bigint, isCalled: boolean): void {
  const wide = BigInt(value)
  if (wide < BigInt(definition.min) || wide > BigInt(definition.max))
    throw new SqlError(
      '22003',
      `setval: value ${value} is out of bounds for sequence "${definition.name}" (${definition.min}..${definition.max})`,
    )
  state.value = value
  state.isCalled = isCalled
}
