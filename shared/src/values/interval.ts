// Interval: make, compare, add, scale, justify.
import { notSupported } from '../base/errors.ts'
import type { Interval } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function makeInterval(_months: number, _days: number, _micros: number): Interval {
  return stub()
}
/** 30 days a month, 24 hours a day. */
export function compareIntervals(_a: Interval, _b: Interval): number {
  return stub()
}
export function addIntervals(_a: Interval, _b: Interval): Interval {
  return stub()
}
export function subtractIntervals(_a: Interval, _b: Interval): Interval {
  return stub()
}
export function negateInterval(_a: Interval): Interval {
  return stub()
}
export function multiplyInterval(_a: Interval, _factor: number): Interval {
  return stub()
}
export function divideInterval(_a: Interval, _divisor: number): Interval {
  return stub()
}
export function justifyHours(_a: Interval): Interval {
  return stub()
}
export function justifyDays(_a: Interval): Interval {
  return stub()
}
export function justifyInterval(_a: Interval): Interval {
  return stub()
}
/** The time of day an interval stands for (cast to time): µs modulo one day. */
export function intervalToTime(_a: Interval): number {
  return stub()
}
/** interval(p) and interval 'year to month' …: modifier is [precision] or [precision, fields]. */
export function coerceInterval(_a: Interval, _modifier: readonly number[]): Interval {
  return stub()
}
