// + - * / % on numeric with PostgreSQL's result scales.
import { notSupported } from '../base/errors.ts'
import type { Decimal } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function addDecimals(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
export function subtractDecimals(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
export function multiplyDecimals(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
/** Throws 22012 for a zero divisor. */
export function divideDecimals(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
/** div(a, b): the quotient truncated to an integer. */
export function divideToInteger(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
export function modDecimals(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
export function gcdDecimals(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
export function lcmDecimals(_a: Decimal, _b: Decimal): Decimal {
  return stub()
}
export function factorialDecimal(_n: number | bigint): Decimal {
  return stub()
}
