// sqrt, exp, ln, log and power on numeric with PostgreSQL's result scales.
import { notSupported } from '../base/errors.ts'
import type { Decimal } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function sqrtDecimal(_value: Decimal): Decimal {
  return stub()
}
export function expDecimal(_value: Decimal): Decimal {
  return stub()
}
export function lnDecimal(_value: Decimal): Decimal {
  return stub()
}
/** log(base, value). */
export function logDecimals(_base: Decimal, _value: Decimal): Decimal {
  return stub()
}
/** log(value), base 10. */
export function log10Decimal(_value: Decimal): Decimal {
  return stub()
}
export function powerDecimals(_base: Decimal, _exponent: Decimal): Decimal {
  return stub()
}
