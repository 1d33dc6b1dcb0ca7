// Intervals from their fields. Months and days are int32 and µs an int64 in PostgreSQL; here µs are a double, exact up to 285 years
// of hours.

import { SqlError } from '../base/errors.ts'
import type { Interval } from './sql-value.ts'

const maxInt32 = 2147483647

/** int64 as a double: the next double above its maximum. */
const int64End = 2 ** 63

export function intervalOutOfRange(): SqlError {
  return new SqlError('22008', 'interval out of range')
}

/** Throws 22008 where PostgreSQL's fields would overflow. */
export function makeInterval(months: number, days: number, micros: number): Interval {
  if (!(Math.abs(months) <= maxInt32 + 1 && months <= maxInt32 && Math.abs(days) <= maxInt32 + 1 && days <= maxInt32))
    throw intervalOutOfRange()
  if (!(micros < int64End && micros >= -int64End)) throw intervalOutOfRange()
  // Adding 0 turns -0 into 0.
  return { kind: 'interval', months: months + 0, days: days + 0, micros: micros + 0 }
}
