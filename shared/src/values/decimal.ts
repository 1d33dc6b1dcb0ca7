// Exact numeric: make, parse, print, compare. The arithmetic is in decimal-arithmetic.ts and decimal-functions.ts.
import { notSupported } from '../base/errors.ts'
import type { Decimal } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export const decimalNaN: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0, special: 'NaN' })
export const decimalInfinity: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0, special: 'Infinity' })
export const decimalMinusInfinity: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0, special: '-Infinity' })
export const decimalZero: Decimal = Object.freeze({ kind: 'decimal', digits: 0, scale: 0 })
/** digits * 10^-scale; a bigint that fits a number becomes one. */
export function makeDecimal(_digits: number | bigint, _scale: number): Decimal {
  return stub()
}
/** An integer (int2, int4, int8) as numeric. */
export function decimalFromInteger(_value: number | bigint): Decimal {
  return stub()
}
/** numeric_in: throws 22P02. */
export function parseDecimal(_text: string): Decimal {
  return stub()
}
export function printDecimal(_value: Decimal): string {
  return stub()
}
/** PostgreSQL's order: -Infinity < finite < Infinity < NaN. */
export function compareDecimals(_a: Decimal, _b: Decimal): number {
  return stub()
}
export function negateDecimal(_value: Decimal): Decimal {
  return stub()
}
export function absDecimal(_value: Decimal): Decimal {
  return stub()
}
/** -1, 0, 1; NaN answers NaN. */
export function signDecimal(_value: Decimal): number {
  return stub()
}
/** Half away from zero; a negative scale rounds before the point. */
export function roundDecimal(_value: Decimal, _scale: number): Decimal {
  return stub()
}
export function truncDecimal(_value: Decimal, _scale: number): Decimal {
  return stub()
}
export function ceilDecimal(_value: Decimal): Decimal {
  return stub()
}
export function floorDecimal(_value: Decimal): Decimal {
  return stub()
}
/** Fewest digits after the point that lose nothing: min_scale(). */
export function minScaleDecimal(_value: Decimal): number {
  return stub()
}
/** trim_scale(). */
export function trimScaleDecimal(_value: Decimal): Decimal {
  return stub()
}
