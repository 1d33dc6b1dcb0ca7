// extract() and date_part(): one field of a date/time value, numeric with PostgreSQL's scale. Called by the functions of these names.

import { civilFromDays, dayOfWeek, julianDayOfEpoch } from './civil-date.ts'
import { dayOfYear, isoDayOfWeek, isoWeek, isoYear } from './iso-week.ts'
import { resolveDateTimeField, unitNotSupported, type DateTimeField } from './date-time-field.ts'
import { dateInfinity, dateMinusInfinity, microsPerDay, microsPerSecond, timestampOfDate } from './date-time.ts'
import { divideDecimals, addDecimals } from './decimal-arithmetic.ts'
import { decimalToFloat8 } from './decimal-convert.ts'
import { decimalInfinity, decimalMinusInfinity, makeDecimal } from './decimal.ts'
import { findTimeUnit } from './interval-units.ts'
import type { SqlType } from './sql-type.ts'
import type { Decimal, Interval, SqlValue, TimeTz } from './sql-value.ts'
import { printBaseTypeName } from './type-names.ts'
import type { ValueContext } from './value-context.ts'

/** extract(field from value): null for a field an infinity has not. Throws 22023 for no field, 0A000 for one the type has not. */
export function extractField(field: string, value: SqlValue, type: SqlType, context: ValueContext): Decimal | null {
  const typeName = printBaseTypeName(type)
  const resolved = resolveDateTimeField(field, typeName)
  const found = fieldOf(resolved, value, type, context)
  if (found === undefined) throw unitNotSupported(field, typeName)
  return found
}

/** date_part(field, value): float8; of a date as of the timestamp at its midnight. */
export function datePart(field: string, value: SqlValue, type: SqlType, context: ValueContext): number | null {
  if (field.toLowerCase() === 'epoch') {
    // Summed up in floating point, as PostgreSQL does: the last digits show it.
    if (type.name === 'timetz') return (value as TimeTz).micros / 1e6 + (value as TimeTz).zoneSeconds
    if (type.name === 'interval') return intervalEpochFloat(value as Interval)
  }
  const isDate = type.kind === 'scalar' && type.name === 'date'
  const part = isDate
    ? extractField(field, timestampOfDate(value as number), { kind: 'scalar', name: 'timestamp' }, context)
    : extractField(field, value, type, context)
  if (part === null) return null
  const unit = findTimeUnit(field.toLowerCase())
  if (unit !== 'second' && unit !== 'millisecond') return decimalToFloat8(part)
  // Whole seconds and the rest, summed up in floating point.
  const micros = Number(part.digits)
  const [perSecond, perUnit] = unit === 'second' ? [1, 1e6] : [1000, 1000]
  return Math.trunc(micros / 1e6) * perSecond + (micros % 1e6) / perUnit
}

/** undefined: the type has no such field. The runtime forms are known from the type. */
function fieldOf(field: DateTimeField, value: SqlValue, type: SqlType, context: ValueContext): Decimal | null | undefined {
  switch (type.name) {
    case 'date':
      return dateField(field, value as number)
    case 'timestamp':
      return timestampField(field, value as number, null)
    case 'timestamptz':
      return timestampField(field, value as number, Number.isFinite(value) ? context.timeZone.offsetSecondsAt(value as number) : 0)
    case 'time':
      return timeField(field, value as number)
    case 'timetz':
      return timeTzField(field, value as TimeTz)
    case 'interval':
      return intervalField(field, value as Interval)
    default:
      return undefined
  }
}

function integer(value: number): Decimal {
  return makeDecimal(value, 0)
}

/** Fields that grow with time are infinite for an infinity; the others are NULL. undefined: no such field. */
function infiniteField(field: DateTimeField, isNegative: boolean, hasTime: boolean): Decimal | null | undefined {
  switch (field) {
    case 'year':
    case 'decade':
    case 'century':
    case 'millennium':
    case 'julian':
    case 'isoyear':
    case 'epoch':
      return isNegative ? decimalMinusInfinity : decimalInfinity
    case 'day':
    case 'month':
    case 'quarter':
    case 'week':
    case 'dow':
    case 'isodow':
    case 'doy':
      return null
    default:
      return hasTime ? null : undefined
  }
}

/** There is no year 0: the one before 1 is -1. Decades count from 0, centuries and millennia from 1. */
function yearField(field: DateTimeField, year: number): number | undefined {
  switch (field) {
    case 'year':
      return year > 0 ? year : year - 1
    case 'decade':
      return Math.floor(year / 10)
    case 'century':
      return year > 0 ? Math.floor((year + 99) / 100) : -Math.floor((100 - year) / 100)
    case 'millennium':
      return year > 0 ? Math.floor((year + 999) / 1000) : -Math.floor((1000 - year) / 1000)
    default:
      return undefined
  }
}

/** The fields that a day has. */
function dayField(field: DateTimeField, days: number): number | undefined {
  switch (field) {
    case 'dow':
      return dayOfWeek(days)
    case 'isodow':
      return isoDayOfWeek(days)
    case 'doy':
      return dayOfYear(days)
    case 'week':
      return isoWeek(days)
    case 'isoyear': {
      const year = isoYear(days)
      return year > 0 ? year : year - 1
    }
    case 'day':
      return civilFromDays(days).day
    case 'month':
      return civilFromDays(days).month
    case 'quarter':
      return Math.floor((civilFromDays(days).month - 1) / 3) + 1
    default:
      return yearField(field, civilFromDays(days).year)
  }
}

/** The fields that a time of day has; also those of an interval's time, with its sign. */
function clockField(field: DateTimeField, micros: number): Decimal | undefined {
  const seconds = Math.trunc(micros / microsPerSecond)
  const microsOfMinute = micros - Math.trunc(seconds / 60) * 60 * microsPerSecond
  switch (field) {
    case 'microsecond':
      return makeDecimal(microsOfMinute, 0)
    case 'millisecond':
      return makeDecimal(microsOfMinute, 3)
    case 'second':
      return makeDecimal(microsOfMinute, 6)
    case 'minute':
      return integer(Math.trunc(seconds / 60) % 60)
    case 'hour':
      return integer(Math.trunc(seconds / 3600))
    default:
      return undefined
  }
}

function zoneField(field: DateTimeField, offsetSeconds: number): Decimal | undefined {
  switch (field) {
    case 'timezone':
      return integer(offsetSeconds)
    case 'timezone_hour':
      return integer(Math.trunc(offsetSeconds / 3600))
    case 'timezone_minute':
      return integer(Math.trunc(offsetSeconds / 60) % 60)
    default:
      return undefined
  }
}

function dateField(field: DateTimeField, days: number): Decimal | null | undefined {
  if (days === dateInfinity || days === dateMinusInfinity) return infiniteField(field, days < 0, false)
  if (field === 'epoch') return integer(days * 86_400)
  if (field === 'julian') return integer(days + julianDayOfEpoch)
  const found = dayField(field, days)
  return found === undefined ? undefined : integer(found)
}

/** µs since 1970 as seconds with six digits: exact, also beyond 2^53. */
function epochOf(micros: number): Decimal {
  return makeDecimal(Number.isSafeInteger(micros) ? micros : BigInt(micros), 6)
}

/** `offset` is that of the session's zone for timestamptz, null for timestamp. */
function timestampField(field: DateTimeField, micros: number, offset: number | null): Decimal | null | undefined {
  if (!Number.isFinite(micros)) return infiniteField(field, micros < 0, true)
  if (field === 'epoch') return epochOf(micros)
  const local = micros + (offset ?? 0) * microsPerSecond
  const days = Math.floor(local / microsPerDay)
  const time = local - days * microsPerDay
  if (field === 'julian') return addDecimals(integer(days + julianDayOfEpoch), divideDecimals(integer(time), integer(microsPerDay)))
  const ofDay = dayField(field, days)
  if (ofDay !== undefined) return integer(ofDay)
  return clockField(field, time) ?? (offset === null ? undefined : zoneField(field, offset))
}

function timeField(field: DateTimeField, micros: number): Decimal | undefined {
  return field === 'epoch' ? makeDecimal(micros, 6) : clockField(field, micros)
}

function timeTzField(field: DateTimeField, time: TimeTz): Decimal | undefined {
  if (field === 'epoch') return makeDecimal(time.micros + time.zoneSeconds * microsPerSecond, 6)
  return clockField(field, time.micros) ?? zoneField(field, -time.zoneSeconds + 0)
}

/** A year has 365.25 days here, a month 30. */
function intervalEpoch(value: Interval): Decimal {
  const quarterDays = 1461 * Math.trunc(value.months / 12) + 120 * (value.months % 12) + 4 * value.days
  const micros = BigInt(quarterDays) * 21_600_000_000n + BigInt(value.micros)
  return makeDecimal(micros, 6)
}

function intervalEpochFloat(value: Interval): number {
  const yearSeconds = 365.25 * 86_400 * Math.trunc(value.months / 12)
  return value.micros / 1e6 + yearSeconds + 30 * 86_400 * (value.months % 12) + 86_400 * value.days
}

function intervalField(field: DateTimeField, value: Interval): Decimal | undefined {
  const years = Math.trunc(value.months / 12)
  switch (field) {
    case 'epoch':
      return intervalEpoch(value)
    case 'day':
      return integer(value.days)
    case 'month':
      return integer(value.months % 12)
    case 'quarter':
      return integer(Math.trunc((value.months % 12) / 3) + 1)
    case 'year':
      return integer(years)
    case 'decade':
      return integer(Math.trunc(years / 10))
    case 'century':
      return integer(Math.trunc(years / 100))
    case 'millennium':
      return integer(Math.trunc(years / 1000))
    default:
      return clockField(field, value.micros)
  }
}
