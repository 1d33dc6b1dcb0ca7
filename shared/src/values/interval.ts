// Interval: made and compared. Its arithmetic and its modifiers are in interval-arithmetic.ts.
// Months and days are int32 and µs an int64 in PostgreSQL; here µs are a double, exact up to 285 years of hours.

import { SqlError } from '../base/errors.ts'
import type { Interval } from './sql-value.ts'

const microsPerDay = 86_400_000_000
const daysPerMonth = 30
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

/** Whole days with 30 days a month, for order and equality; the rest of the day is `intervalRestMicros`. */
export function intervalTotalDays(value: Interval): number {
  return value.months * daysPerMonth + value.days + Math.floor(value.micros / microsPerDay)
}

export function intervalRestMicros(value: Interval): number {
  return value.micros - Math.floor(value.micros / microsPerDay) * microsPerDay
}

/** 30 days a month, 24 hours a day. */
export function compareIntervals(a: Interval, b: Interval): number {
  return intervalTotalDays(a) - intervalTotalDays(b) || intervalRestMicros(a) - intervalRestMicros(b)
}

/** C's rint: halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const fraction = value - floor
  if (fraction !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** The time of day an interval stands for (cast to time): µs modulo one day. */
export function intervalToTime(a: Interval): number {
  return intervalRestMicros(a)
}
