// Arithmetic of date, time and timestamp with intervals. Called by operators and functions; part of rare times.

import { SqlError } from '../base/errors.ts'
import { civilFromDays, daysFromCivil, daysInMonth } from './civil-date.ts'
import {
  addRoundedDown, checkTimestamp, dateOfTimestamp, isDateInRange, isInfiniteDate, isTimestampInRange, joinDateAndTime, microsPerDay,
  timeOfTimestamp, timestampOutOfRange,
} from './date-time.ts' // prettier-ignore
import { makeInterval } from './make-interval.ts'
import type { Interval, TimeTz } from './sql-value.ts'
import { localToUtc, utcToLocal, type TimeZone } from './time-zone.ts'

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
