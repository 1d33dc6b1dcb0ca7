// Parameters for another tab: what the engine would read as JSON becomes plain JSON here, because structured cloning
// takes away classes and their toJSON, and refuses functions.

import { SqlError, ZenError } from '@zendb/shared/base/errors'
import type { Parameters } from '../service/request.ts'

export function plainParameters(parameters: Parameters): Parameters {
  return parameters.map(plainValue)
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw new SqlError('22P02', `a parameter cannot be a ${typeof value}`)
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return value
  if (Array.isArray(value)) return value.map(plainValue)
  try {
    const plain: unknown = JSON.parse(JSON.stringify(value))
    return plain
  } catch (cause) {
    throw new SqlError('22P02', 'a parameter is not JSON: it contains a bigint or refers to itself', { cause })
  }
}

/** The error of a message that could not be sent; one that says what is wrong stays as it is. */
export function notCloneable(cause: unknown): ZenError {
  if (cause instanceof ZenError) return cause
  return new SqlError('22P02', 'a parameter cannot be sent to the tab that has the database open', { cause })
}
