// Exact numeric: make, parse, print, compare, round. The arithmetic is in decimal-arithmetic.ts and decimal-functions.ts.
// Every finite Decimal has digits as a number when they are a safe integer and as a bigint beyond: makeDecimal sees to it.
// The fast paths rest on one fact: a product or sum of safe integers whose double is within the safe range is exact.

import { SqlError } from '../base/errors.ts'
import { bigPowerOfTen, digitCount, exactPowersOfTen } from './power-of-ten.ts'
import type { Decimal } from './sql-value.ts'

export const decimalNaN: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0, special: 'NaN' })

export const decimalInfinity: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0, special: 'Infinity' })

export const decimalMinusInfinity: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0, special: '-Infinity' })

export const decimalZero: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0 })

export const decimalOne: Decimal = Object.freeze({ kind: 'decimal', digits: 1, scale: 0 })

/** PostgreSQL's format: digits before the point, and after it. */
const maxIntegerDigits = 131_072

export const maxDecimalScale = 16_383

const maxSafe = Number.MAX_SAFE_INTEGER

const maxSafeBig = BigInt(maxSafe)

export function numericOverflow(): SqlError {
  return new SqlError('22003', 'value overflows numeric format')
}

/** digits * 10^-scale; a bigint that fits a number becomes one, a number beyond 2^53 must not come here. */
export function makeDecimal(digits: number | bigint, scale: number): Decimal {
  if (typeof digits === 'bigint') {
    if (digits <= maxSafeBig && digits >= -maxSafeBig) return { kind: 'decimal', digits: Number(digits), scale }
    if (digitCount(digits) - scale > maxIntegerDigits) throw numericOverflow()
    return { kind: 'decimal', digits, scale }
  }
  // -0 would print and hash unlike 0.
  return { kind: 'decimal', digits: digits === 0 ? 0 : digits, scale }
}

/** An integer (int2, int4, int8) as numeric. */
export function decimalFromInteger(value: number | bigint): Decimal {
  return makeDecimal(value, 0)
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

function badNumeric(text: string): SqlError {
  return new SqlError('22P02', `invalid input syntax for type numeric: "${text}"`)
}

function parseSpecial(text: string): Decimal {
  switch (text.trim().toLowerCase()) {
    case 'nan':
      return decimalNaN
    case 'infinity':
    case '+infinity':
    case 'inf':
    case '+inf':
      return decimalInfinity
    case '-infinity':
    case '-inf':
      return decimalMinusInfinity
    default:
      throw badNumeric(text)
  }
}

/** The parts of a number's text that scanNumber found. */
interface ScannedNumber {
  readonly negative: boolean
  /** All digits, the point left out. */
  readonly digits: string
  readonly fractionDigits: number
  readonly exponent: number
}

function scanNumber(text: string): ScannedNumber | null {
  let at = 0
  let end = text.length
  while (at < end && isSpace(text.charCodeAt(at))) at++
  while (end > at && isSpace(text.charCodeAt(end - 1))) end--
  const negative = text.charCodeAt(at) === 45
  if (negative || text.charCodeAt(at) === 43) at++
  const start = at
  let point = -1
  for (; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) continue
    if (code !== 46 || point >= 0) break
    point = at
  }
  const digits = point < 0 ? text.slice(start, at) : text.slice(start, point) + text.slice(point + 1, at)
  if (digits === '') return null
  const fractionDigits = point < 0 ? 0 : at - point - 1
  if (at === end) return { negative, digits, fractionDigits, exponent: 0 }
  if ((text.charCodeAt(at) | 32) !== 101) return null
  const exponentText = text.slice(at + 1, end)
  if (!/^[+-]?\d+$/.test(exponentText)) return null
  return { negative, digits, fractionDigits, exponent: Number(exponentText) }
}

/** numeric_in: throws 22P02. */
export function parseDecimal(text: string): Decimal {
  const scanned = scanNumber(text)
  if (scanned === null) return parseSpecial(text)
  const { negative, digits, fractionDigits, exponent } = scanned
  if (Math.abs(exponent) >= 1_073_741_823) throw numericOverflow()
  let scale = fractionDigits - exponent
  if (digits.length <= 15 && scale >= 0 && scale <= maxDecimalScale) return makeDecimal(negative ? -Number(digits) : Number(digits), scale)
  let value = BigInt(digits)
  if (scale < 0) {
    if (value !== 0n) {
      if (digitCount(value) - scale > maxIntegerDigits) throw numericOverflow()
      value *= bigPowerOfTen(-scale)
    }
    scale = 0
  }
  if (scale > maxDecimalScale) throw numericOverflow()
  return makeDecimal(negative ? -value : value, scale)
}

export function printDecimal(value: Decimal): string {
  if (value.special !== undefined) return value.special
  const { digits, scale } = value
  const text = digits.toString()
  if (scale === 0) return text
  const sign = text.charCodeAt(0) === 45 ? '-' : ''
  const size = sign === '' ? text : text.slice(1)
  if (size.length > scale) return `${sign}${size.slice(0, size.length - scale)}.${size.slice(size.length - scale)}`
  return `${sign}0.${size.padStart(scale, '0')}`
}

function rankOf(value: Decimal): number {
  if (value.special === undefined) return 0
  return value.special === 'NaN' ? 2 : value.special === 'Infinity' ? 1 : -1
}

/** PostgreSQL's order: -Infinity < finite < Infinity < NaN. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.special !== undefined || b.special !== undefined) return rankOf(a) - rankOf(b)
  if (a.scale === b.scale) return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0
  return a.scale < b.scale ? compareScaled(a.digits, b.digits, b.scale - a.scale) : -compareScaled(b.digits, a.digits, a.scale - b.scale)
}

/** Compares `a * 10^shift` with `b`. */
function compareScaled(a: number | bigint, b: number | bigint, shift: number): number {
  if (typeof a === 'number' && typeof b === 'number' && shift <= 22) {
    const scaled = a * exactPowersOfTen[shift]
    return scaled < b ? -1 : scaled > b ? 1 : 0
  }
  const scaled = BigInt(a) * bigPowerOfTen(shift)
  return scaled < b ? -1 : scaled > b ? 1 : 0
}

export function negateDecimal(value: Decimal): Decimal {
  if (value.special === 'NaN') return value
  if (value.special !== undefined) return value.special === 'Infinity' ? decimalMinusInfinity : decimalInfinity
  return makeDecimal(-value.digits, value.scale)
}

export function absDecimal(value: Decimal): Decimal {
  return signDecimal(value) < 0 ? negateDecimal(value) : value
}

/** -1, 0, 1; NaN answers NaN. */
export function signDecimal(value: Decimal): number {
  if (value.special !== undefined) return value.special === 'NaN' ? NaN : rankOf(value)
  return value.digits < 0 ? -1 : value.digits > 0 ? 1 : 0
}

/** Digits of `value` at a scale at least its own: exact. */
export function digitsAtScale(value: Decimal, scale: number): number | bigint {
  const shift = scale - value.scale
  if (shift === 0) return value.digits
  if (typeof value.digits === 'number' && shift <= 22) {
    const scaled = value.digits * exactPowersOfTen[shift]
    if (scaled <= maxSafe && scaled >= -maxSafe) return scaled
  }
  return BigInt(value.digits) * bigPowerOfTen(shift)
}

/** `digits / 10^shift` rounded half away from zero. */
function shiftRightRounded(digits: number | bigint, shift: number): number | bigint {
  if (typeof digits === 'number') {
    if (shift > 16) return 0
    const unit = exactPowersOfTen[shift]
    const rest = digits % unit
    const quotient = (digits - rest) / unit
    return Math.abs(rest) * 2 >= unit ? quotient + (digits < 0 ? -1 : 1) : quotient
  }
  const unit = bigPowerOfTen(shift)
  const quotient = digits / unit
  const rest = digits - quotient * unit
  return (rest < 0n ? -rest : rest) * 2n >= unit ? quotient + (digits < 0n ? -1n : 1n) : quotient
}

function shiftRightTruncated(digits: number | bigint, shift: number): number | bigint {
  if (typeof digits === 'bigint') return digits / bigPowerOfTen(shift)
  if (shift > 16) return 0
  const unit = exactPowersOfTen[shift]
  return (digits - (digits % unit)) / unit
}

function toScale(value: Decimal, wantedScale: number, shiftRight: (digits: number | bigint, shift: number) => number | bigint): Decimal {
  if (value.special !== undefined) return value
  const scale = Math.max(-maxIntegerDigits, Math.min(maxDecimalScale, wantedScale))
  if (scale >= value.scale) return scale === value.scale ? value : makeDecimal(digitsAtScale(value, scale), scale)
  const shifted = shiftRight(value.digits, value.scale - scale)
  if (scale >= 0) return makeDecimal(shifted, scale)
  return makeDecimal(digitsAtScale(makeDecimal(shifted, 0), -scale), 0)
}

/** Half away from zero; a negative scale rounds before the point. */
export function roundDecimal(value: Decimal, scale: number): Decimal {
  return toScale(value, scale, shiftRightRounded)
}

export function truncDecimal(value: Decimal, scale: number): Decimal {
  return toScale(value, scale, shiftRightTruncated)
}

export function ceilDecimal(value: Decimal): Decimal {
  const truncated = truncDecimal(value, 0)
  return compareDecimals(truncated, value) < 0 ? makeDecimal(BigInt(truncated.digits) + 1n, 0) : truncated
}

export function floorDecimal(value: Decimal): Decimal {
  const truncated = truncDecimal(value, 0)
  return compareDecimals(truncated, value) > 0 ? makeDecimal(BigInt(truncated.digits) - 1n, 0) : truncated
}

/** trim_scale(): the same number without zeros at the end of its fraction. */
export function trimScaleDecimal(value: Decimal): Decimal {
  if (value.special !== undefined || value.scale === 0) return value
  if (value.digits === 0) return decimalZero
  if (typeof value.digits === 'number') {
    let { digits, scale } = value
    while (scale > 0 && digits % 10 === 0) {
      digits /= 10
      scale--
    }
    return scale === value.scale ? value : makeDecimal(digits, scale)
  }
  const text = value.digits.toString()
  let zeros = 0
  while (zeros < value.scale && text.charCodeAt(text.length - 1 - zeros) === 48) zeros++
  return zeros === 0 ? value : makeDecimal(BigInt(text.slice(0, text.length - zeros)), value.scale - zeros)
}
