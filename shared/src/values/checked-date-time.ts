// Dates and timestamps that are made of parts, within their ranges.

import { SqlError } from '../base/errors.ts'
import { checkTimestamp, dateInfinity, dateMinusInfinity, isDateInRange, isInfiniteDate, joinDateAndTime } from './date-time.ts'

/** Throws 22008 "date out of range"; infinities pass. */
export function checkDate(days: number): number {
  if (!isDateInRange(days) && !isInfiniteDate(days)) throw new SqlError('22008', 'date out of range')
  return days
}

/** timestamp (or local time) µs of a day and a time of day; throws 22008. */
export function timestampOf(days: number, timeMicros: number): number {
  if (days === dateInfinity) return Infinity
  if (days === dateMinusInfinity) return -Infinity
  return checkTimestamp(joinDateAndTime(days, timeMicros))
}
