// Accumulator of sum, avg, variance and stddev over numeric, int8 and int4.
import { notSupported } from '../base/errors.ts'
import type { Decimal } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** Adds exactly and fast; `withSquares` also keeps the sum of squares for variance. */
export class DecimalSum {
  constructor(_withSquares = false) {}
  count = 0
  addDecimal(_value: Decimal): void {
    stub()
  }
  addInteger(_value: number | bigint): void {
    stub()
  }
  /** The inverse of add, for moving window frames. */
  removeDecimal(_value: Decimal): void {
    stub()
  }
  removeInteger(_value: number | bigint): void {
    stub()
  }
  /** null when nothing was added. */
  sum(): Decimal | null {
    return stub()
  }
  avg(): Decimal | null {
    return stub()
  }
  /** null where SQL says NULL. */
  variance(_kind: 'sample' | 'population'): Decimal | null {
    return stub()
  }
  stddev(_kind: 'sample' | 'population'): Decimal | null {
    return stub()
  }
}
