// sqrt, exp, ln, log and power on numeric with PostgreSQL's result scales and errors. Called by functions and operators.
// The scale comes from an estimate of the result's size; the digits are then computed to 32 bits more and rounded.

import { SqlError } from '../base/errors.ts'
import { bitLength, fixedExp, fixedLn, integerSquareRoot } from './binary-fixed-point.ts'
import { divideRounded, divisionByZero, leadingDigit, maxDisplayScale, minSignificantDigits } from './decimal-arithmetic.ts'
import {
  compareDecimals,
  decimalInfinity,
  decimalNaN,
  decimalOne,
  decimalZero,
  makeDecimal,
  numericOverflow,
  signDecimal,
} from './decimal.ts'
import { bigPowerOfTen } from './power-of-ten.ts'
import type { Decimal } from './sql-value.ts'

/** exp() of more overflows numeric, exp() of less is 0. */
const maxExponent = 6000
const log10OfE = 0.434294481903252
const bitsPerDigit = Math.log2(10)
/** Bits beyond those shown, so that the last digit is right. */
const guardBits = 40

function displayScale(wanted: number, ...atLeast: number[]): number {
  return Math.min(maxDisplayScale, Math.max(wanted, 0, ...atLeast))
}

/** The fraction that a finite decimal is. */
function fractionOf(value: Decimal): { numerator: bigint; denominator: bigint } {
  return { numerator: BigInt(value.digits), denominator: bigPowerOfTen(value.scale) }
}

/** log10 of |value|, value not 0: good to double precision, for any size. */
function log10Of(value: Decimal): number {
  const text = (value.digits < 0 ? -value.digits : value.digits).toString()
  return Math.log10(Number(`0.${text.slice(0, 17)}`)) + text.length - value.scale
}

/** Nearest double, infinite or zero when out of range. */
function toDouble(value: Decimal): number {
  if (value.digits === 0) return 0
  const text = value.digits.toString()
  return Number(`${text}e${-value.scale}`)
}

/** `mantissa * 2^exponent / 2^bits` as a decimal of `scale`, rounded half away from zero. */
function toDecimal(mantissa: bigint, exponent: number, bits: number, scale: number): Decimal {
  const shift = bits - exponent
  const digits = mantissa * bigPowerOfTen(scale)
  return makeDecimal(shift <= 0 ? digits << BigInt(-shift) : divideRounded(digits, 1n << BigInt(shift)), scale)
}

export function sqrtDecimal(value: Decimal): Decimal {
  if (value.special === 'NaN' || value.special === 'Infinity') return value
  if (signDecimal(value) < 0) throw new SqlError('2201F', 'cannot take square root of a negative number')
  const resultWeight = leadingDigit(value).weight * 2 + 1
  return sqrtToScale(value, displayScale(minSignificantDigits - resultWeight, value.scale))
}

/** Square root rounded to `scale`; value finite and not negative. */
export function sqrtToScale(value: Decimal, scale: number): Decimal {
  const shift = 2 * scale + 2 - value.scale
  const digits = shift >= 0 ? BigInt(value.digits) * bigPowerOfTen(shift) : BigInt(value.digits) / bigPowerOfTen(-shift)
  return makeDecimal(divideRounded(integerSquareRoot(digits), 10n), scale)
}

/** e^(numerator/denominator) at `scale`. */
function expOfFraction(numerator: bigint, denominator: bigint, scale: number): Decimal {
  const estimate = Math.abs(Number((numerator * 1000n) / denominator) / 1000)
  const bits = Math.ceil((scale + estimate * log10OfE) * bitsPerDigit) + guardBits
  const { mantissa, exponent } = fixedExp((numerator << BigInt(bits)) / denominator, bits)
  return toDecimal(mantissa, exponent, bits, scale)
}

export function expDecimal(value: Decimal): Decimal {
  if (value.special !== undefined) return value.special === '-Infinity' ? decimalZero : value
  const size = toDouble(value)
  const resultWeight = Math.trunc(Math.max(-2000, Math.min(2000, size * log10OfE)))
  const scale = displayScale(minSignificantDigits - resultWeight, value.scale)
  if (Math.abs(size) >= maxExponent) {
    if (size > 0) throw numericOverflow()
    return makeDecimal(0, scale)
  }
  const { numerator, denominator } = fractionOf(value)
  return expOfFraction(numerator, denominator, scale)
}

/** Decimal weight of ln(value), as PostgreSQL estimates it: value > 0. */
function lnWeight(value: Decimal): number {
  const size = toDouble(value)
  if (size >= 0.9 && size <= 1.1) {
    const { numerator, denominator } = fractionOf(value)
    const distance = makeDecimal(numerator - denominator, value.scale)
    if (distance.digits === 0) return 0
    const leading = leadingDigit(distance)
    return leading.weight * 4 + Math.trunc(Math.log10(leading.digit))
  }
  return Math.trunc(Math.log10(Math.abs(log10Of(value) * Math.LN10)))
}

function checkLogarithm(value: Decimal): void {
  const sign = signDecimal(value)
  if (sign < 0) throw new SqlError('2201E', 'cannot take logarithm of a negative number')
  if (sign === 0) throw new SqlError('2201E', 'cannot take logarithm of zero')
}

/** ln(value) with `bits` places; value > 0. */
function lnBits(value: Decimal, bits: number): bigint {
  const { numerator, denominator } = fractionOf(value)
  return fixedLn(numerator, denominator, bits)
}

export function lnDecimal(value: Decimal): Decimal {
  if (value.special === 'NaN') return value
  checkLogarithm(value)
  if (value.special !== undefined) return value
  const scale = displayScale(minSignificantDigits - lnWeight(value), value.scale)
  const bits = Math.ceil(scale * bitsPerDigit) + guardBits
  return toDecimal(lnBits(value, bits), 0, bits, scale)
}

/** log(value), base 10. */
export function log10Decimal(value: Decimal): Decimal {
  return logDecimals(makeDecimal(10, 0), value)
}

function logSpecials(base: Decimal, value: Decimal): Decimal {
  if (base.special !== undefined) return value.special === undefined ? decimalZero : decimalNaN
  // log(1, Infinity) divides by ln(1) = 0.
  if (compareDecimals(base, decimalOne) === 0) throw divisionByZero()
  return decimalInfinity
}

/** log(base, value). */
export function logDecimals(base: Decimal, value: Decimal): Decimal {
  if (base.special === 'NaN' || value.special === 'NaN') return decimalNaN
  checkLogarithm(base)
  checkLogarithm(value)
  if (base.special !== undefined || value.special !== undefined) return logSpecials(base, value)
  const baseWeight = lnWeight(base)
  const valueWeight = lnWeight(value)
  const scale = displayScale(minSignificantDigits - (valueWeight - baseWeight), base.scale, value.scale)
  // The quotient is as exact as both logarithms relative to their size.
  const digits = scale + Math.max(0, valueWeight - baseWeight) + Math.max(0, -baseWeight) + Math.max(0, -valueWeight) + 4
  const bits = Math.ceil(digits * bitsPerDigit) + guardBits
  const divisor = lnBits(base, bits)
  if (divisor === 0n) throw divisionByZero()
  return makeDecimal(divideRounded(lnBits(value, bits) * bigPowerOfTen(scale), divisor), scale)
}

function isIntegral(value: Decimal): boolean {
  return value.scale === 0 || BigInt(value.digits) % bigPowerOfTen(value.scale) === 0n
}

function powerSpecials(base: Decimal, exponent: Decimal): Decimal {
  const one = decimalOne
  if (base.special === 'NaN') return exponent.special === undefined && exponent.digits === 0 ? one : decimalNaN
  if (exponent.special === 'NaN') return base.special === undefined && compareDecimals(base, one) === 0 ? one : decimalNaN
  const baseSign = signDecimal(base)
  const exponentSign = signDecimal(exponent)
  if (baseSign === 0 && exponentSign < 0) throw new SqlError('2201F', 'zero raised to a negative power is undefined')
  if (exponentSign === 0 || (base.special === undefined && compareDecimals(base, one) === 0)) return one
  if (base.special === undefined && baseSign === 0) return decimalZero
  if (exponent.special !== undefined) {
    const size =
      base.special !== undefined ? 1 : compareDecimals(makeDecimal(base.digits < 0 ? -base.digits : base.digits, base.scale), one)
    if (size === 0) return one
    return size > 0 === exponentSign > 0 ? decimalInfinity : decimalZero
  }
  if (baseSign > 0) return exponentSign > 0 ? decimalInfinity : decimalZero
  if (!isIntegral(exponent)) throw complexResult()
  if (exponentSign < 0) return decimalZero
  const isOdd = (BigInt(exponent.digits) / bigPowerOfTen(exponent.scale)) % 2n !== 0n
  return isOdd ? base : decimalInfinity
}

function complexResult(): SqlError {
  return new SqlError('2201F', 'a negative number raised to a non-integer power yields a complex result')
}

export function powerDecimals(base: Decimal, exponent: Decimal): Decimal {
  if (base.special !== undefined || exponent.special !== undefined) return powerSpecials(base, exponent)
  const isInteger = isIntegral(exponent)
  if (base.digits === 0 && exponent.digits < 0) throw new SqlError('2201F', 'zero raised to a negative power is undefined')
  if (base.digits < 0 && !isInteger) throw complexResult()
  if (isInteger) {
    const power = BigInt(exponent.digits) / bigPowerOfTen(exponent.scale)
    if (power >= -2147483648n && power <= 2147483647n) return powerOfInteger(base, Number(power))
  }
  if (base.digits === 0) return makeDecimal(0, minSignificantDigits)
  const isNegative = base.digits < 0 && (BigInt(exponent.digits) / bigPowerOfTen(exponent.scale)) % 2n !== 0n
  const size = isNegative || base.digits < 0 ? makeDecimal(-base.digits, base.scale) : base
  const power = powerByLogarithm(size, exponent, null)
  return isNegative ? makeDecimal(-power.digits, power.scale) : power
}

/** An exact power with more digits than this is computed through logarithms instead. */
const maxExactPowerBits = 1_000_000

function powerOfInteger(base: Decimal, exponent: number): Decimal {
  const scale = displayScale(minSignificantDigits, base.scale)
  if (exponent === 0) return makeDecimal(bigPowerOfTen(scale), scale)
  if (base.digits === 0) return makeDecimal(0, scale)
  const resultWeight = exponent * log10Of(base)
  if (resultWeight > 131_072) throw numericOverflow()
  if (resultWeight + 1 < -scale) return makeDecimal(0, scale)
  const count = Math.abs(exponent)
  const sizeBits = bitLength(base.digits < 0 ? -BigInt(base.digits) : BigInt(base.digits))
  if (sizeBits * count > maxExactPowerBits && count > 1) {
    const negative = base.digits < 0
    const size = negative ? makeDecimal(-base.digits, base.scale) : base
    const power = powerByLogarithm(size, makeDecimal(exponent, 0), scale)
    return negative && count % 2 === 1 ? makeDecimal(-power.digits, power.scale) : power
  }
  const digits = BigInt(base.digits) ** BigInt(count)
  const fractionDigits = base.scale * count
  if (exponent > 0) {
    const shift = scale - fractionDigits
    return makeDecimal(shift >= 0 ? digits * bigPowerOfTen(shift) : divideRounded(digits, bigPowerOfTen(-shift)), scale)
  }
  return makeDecimal(divideRounded(bigPowerOfTen(scale + fractionDigits), digits), scale)
}

/** base^exponent = e^(exponent * ln base), base > 0; the scale follows from the size unless `fixedScale` is given. */
function powerByLogarithm(base: Decimal, exponent: Decimal, fixedScale: number | null): Decimal {
  const exponentFraction = fractionOf(exponent)
  const exponentBits = bitLength(exponentFraction.numerator < 0n ? -exponentFraction.numerator : exponentFraction.numerator)
  const roughBits = 64 + exponentBits + Math.max(0, Math.ceil(-lnWeight(base) * bitsPerDigit))
  const rough = (lnBits(base, roughBits) * exponentFraction.numerator) / exponentFraction.denominator
  const size = Number(rough >> BigInt(roughBits - 32)) / 2 ** 32
  if (fixedScale === null && Math.abs(size) > maxExponent * 1.00334) {
    if (size > 0) throw numericOverflow()
    return makeDecimal(0, maxDisplayScale)
  }
  const weight = Math.trunc(size * log10OfE)
  const scale = fixedScale ?? displayScale(minSignificantDigits - weight, base.scale, exponent.scale)
  if (fixedScale === null && Math.abs(size) >= maxExponent) {
    if (size > 0) throw numericOverflow()
    return makeDecimal(0, scale)
  }
  const bits = Math.ceil((scale + Math.max(0, weight) + 8) * bitsPerDigit) + guardBits
  const product = lnBits(base, bits + exponentBits) * exponentFraction.numerator
  const { mantissa, exponent: binaryExponent } = fixedExp((product / exponentFraction.denominator) >> BigInt(exponentBits), bits)
  return toDecimal(mantissa, binaryExponent, bits, scale)
}

/** Of a variance; null, NaN and exactly 0 stay what they are. */
export function standardDeviation(variance: Decimal | null): Decimal | null {
  const isItself = variance === null || variance.special !== undefined || variance === decimalZero
  return isItself ? variance : sqrtToScale(variance, variance.scale)
}
