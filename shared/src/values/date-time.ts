// Ranges, parts and arithmetic of date, time and timestamp.
import { notSupported } from '../base/errors.ts'
import type { Interval, TimeTz } from './sql-value.ts'
import type { TimeZone } from './time-zone.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export const microsPerSecond = 1_000_000
export const microsPerMinute = 60_000_000
export const microsPerHour = 3_600_000_000
export const microsPerDay = 86_400_000_000
/** date 'infinity' and '-infinity'. */
export const dateInfinity = 2147483647
export const dateMinusInfinity = -2147483648
/** Throws 22008 "date out of range". */
export function checkDate(_days: number): number {
  return stub()
}
/** Throws 22008 "timestamp out of range". */
export function checkTimestamp(_micros: number): number {
  return stub()
}
/** timestamp (or local time) µs of a day and a time of day; throws 22008. */
export function timestampOf(_days: number, _timeMicros: number): number {
  return stub()
}
/** Day number of a timestamp (infinities become the date infinities). */
export function dateOfTimestamp(_micros: number): number {
  return stub()
}
/** µs since midnight. */
export function timeOfTimestamp(_micros: number): number {
  return stub()
}
export function timestampOfDate(_days: number): number {
  return stub()
}
/** date + integer. */
export function addDays(_days: number, _count: number): number {
  return stub()
}
/** timestamp + interval: months first (clamped to the month's end), then days, then µs. */
export function addToTimestamp(_micros: number, _interval: Interval): number {
  return stub()
}
/** timestamptz + interval: months and days in local time of `zone`. */
export function addToTimestampTz(_micros: number, _interval: Interval, _zone: TimeZone): number {
  return stub()
}
/** time + interval: wraps around midnight. */
export function addToTime(_micros: number, _interval: Interval): number {
  return stub()
}
export function addToTimeTz(_time: TimeTz, _interval: Interval): TimeTz {
  return stub()
}
/** timestamp - timestamp: days and µs. */
export function subtractTimestamps(_a: number, _b: number): Interval {
  return stub()
}
/** age(a, b): years, months, days. Local µs for timestamptz. */
export function ageOf(_a: number, _b: number): Interval {
  return stub()
}
/** Rounds to `precision` digits of a second (0..6), half away from zero, as timestamp(p) does. */
export function roundMicros(_micros: number, _precision: number): number {
  return stub()
}
export function timestampToTz(_localMicros: number, _zone: TimeZone): number {
  return stub()
}
export function tzToTimestamp(_micros: number, _zone: TimeZone): number {
  return stub()
}
