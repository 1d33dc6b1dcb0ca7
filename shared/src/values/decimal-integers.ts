// Number theory on numeric: integer quotients, common divisors and multiples, factorials. Called by functions.

import { assert } from '../base/assert.ts'
import { SqlError } from '../base/errors.ts'
import { divideSpecials, divisionByZero, modDecimals, multiplyDecimals } from './decimal-arithmetic.ts'
import { absDecimal, compareDecimals, decimalNaN, decimalZero, digitsAtScale, makeDecimal, numericOverflow } from './decimal.ts'
import type { Decimal } from './sql-value.ts'

/** div(a, b): the quotient truncated to an integer. */
export function divideToInteger(a: Decimal, b: Decimal): Decimal {
  if (a.special !== undefined || b.special !== undefined) return divideSpecials(a, b)
  if (b.digits === 0) throw divisionByZero()
  const scale = Math.max(a.scale, b.scale)
  return makeDecimal(BigInt(digitsAtScale(a, scale)) / BigInt(digitsAtScale(b, scale)), 0)
}

export function gcdDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special !== undefined || b.special !== undefined) return decimalNaN
  const scale = Math.max(a.scale, b.scale)
  let left = absDecimal(makeDecimal(digitsAtScale(a, scale), scale))
  let right = absDecimal(makeDecimal(digitsAtScale(b, scale), scale))
  while (right.digits !== 0) {
    const rest = modDecimals(left, right)
    left = right
    right = rest
  }
  return left
}

export function lcmDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special !== undefined || b.special !== undefined) return decimalNaN
  const scale = Math.max(a.scale, b.scale)
  if (a.digits === 0 || b.digits === 0) return makeDecimal(0, scale)
  const share = divideToInteger(a, gcdDecimals(a, b))
  const multiple = absDecimal(multiplyDecimals(share, b))
  return compareDecimals(multiple, decimalZero) === 0 ? makeDecimal(0, scale) : makeDecimal(digitsAtScale(multiple, scale), scale)
}

/** The largest argument of factorial() that numeric holds. */
const maxFactorialArgument = 32177

export function factorialDecimal(n: number | bigint): Decimal {
  if (n < 0) throw new SqlError('22003', 'factorial of a negative number is undefined')
  if (n > maxFactorialArgument) throw numericOverflow()
  return makeDecimal(productOfRange(1n, BigInt(n)), 0)
}

/** from * (from + 1) * … * to by halves: factors of like size multiply fastest. */
function productOfRange(from: bigint, to: bigint): bigint {
  assert(from > 0n, 'a factorial starts at 1')
  if (to < from) return 1n
  if (to - from < 16n) {
    let product = from
    for (let factor = from + 1n; factor <= to; factor++) product *= factor
    return product
  }
  const middle = (from + to) / 2n
  return productOfRange(from, middle) * productOfRange(middle + 1n, to)
}
