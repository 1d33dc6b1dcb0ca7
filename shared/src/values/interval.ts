// Interval: made and compared. Its arithmetic and its modifiers are in interval-arithmetic.ts.
// Months and days are int32 and µs an int64 in PostgreSQL; here µs are a double, exact up to 285 years of hours.

import type { Interval } from './sql-value.ts'

const microsPerDay = 86_400_000_000

const daysPerMonth = 30

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
