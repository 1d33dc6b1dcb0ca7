// Divisors and multiples of integers, exact within int8.

import { type Int8, toInt8 } from './integer-arithmetic.ts'

/** Greatest common divisor, never negative. */
export function gcdInt8(a: Int8, b: Int8): Int8 {
  let x = BigInt(a)
  let y = BigInt(b)
  while (y !== 0n) [x, y] = [y, x % y]
  return toInt8(x < 0n ? -x : x)
}

export function lcmInt8(a: Int8, b: Int8): Int8 {
  if (a === 0 || b === 0) return 0
  const product = (BigInt(a) / BigInt(gcdInt8(a, b))) * BigInt(b)
  return toInt8(product < 0n ? -product : product)
}
