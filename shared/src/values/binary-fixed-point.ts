// Fixed-point numbers with `bits` binary places in a bigint: exp, ln and roots to any precision, for decimal-functions.ts.
// Every function is exact to within a few units of its last place; callers ask for 32 bits more than they show.

import { assert } from '../base/assert.ts'

/** Number of bits of value >= 0. */
export function bitLength(value: bigint): number {
  const hex = value.toString(16)
  return value === 0n ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0], 16)))
}

/** Integer part of the square root, by Newton's method from above. */
export function integerSquareRoot(value: bigint): bigint {
  assert(value >= 0n, 'a square root is taken of a value that is not negative')
  if (value < 2n ** 52n) return BigInt(Math.floor(Math.sqrt(Number(value))))
  let root = 1n << BigInt((bitLength(value) + 1) >> 1)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

const ln2ByBits = new Map<number, bigint>()

/** ln 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749). */
function fixedLn2(bits: number): bigint {
  const known = ln2ByBits.get(bits)
  if (known !== undefined) return known
  const guard = bits + 16
  const value = (18n * atanhOfReciprocal(26n, guard) - 2n * atanhOfReciprocal(4801n, guard) + 8n * atanhOfReciprocal(8749n, guard)) >> 16n
  if (ln2ByBits.size > 50) ln2ByBits.clear()
  ln2ByBits.set(bits, value)
  return value
}

function atanhOfReciprocal(x: bigint, bits: number): bigint {
  const square = x * x
  let power = (1n << BigInt(bits)) / x
  let sum = 0n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k
    power /= square
  }
  return sum
}

/** exp of a fixed-point value, as mantissa * 2^exponent with a mantissa of `bits` places between 1/2 and 2. */
export function fixedExp(value: bigint, bits: number): { readonly mantissa: bigint; readonly exponent: number } {
  const guard = 64 + bitLength(value < 0n ? -value : value) - Math.min(bits, bitLength(value < 0n ? -value : value))
  const wide = bits + guard
  const ln2 = fixedLn2(wide)
  const scaled = value << BigInt(guard)
  let exponent = scaled / ln2
  if (scaled < 0n) exponent -= 1n
  const rest = scaled - exponent * ln2
  // exp(r) = exp(r / 2^halvings)^(2^halvings): fewer terms of the series for a few squarings.
  const halvings = Math.ceil(Math.sqrt(bits) / 2)
  const extra = BigInt(halvings + 8)
  const one = 1n << (BigInt(wide) + extra)
  const step = (rest << extra) >> BigInt(halvings)
  const places = BigInt(wide) + extra
  let term = one
  let sum = one
  for (let k = 1n; term !== 0n; k++) {
    term = ((term * step) >> places) / k
    sum += term
  }
  for (let i = 0; i < halvings; i++) sum = (sum * sum) >> places
  return { mantissa: sum >> (extra + BigInt(guard)), exponent: Number(exponent) }
}

/** ln(numerator / denominator) for positive arguments, with `bits` places. */
export function fixedLn(numerator: bigint, denominator: bigint, bits: number): bigint {
  const shift = bitLength(numerator) - bitLength(denominator)
  const roots = Math.ceil(Math.sqrt(bits) / 3)
  const wide = bits + roots + 64
  // Near 1 the logarithm is taken of the quotient itself: a power of two pulled out would cancel again.
  const pulled = shift >= -1 && shift <= 1 ? 0 : shift
  let x = pulled >= 0 ? (numerator << BigInt(wide)) / (denominator << BigInt(pulled)) : (numerator << BigInt(wide - pulled)) / denominator
  const one = 1n << BigInt(wide)
  for (let i = 0; i < roots; i++) x = integerSquareRoot(x << BigInt(wide))
  const ratio = ((x - one) << BigInt(wide)) / (x + one)
  const square = (ratio * ratio) >> BigInt(wide)
  let power = ratio
  let sum = 0n
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k
    power = (power * square) >> BigInt(wide)
  }
  const logarithm = (sum << BigInt(roots + 1)) + BigInt(pulled) * fixedLn2(wide)
  return logarithm >> BigInt(wide - bits)
}
