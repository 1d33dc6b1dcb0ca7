// + - * / % on numeric with PostgreSQL's result scales. Called by operators, sum and avg.

import { SqlError } from '../base/errors.ts'
import {
  decimalInfinity,
  decimalMinusInfinity,
  decimalNaN,
  decimalZero,
  digitsAtScale,
  makeDecimal,
  maxDecimalScale,
  negateDecimal,
  signDecimal,
} from './decimal.ts'
import { bigPowerOfTen, digitCount, exactPowersOfTen } from './power-of-ten.ts'
import type { Decimal } from './sql-value.ts'

/** A quotient, a root or a logarithm shows at least this many significant digits … */
export const minSignificantDigits = 16
/** … and at most this many after the point. */
export const maxDisplayScale = 1000

const maxSafe = Number.MAX_SAFE_INTEGER

export function divisionByZero(): SqlError {
  return new SqlError('22012', 'division by zero')
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special !== undefined || b.special !== undefined) return addSpecials(a, b)
  const scale = a.scale > b.scale ? a.scale : b.scale
  const left = a.scale === scale ? a.digits : digitsAtScale(a, scale)
  const right = b.scale === scale ? b.digits : digitsAtScale(b, scale)
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right
    if (sum <= maxSafe && sum >= -maxSafe) return { kind: 'decimal', digits: sum, scale }
  }
  return makeDecimal(BigInt(left) + BigInt(right), scale)
}

function addSpecials(a: Decimal, b: Decimal): Decimal {
  if (a.special === 'NaN' || b.special === 'NaN') return decimalNaN
  if (a.special === undefined) return b
  return b.special === undefined || b.special === a.special ? a : decimalNaN
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, negateDecimal(b))
}

function infinityOfSign(sign: number): Decimal {
  return Number.isNaN(sign) || sign === 0 ? decimalNaN : sign > 0 ? decimalInfinity : decimalMinusInfinity
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special !== undefined || b.special !== undefined) return infinityOfSign(signDecimal(a) * signDecimal(b))
  const scale = a.scale + b.scale
  let product: Decimal
  const fast = typeof a.digits === 'number' && typeof b.digits === 'number' ? a.digits * b.digits : Infinity
  if (fast <= maxSafe && fast >= -maxSafe) product = makeDecimal(fast, scale)
  else product = makeDecimal(BigInt(a.digits) * BigInt(b.digits), scale)
  return scale > maxDecimalScale ? roundWide(product, maxDecimalScale) : product
}

/** Like roundDecimal, to any scale: round() itself looks at 2000 digits at most. */
function roundWide(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return makeDecimal(digitsAtScale(value, scale), scale)
  return makeDecimal(divideRounded(BigInt(value.digits), bigPowerOfTen(value.scale - scale)), scale)
}

/** Half away from zero; `divisor` is not zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend - quotient * divisor
  const doubled = (rest < 0n ? -rest : rest) * 2n
  if (doubled < (divisor < 0n ? -divisor : divisor)) return quotient
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n
}

/**
 * PostgreSQL keeps four decimal digits in one digit of base 10000, aligned at the point; scales of quotients,
 * roots and logarithms follow from the weight of the first such digit and from its value. Zero has both 0.
 */
export function leadingDigit(value: Decimal): { readonly weight: number; readonly digit: number } {
  const { digits, scale } = value
  if (digits === 0) return { weight: 0, digit: 0 }
  const count = digitCount(digits)
  const exponent = count - scale - 1
  const weight = Math.floor(exponent / 4)
  const width = exponent - 4 * weight + 1
  if (typeof digits === 'number') {
    const size = Math.abs(digits)
    const digit = width >= count ? size * exactPowersOfTen[width - count] : Math.floor(size / exactPowersOfTen[count - width])
    return { weight, digit }
  }
  const start = digits < 0n ? 1 : 0
  return { weight, digit: Number(digits.toString().slice(start, start + width)) }
}

/** The scale of a / b: at least 16 significant digits, and no less than either scale. */
export function quotientScale(a: Decimal, b: Decimal): number {
  const left = leadingDigit(a)
  const right = leadingDigit(b)
  const weight = left.weight - right.weight - (left.digit <= right.digit ? 1 : 0)
  return Math.min(maxDisplayScale, Math.max(minSignificantDigits - weight * 4, a.scale, b.scale, 0))
}

/** a / b rounded to `scale`; both finite, b not zero. */
export function divideToScale(a: Decimal, b: Decimal, scale: number): Decimal {
  const shift = scale - a.scale + b.scale
  const dividend = shift >= 0 ? BigInt(a.digits) * bigPowerOfTen(shift) : BigInt(a.digits)
  const divisor = shift >= 0 ? BigInt(b.digits) : BigInt(b.digits) * bigPowerOfTen(-shift)
  return makeDecimal(divideRounded(dividend, divisor), scale)
}

export function divideSpecials(a: Decimal, b: Decimal): Decimal {
  if (a.special === 'NaN' || b.special === 'NaN') return decimalNaN
  if (a.special === undefined) return decimalZero
  if (b.special !== undefined) return decimalNaN
  if (b.digits === 0) throw divisionByZero()
  return infinityOfSign(signDecimal(a) * signDecimal(b))
}

/** Throws 22012 for a zero divisor. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special !== undefined || b.special !== undefined) return divideSpecials(a, b)
  if (b.digits === 0) throw divisionByZero()
  return divideToScale(a, b, quotientScale(a, b))
}

export function modDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special !== undefined || b.special !== undefined) {
    if (a.special === 'NaN' || b.special === 'NaN') return decimalNaN
    if (a.special === undefined) return a
    if (b.special === undefined && b.digits === 0) throw divisionByZero()
    return decimalNaN
  }
  if (b.digits === 0) throw divisionByZero()
  const scale = Math.max(a.scale, b.scale)
  const left = digitsAtScale(a, scale)
  const right = digitsAtScale(b, scale)
  if (typeof left === 'number' && typeof right === 'number') return makeDecimal(left % right, scale)
  return makeDecimal(BigInt(left) % BigInt(right), scale)
}
