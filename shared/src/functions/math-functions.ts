// Powers, roots, logarithms and number theory on integers, numeric and float8 (late-functions.ts).

import { SqlError } from '../base/errors.ts'
import { comparatorFor } from '../values/compare-values.ts'
import { multiplyDecimals, subtractDecimals } from '../values/decimal-arithmetic.ts'
import { decimalToInt4 } from '../values/decimal-convert.ts'
import { expDecimal, lnDecimal, log10Decimal, logDecimals, powerDecimals, sqrtDecimal } from '../values/decimal-functions.ts'
import { divideToInteger, factorialDecimal, gcdDecimals, lcmDecimals } from '../values/decimal-integers.ts'
import { compareDecimals, decimalFromInteger, decimalNaN, signDecimal, trimScaleDecimal } from '../values/decimal.ts'
import type { Decimal, SqlArray } from '../values/sql-value.ts'
import { type FunctionEntry, contextual, strict } from './define-function.ts'
import { expFloat, logFloat, powerFloat, sqrtFloat } from './float-arithmetic.ts'
import { toInt4, toInt8 } from './integer-arithmetic.ts'
import { gcdInt8, lcmInt8 } from './integer-divisors.ts'
import { invalidParameter, outOfRange } from './value-errors.ts'

function signNumeric(value: Decimal): Decimal {
  const sign = signDecimal(value)
  return Number.isNaN(sign) ? decimalNaN : decimalFromInteger(sign)
}

const bucketError = (message: string): SqlError => new SqlError('2201G', message)

function checkBuckets(operand: number, low: number, high: number, count: number): void {
  if (count <= 0) throw bucketError('count must be greater than zero')
  if (Number.isNaN(operand) || Number.isNaN(low) || Number.isNaN(high)) {
    throw bucketError('operand, lower bound, and upper bound cannot be NaN')
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) throw bucketError('lower and upper bounds must be finite')
}

function bucketAfter(count: number): number {
  if (count === 2147483647) throw outOfRange('integer')
  return count + 1
}

/** Bucket 1..count of `operand` between the bounds, which may be given in falling order; 0 before, count + 1 behind. */
function widthBucketFloat(operand: number, low: number, high: number, count: number): number {
  checkBuckets(operand, low, high, count)
  if (low === high) throw bucketError('lower bound cannot equal upper bound')
  const [distance, width] = low < high ? [operand - low, high - low] : [low - operand, low - high]
  if (distance < 0) return 0
  if (low < high ? operand >= high : operand <= high) return bucketAfter(count)
  // Both are halved where the difference itself would overflow.
  const ratio = Number.isFinite(width) ? distance / width : (operand / 2 - low / 2) / (high / 2 - low / 2)
  return Math.min(Math.floor(count * ratio), count - 1) + 1
}

function widthBucketNumeric(operand: Decimal, low: Decimal, high: Decimal, count: number): number {
  checkBuckets(specialOf(operand), specialOf(low), specialOf(high), count)
  const direction = compareDecimals(low, high)
  if (direction === 0) throw bucketError('lower bound cannot equal upper bound')
  const [from, to] =
    direction < 0
      ? [compareDecimals(operand, low), compareDecimals(operand, high)]
      : [compareDecimals(low, operand), compareDecimals(high, operand)]
  if (from < 0) return 0
  if (to >= 0) return bucketAfter(count)
  const quotient = divideToInteger(multiplyDecimals(subtractDecimals(operand, low), decimalFromInteger(count)), subtractDecimals(high, low))
  return decimalToInt4(quotient) + 1
}

/** NaN and the infinities as numbers; 0 for any finite value. */
const specialOf = (value: Decimal): number => (value.special === undefined ? 0 : Number(value.special))

/** Number of thresholds that are not above the operand; the array is sorted. */
function widthBucketArray(operand: SqlArray['items'][number], thresholds: SqlArray): number {
  if (thresholds.dimensions.length > 1) throw new SqlError('2202E', 'thresholds must be one-dimensional array')
  if (thresholds.items.includes(null)) throw new SqlError('22004', 'thresholds array must not contain NULLs')
  const compare = comparatorFor(thresholds.elementType)
  let low = 0
  let high = thresholds.items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(operand, thresholds.items[middle]) < 0) high = middle
    else low = middle + 1
  }
  return low
}

const roots: readonly FunctionEntry[] = [
  strict('|/ sqrt(float8) float8', sqrtFloat),
  strict('sqrt(numeric) numeric', sqrtDecimal),
  strict('||/ cbrt(float8) float8', Math.cbrt),
  strict('exp(float8) float8', expFloat),
  strict('exp(numeric) numeric', expDecimal),
  strict('ln(float8) float8', value => logFloat(value, Math.log)),
  strict('ln(numeric) numeric', lnDecimal),
  strict('log log10(float8) float8', value => logFloat(value, Math.log10)),
  strict('log log10(numeric) numeric', log10Decimal),
  strict('log(numeric, numeric) numeric', logDecimals),
]

const powers: readonly FunctionEntry[] = [
  strict('^ power pow(float8, float8) float8', powerFloat),
  strict('^ power pow(numeric, numeric) numeric', powerDecimals),
]

/** A random integer of [low, high], both included. */
function randomBetween(low: bigint, high: bigint, bytes: Uint8Array): bigint {
  if (low > high) throw invalidParameter('lower bound must be less than or equal to upper bound')
  // 128 random bits: the bias towards low values is below 2^-64.
  const drawn = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return low + (drawn % (high - low + 1n))
}

const chances: readonly FunctionEntry[] = [
  contextual(
    'random(int4, int4) int4',
    ([low, high], { random }) => toInt4(Number(randomBetween(BigInt(low), BigInt(high), random.bytes(16)))),
    'volatile',
  ),
  contextual(
    'random(int8, int8) int8',
    ([low, high], { random }) => toInt8(randomBetween(BigInt(low), BigInt(high), random.bytes(16))),
    'volatile',
  ),
  contextual(
    'random_normal(float8, float8) float8',
    ([mean, deviation], { random }) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float()),
    'volatile',
  ),
]

export const mathFunctions: readonly FunctionEntry[] = [
  strict('sign(float8) float8', value => (value === 0 ? 0 : Math.sign(value))),
  strict('sign(numeric) numeric', signNumeric),
  ...roots,
  ...chances,
  ...powers,
  strict('scale(numeric) int4', value => (value.special === undefined ? value.scale : null)),
  strict('min_scale(numeric) int4', value => (value.special === undefined ? minScaleDecimal(value) : null)),
  strict('trim_scale(numeric) numeric', trimScaleDecimal),
  strict('div(numeric, numeric) numeric', divideToInteger),
  strict('gcd(int4, int4) int4', (a, b) => toInt4(Number(gcdInt8(a, b)))),
  strict('gcd(int8, int8) int8', gcdInt8),
  strict('gcd(numeric, numeric) numeric', gcdDecimals),
  strict('lcm(int4, int4) int4', (a, b) => toInt4(Number(lcmInt8(a, b)))),
  strict('lcm(int8, int8) int8', lcmInt8),
  strict('lcm(numeric, numeric) numeric', lcmDecimals),
  strict('factorial(int8) numeric', factorialDecimal),
  strict('width_bucket(float8, float8, float8, int4) int4', widthBucketFloat),
  strict('width_bucket(numeric, numeric, numeric, int4) int4', widthBucketNumeric),
  strict('width_bucket(anycompatible, anycompatiblearray) int4', widthBucketArray),
]

/** Fewest digits after the point that lose nothing: min_scale(). */
export function minScaleDecimal(value: Decimal): number {
  return trimScaleDecimal(value).scale
}
