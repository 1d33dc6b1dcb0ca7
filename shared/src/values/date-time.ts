// Ranges and parts of date, time and timestamp. Called by operators, casts and the date/time parser; arithmetic is in
// date-time-arithmetic.ts.
// Timestamps are doubles of µs: exact to the µs from 1684 to 2255; farther away they are rounded down to what a double holds
// (8 µs in the year 1, 32 µs in the year 9999), never up, so that no value slips into the next second or day.

import { SqlError } from '../base/errors.ts'
import { type TimeZone, localToUtc, utcToLocal } from './time-zone.ts'

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

export function isInfiniteDate(days: number): boolean {
  return days === dateInfinity || days === dateMinusInfinity
}

export function timestampOutOfRange(): SqlError {
  return new SqlError('22008', 'timestamp out of range')
}

export function isDateInRange(days: number): boolean {
  return days >= minDate && days <= maxDate
}

export function isTimestampInRange(micros: number): boolean {
  return micros >= minTimestamp && micros < endTimestamp
}

/** Throws 22008 "timestamp out of range"; infinities pass. */
export function checkTimestamp(micros: number): number {
  if (!isTimestampInRange(micros) && Number.isFinite(micros)) throw timestampOutOfRange()
  if (Number.isNaN(micros)) throw timestampOutOfRange()
  return micros
}

/** The double at or just below the exact sum of two integers. */
export function addRoundedDown(a: number, b: number): number {
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
