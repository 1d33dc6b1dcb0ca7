// float8 functions whose edge cases PostgreSQL decides differently from JavaScript's Math.

import { SqlError } from '../base/errors.ts'
import { overflow, underflow } from './value-errors.ts'

const isInfinite = (x: number): boolean => x === Infinity || x === -Infinity

/** The result of a Math function on finite input must be finite, and zero only where zero is right. */
export function checkFloat(value: number, input: number, isZeroFine = true): number {
  if (isInfinite(value) && !isInfinite(input)) throw overflow()
  if (value === 0 && !isZeroFine && !isInfinite(input)) throw underflow()
  return value
}

export function sqrtFloat(x: number): number {
  if (x < 0) throw new SqlError('2201F', 'cannot take square root of a negative number')
  return Math.sqrt(x)
}

/** `log` of base `base` (natural, 2, 10) with PostgreSQL's errors for zero and negative numbers. */
export function logFloat(x: number, log: (x: number) => number): number {
  if (x === 0) throw new SqlError('2201E', 'cannot take logarithm of zero')
  if (x < 0) throw new SqlError('2201E', 'cannot take logarithm of a negative number')
  return log(x)
}

export function expFloat(x: number): number {
  return checkFloat(Math.exp(x), x, false)
}

export function powerFloat(x: number, y: number): number {
  if (x === 1 || y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN
  if (x === 0 && y < 0) throw new SqlError('2201F', 'zero raised to a negative power is undefined')
  if (x < 0 && !isInfinite(x) && !isInfinite(y) && !Number.isInteger(y))
    throw new SqlError('2201F', 'a negative number raised to a non-integer power yields a complex result')
  // JavaScript answers NaN for (±1)^±Infinity, C answers 1.
  if (x === -1 && isInfinite(y)) return 1
  const result = Math.pow(x, y)
  if (!isInfinite(x) && !isInfinite(y)) {
    if (isInfinite(result)) throw overflow()
    if (result === 0 && x !== 0) throw underflow()
  }
  return result
}
