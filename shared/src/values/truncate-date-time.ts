// date_trunc() and date_bin(). Called by the functions of these names.

import { SqlError } from '../base/errors.ts'
import { civilFromDays, daysFromCivil } from './civil-date.ts'
import { isoDayOfWeek } from './iso-week.ts'
import { resolveTruncationField, unitNotSupported, type DateTimeField } from './date-time-field.ts'
import { checkTimestamp, microsPerDay, microsPerHour, microsPerMinute, microsPerSecond } from './date-time.ts'
import { intervalOutOfRange, makeInterval } from './make-interval.ts'
import type { Interval } from './sql-value.ts'
import { localToUtc, utcToLocal, type TimeZone } from './time-zone.ts'

const timestampName = 'timestamp without time zone'
const timestampTzName = 'timestamp with time zone'

/** µs of the units below a day. */
const clockUnits: Partial<Record<DateTimeField, number>> = {
  microsecond: 1,
  millisecond: 1000,
  second: microsPerSecond,
  minute: microsPerMinute,
  hour: microsPerHour,
}

/** Years of the units above a year. Decades start in years that end in 0, centuries and millennia in years that end in 1. */
function firstYear(field: DateTimeField, year: number): number | null {
  switch (field) {
    case 'year':
      return year
    case 'decade':
      return Math.floor(year / 10) * 10
    case 'century':
      return Math.floor((year - 1) / 100) * 100 + 1
    case 'millennium':
      return Math.floor((year - 1) / 1000) * 1000 + 1
    default:
      return null
  }
}

/** First day of the unit that `days` is in; null for a field that is no such unit. */
function truncateDays(field: DateTimeField, days: number): number | null {
  if (field === 'day') return days
  if (field === 'week') return days - isoDayOfWeek(days) + 1
  const { year, month } = civilFromDays(days)
  if (field === 'month') return daysFromCivil(year, month, 1)
  if (field === 'quarter') return daysFromCivil(year, month - ((month - 1) % 3), 1)
  const first = firstYear(field, year)
  return first === null ? null : daysFromCivil(first, 1, 1)
}

function truncateLocal(fieldText: string, field: DateTimeField, local: number, typeName: string): number {
  const unit = clockUnits[field]
  if (unit !== undefined) return Math.floor(local / unit) * unit
  const days = truncateDays(field, Math.floor(local / microsPerDay))
  if (days === null) throw unitNotSupported(fieldText, typeName)
  return checkTimestamp(days * microsPerDay)
}

/** Throws 22023 for no field, 0A000 for one that cannot be truncated to. */
export function truncateTimestamp(field: string, micros: number): number {
  const resolved = resolveTruncationField(field, timestampName)
  const truncated = truncateLocal(field, resolved, Number.isFinite(micros) ? micros : 0, timestampName)
  return Number.isFinite(micros) ? truncated : micros
}

/** date_trunc on timestamptz: truncates in local time of `zone`. */
export function truncateTimestampTz(field: string, micros: number, zone: TimeZone): number {
  const resolved = resolveTruncationField(field, timestampTzName)
  const isFinite = Number.isFinite(micros)
  const local = isFinite ? utcToLocal(micros, zone) : 0
  const truncated = truncateLocal(field, resolved, local, timestampTzName)
  if (!isFinite) return micros
  // Below a day the offset stays the same; the midnight of a day may have another one.
  return checkTimestamp(clockUnits[resolved] === undefined ? localToUtc(truncated, zone) : micros - (local - truncated))
}

export function truncateInterval(field: string, interval: Interval): Interval {
  const resolved = resolveTruncationField(field, 'interval')
  const unit = clockUnits[resolved]
  if (unit !== undefined) return makeInterval(interval.months, interval.days, Math.trunc(interval.micros / unit) * unit)
  const cutMonths = (months: number): Interval => makeInterval(Math.trunc(interval.months / months) * months, 0, 0)
  switch (resolved) {
    case 'day':
      return makeInterval(interval.months, interval.days, 0)
    case 'month':
      return makeInterval(interval.months, 0, 0)
    case 'quarter':
      return cutMonths(3)
    case 'year':
      return cutMonths(12)
    case 'decade':
      return cutMonths(120)
    case 'century':
      return cutMonths(1200)
    case 'millennium':
      return cutMonths(12000)
    case 'week':
      throw new SqlError('0A000', 'unit "week" not supported for type interval', { detail: 'Months usually have fractional weeks.' })
    default:
      throw unitNotSupported(field, 'interval')
  }
}

/** date_bin(stride, source, origin). */
export function binTimestamp(stride: Interval, micros: number, originMicros: number): number {
  if (!Number.isFinite(micros)) return micros
  if (!Number.isFinite(originMicros)) throw new SqlError('22008', 'origin out of range')
  if (stride.months !== 0) throw new SqlError('0A000', 'timestamps cannot be binned into intervals containing months or years')
  const strideMicros = stride.days * microsPerDay + stride.micros
  if (!(strideMicros < 2 ** 63)) throw intervalOutOfRange()
  if (strideMicros <= 0) throw new SqlError('22008', 'stride must be greater than zero')
  const distance = micros - originMicros
  return checkTimestamp(originMicros + Math.floor(distance / strideMicros) * strideMicros)
}
