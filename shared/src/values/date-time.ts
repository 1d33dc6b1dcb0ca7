// Ranges, parts and arithmetic of date, time and timestamp. Called by operators, casts and the date/time parser.
// Timestamps are doubles of µs: exact to the µs from 1684 to 2255; farther away they are rounded down to what a double holds
// (8 µs in the year 1, 32 µs in the year 9999), never up, so that no value slips into the next second or day.

import { SqlError } from '../base/errors.ts'
import { civilFromDays, daysFromCivil, daysInMonth } from './civil-date.ts'
import { makeInterval } from './interval.ts'
import type { Interval, TimeTz } from './sql-value.ts'
import { localToUtc, utcToLocal, type TimeZone } from './time-zone.ts'

export const microsPerSecond = 1_000_000
export const microsPerMinute = 60_000_000
export const microsPerHour = 3_600_000_000
export const microsPerDay = 86_400_000_000
/** date 'infinity' and '-infinity'. */
export const dateInfinity = 2147483647
export const dateMinusInfinity = -2147483648

/** 4714-11-24 BC and 5874897-12-31, and the same first day to the end of 294276 for timestamps. */
const minDate = -2440588
const maxDate = 2145042905
const minTimestamp = -210866803200000000
const endTimestamp = 9224318016000000000
/** Midnight of 2000-01-01, PostgreSQL's zero: halves are rounded away from it. */
const postgresEpochMicros = 946_684_800_000_000

function isInfiniteDate(days: number): boolean {
  return days === dateInfinity || days === dateMinusInfinity
}

function timestampOutOfRange(): SqlError {
  return new SqlError('22008', 'timestamp out of range')
}

export function isDateInRange(days: number): boolean {
  return days >= minDate && days <= maxDate
}

export function isTimestampInRange(micros: number): boolean {
  return micros >= minTimestamp && micros < endTimestamp
}

/** Throws 22008 "date out of range"; infinities pass. */
export function checkDate(days: number): number {
  if (!isDateInRange(days) && !isInfiniteDate(days)) throw new SqlError('22008', 'date out of range')
  return days
}

/** Throws 22008 "timestamp out of range"; infinities pass. */
export function checkTimestamp(micros: number): number {
  if (!isTimestampInRange(micros) && Number.isFinite(micros)) throw timestampOutOfRange()
  if (Number.isNaN(micros)) throw timestampOutOfRange()
  return micros
}

/** The double at or just below the exact sum of two integers. */
function addRoundedDown(a: number, b: number): number {
  const sum = a + b
  if (sum <= Number.MAX_SAFE_INTEGER && sum >= -Number.MAX_SAFE_INTEGER) return sum
  // What the addition lost, exactly: the larger operand minus the sum cancels without rounding.
  const lost = Math.abs(a) >= Math.abs(b) ? b - (sum - a) : a - (sum - b)
  return lost < 0 ? sum - 2 ** (Math.floor(Math.log2(Math.abs(sum))) - 52) : sum
}

/** timestamp (or local time) µs of a day and a time of day, unchecked. */
export function joinDateAndTime(days: number, timeMicros: number): number {
  return addRoundedDown(days * microsPerDay, timeMicros)
}

/** timestamp (or local time) µs of a day and a time of day; throws 22008. */
export function timestampOf(days: number, timeMicros: number): number {
  if (days === dateInfinity) return Infinity
  if (days === dateMinusInfinity) return -Infinity
  return checkTimestamp(joinDateAndTime(days, timeMicros))
}

/** Day number of a timestamp (infinities become the date infinities). */
export function dateOfTimestamp(micros: number): number {
  if (micros === Infinity) return dateInfinity
  return micros === -Infinity ? dateMinusInfinity : Math.floor(micros / microsPerDay)
}

/** µs since midnight of a finite timestamp. */
export function timeOfTimestamp(micros: number): number {
  return micros - Math.floor(micros / microsPerDay) * microsPerDay
}

/** Throws 22008 "date out of range for timestamp". */
export function timestampOfDate(days: number): number {
  if (isInfiniteDate(days)) return days > 0 ? Infinity : -Infinity
  const micros = days * microsPerDay
  if (!isTimestampInRange(micros)) throw new SqlError('22008', 'date out of range for timestamp')
  return micros
}

/** date + integer. */
export function addDays(days: number, count: number): number {
  if (isInfiniteDate(days)) return days
  const sum = days + count
  if (!isDateInRange(sum)) throw new SqlError('22008', 'date out of range')
  return sum
}

/** The same day `months` later, or the last day of that month when it is shorter. */
function addMonths(days: number, months: number): number {
  const date = civilFromDays(days)
  const monthIndex = date.year * 12 + date.month - 1 + months
  const year = Math.floor(monthIndex / 12)
  const month = monthIndex - year * 12 + 1
  return daysFromCivil(year, month, Math.min(date.day, daysInMonth(year, month)))
}

function addMonthsAndDays(local: number, interval: Interval): number {
  const startDay = Math.floor(local / microsPerDay)
  let days = startDay
  if (interval.months !== 0) {
    days = addMonths(days, interval.months)
    if (!isTimestampInRange(days * microsPerDay)) throw timestampOutOfRange()
  }
  days += interval.days
  return checkTimestamp(joinDateAndTime(days, local - startDay * microsPerDay))
}

/** timestamp + interval: months first (clamped to the month's end), then days, then µs. */
export function addToTimestamp(micros: number, interval: Interval): number {
  if (!Number.isFinite(micros)) return micros
  const moved = interval.months === 0 && interval.days === 0 ? micros : addMonthsAndDays(micros, interval)
  return checkTimestamp(addRoundedDown(moved, interval.micros))
}

/** timestamptz + interval: months and days in local time of `zone`. */
export function addToTimestampTz(micros: number, interval: Interval, zone: TimeZone): number {
  if (!Number.isFinite(micros)) return micros
  let moved = micros
  if (interval.months !== 0 || interval.days !== 0) moved = localToUtc(addMonthsAndDays(utcToLocal(micros, zone), interval), zone)
  return checkTimestamp(addRoundedDown(moved, interval.micros))
}

function wrapDay(micros: number): number {
  return micros - Math.floor(micros / microsPerDay) * microsPerDay
}

/** time + interval: wraps around midnight; months and days do not count. */
export function addToTime(micros: number, interval: Interval): number {
  return wrapDay(micros + (interval.micros % microsPerDay))
}

export function addToTimeTz(time: TimeTz, interval: Interval): TimeTz {
  return { kind: 'timetz', micros: addToTime(time.micros, interval), zoneSeconds: time.zoneSeconds }
}

/** timestamp - timestamp: days and µs, both with the sign of the difference. */
export function subtractTimestamps(a: number, b: number): Interval {
  if (!Number.isFinite(a) || !Number.isFinite(b)) throw new SqlError('22008', 'cannot subtract infinite timestamps')
  const dayOfA = Math.floor(a / microsPerDay)
  const dayOfB = Math.floor(b / microsPerDay)
  let days = dayOfA - dayOfB
  // Times of day are exact, where the difference of two far timestamps would not be.
  let micros = a - dayOfA * microsPerDay - (b - dayOfB * microsPerDay)
  if (days > 0 && micros < 0) {
    days--
    micros += microsPerDay
  } else if (days < 0 && micros > 0) {
    days++
    micros -= microsPerDay
  }
  return makeInterval(0, days, micros)
}

/** age(a, b): years, months, days and time between two local times, symbolically. */
export function ageOf(a: number, b: number): Interval {
  if (!Number.isFinite(a) || !Number.isFinite(b)) throw timestampOutOfRange()
  const sign = a < b ? -1 : 1
  const [later, earlier] = a < b ? [b, a] : [a, b]
  const to = civilFromDays(dateOfTimestamp(later))
  const from = civilFromDays(dateOfTimestamp(earlier))
  let micros = timeOfTimestamp(later) - timeOfTimestamp(earlier)
  let days = to.day - from.day
  let months = (to.year - from.year) * 12 + to.month - from.month
  if (micros < 0) {
    micros += microsPerDay
    days--
  }
  if (days < 0) {
    // The borrowed month is as long as the month of the earlier day.
    days += daysInMonth(from.year, from.month)
    months--
  }
  return makeInterval(sign * months, sign * days, sign * micros)
}

function roundHalfAway(value: number, precision: number): number {
  const unit = 10 ** (6 - precision)
  const size = Math.floor((Math.abs(value) + unit / 2) / unit) * unit
  return value < 0 ? -size : size
}

/** Rounds to `precision` digits of a second (0..6), half away from zero. */
export function roundMicros(micros: number, precision: number): number {
  return precision >= 6 || !Number.isFinite(micros) ? micros : roundHalfAway(micros, precision) + 0
}

/** timestamp(p): as PostgreSQL, which counts from 2000. */
export function roundTimestamp(micros: number, precision: number): number {
  if (precision >= 6 || !Number.isFinite(micros)) return micros
  return checkTimestamp(postgresEpochMicros + roundMicros(micros - postgresEpochMicros, precision))
}

export function roundTime(micros: number, precision: number): number {
  return roundMicros(micros, precision)
}

/** timestamp -> timestamptz: the local time in `zone`. */
export function timestampToTz(localMicros: number, zone: TimeZone): number {
  return Number.isFinite(localMicros) ? checkTimestamp(localToUtc(localMicros, zone)) : localMicros
}

/** timestamptz -> timestamp: what a clock in `zone` shows. */
export function tzToTimestamp(micros: number, zone: TimeZone): number {
  return Number.isFinite(micros) ? checkTimestamp(utcToLocal(micros, zone)) : micros
}
