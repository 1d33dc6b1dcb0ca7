// numeric from and to float4. Comes with rare casts.

import { SqlError } from '../base/errors.ts'
import { decimalFromFloat } from './decimal-convert.ts'
import { printDecimal } from './decimal.ts'
import type { Decimal } from './sql-value.ts'

/** float4 -> numeric: 6 significant digits. */
export function decimalFromFloat4(value: number): Decimal {
  return decimalFromFloat(value, 6)
}

export function decimalToFloat4(value: Decimal): number {
  const wide = value.special === undefined ? Number(printDecimal(value)) : Number(value.special)
  const number = Math.fround(wide)
  if (value.special === undefined && (!Number.isFinite(number) || (number === 0 && value.digits !== 0))) {
    throw new SqlError('22003', `"${printDecimal(value)}" is out of range for type real`)
  }
  return number
}
