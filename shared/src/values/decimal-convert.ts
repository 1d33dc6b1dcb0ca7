// numeric from and to the other number types, and its coercion to numeric(p,s). Called by casts and aggregates.

import { SqlError } from '../base/errors.ts'
import {
  decimalInfinity,
  decimalMinusInfinity,
  decimalNaN,
  makeDecimal,
  parseDecimal,
  printDecimal,
  roundDecimal,
  trimScaleDecimal,
} from './decimal.ts'
import { bigPowerOfTen, exactPowersOfTen } from './power-of-ten.ts'
import type { Decimal } from './sql-value.ts'

export function decimalFromFloat(value: number, significantDigits: number): Decimal {
  if (Number.isNaN(value)) return decimalNaN
  if (!Number.isFinite(value)) return value > 0 ? decimalInfinity : decimalMinusInfinity
  if (Number.isInteger(value) && Math.abs(value) < exactPowersOfTen[significantDigits]) return makeDecimal(value, 0)
  return trimScaleDecimal(parseDecimal(value.toPrecision(significantDigits)))
}

/** float8 -> numeric: 15 significant digits, as PostgreSQL. */
export function decimalFromFloat8(value: number): Decimal {
  return decimalFromFloat(value, 15)
}

/** Nearest float8; throws 22003 when out of range. */
export function decimalToFloat8(value: Decimal): number {
  if (value.special !== undefined) return Number(value.special)
  // One correctly rounded division of two exact doubles is the nearest double.
  if (typeof value.digits === 'number' && value.scale <= 22) return value.digits / exactPowersOfTen[value.scale]
  const text = printDecimal(value)
  const number = Number(text)
  if (!Number.isFinite(number) || (number === 0 && value.digits !== 0)) {
    throw new SqlError('22003', `"${text}" is out of range for type double precision`)
  }
  return number
}

function toInteger(value: Decimal, typeName: string): number | bigint {
  if (value.special === 'NaN') throw new SqlError('0A000', `cannot convert NaN to ${typeName}`)
  if (value.special !== undefined) throw new SqlError('0A000', `cannot convert infinity to ${typeName}`)
  return value.scale === 0 ? value.digits : roundDecimal(value, 0).digits
}

/** Rounded half away from zero to an integer within int8; throws 22003 "bigint out of range". */
export function decimalToInt8(value: Decimal): number | bigint {
  const integer = toInteger(value, 'bigint')
  if (typeof integer === 'bigint' && (integer > 9223372036854775807n || integer < -9223372036854775808n)) {
    throw new SqlError('22003', 'bigint out of range')
  }
  return integer
}

export function decimalToInt4(value: Decimal): number {
  const integer = toInteger(value, 'integer')
  if (integer > 2147483647 || integer < -2147483648) throw new SqlError('22003', 'integer out of range')
  return Number(integer)
}

export function decimalToInt2(value: Decimal): number {
  const integer = toInteger(value, 'smallint')
  if (integer > 32767 || integer < -32768) throw new SqlError('22003', 'smallint out of range')
  return Number(integer)
}

function fieldOverflow(modifier: readonly number[], problem: string): SqlError {
  const [precision, scale = 0] = modifier
  return new SqlError('22003', 'numeric field overflow', { detail: `A field with precision ${precision}, scale ${scale} ${problem}.` })
}

/** numeric(p,s): rounds, then throws 22003 "numeric field overflow". */
export function coerceDecimal(value: Decimal, modifier: readonly number[]): Decimal {
  const [precision, scale = 0] = modifier
  if (value.special === 'NaN') return value
  if (value.special !== undefined) throw fieldOverflow(modifier, 'cannot hold an infinite value')
  const rounded = value.scale === scale ? value : roundDecimal(value, scale)
  // With a negative scale the rounded value has scale 0 and its last -scale digits are zeros.
  const allowedDigits = precision + (rounded.scale - scale)
  const { digits } = rounded
  const fits =
    typeof digits === 'number'
      ? allowedDigits > 15 || Math.abs(digits) < exactPowersOfTen[Math.max(0, allowedDigits)]
      : digits < bigPowerOfTen(allowedDigits) && digits > -bigPowerOfTen(allowedDigits)
  if (fits) return rounded
  const bound = precision === scale ? '1' : `10^${precision - scale}`
  throw fieldOverflow(modifier, `must round to an absolute value less than ${bound}`)
}
