// numeric from and to the other number types, and its coercion to numeric(p,s).
import { notSupported } from '../base/errors.ts'
import type { Decimal } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** float8 -> numeric: 15 significant digits, as PostgreSQL. */
export function decimalFromFloat8(_value: number): Decimal {
  return stub()
}
/** float4 -> numeric: 6 significant digits. */
export function decimalFromFloat4(_value: number): Decimal {
  return stub()
}
/** Nearest float8; throws 22003 when out of range. */
export function decimalToFloat8(_value: Decimal): number {
  return stub()
}
/** Rounded half away from zero to an integer within int8; throws 22003 "bigint out of range". */
export function decimalToInt8(_value: Decimal): number | bigint {
  return stub()
}
export function decimalToInt4(_value: Decimal): number {
  return stub()
}
export function decimalToInt2(_value: Decimal): number {
  return stub()
}
/** numeric(p,s): rounds, then throws 22003 "numeric field overflow". */
export function coerceDecimal(_value: Decimal, _modifier: readonly number[]): Decimal {
  return stub()
}
