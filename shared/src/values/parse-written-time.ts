// Reads date, time and timestamp text in every format of PostgreSQL, cut into fields and decoded. Called by parse-date-time.ts for
// what is not plain ISO text; part of rare times.

import { SqlError } from '../base/errors.ts'
import { daysFromCivil } from './civil-date.ts'
import { checkDateParts, DateTrouble, hasDate, hasTime, settleHour, type DateTimeParts } from './date-time-parts.ts'
import { cutDateFields } from './date-time-tokens.ts'
import {
  dateInfinity,
  dateMinusInfinity,
  isDateInRange,
  isTimestampInRange,
  joinDateAndTime,
  microsPerDay,
  microsPerSecond,
} from './date-time.ts'
import { DateTimeDecoder } from './decode-date-time.ts'
import type { TimeTz } from './sql-value.ts'
import { localToUtc, utcToLocal } from './time-zone.ts'
import type { ValueContext } from './value-context.ts'

/** The SQL error of a trouble with `text` read as `typeName`. */
export function dateTroubleError(trouble: DateTrouble, text: string, typeName: string): SqlError {
  switch (trouble.kind) {
    case 'syntax':
      return new SqlError('22007', `invalid input syntax for type ${typeName}: "${text}"`)
    case 'range':
      return new SqlError('22008', `date/time field value out of range: "${text}"`)
    case 'date range':
      return new SqlError('22008', `date/time field value out of range: "${text}"`, {
        hint: 'Perhaps you need a different "datestyle" setting.',
      })
    case 'interval range':
      return new SqlError('22015', `interval field value out of range: "${text}"`)
    case 'zone range':
      return new SqlError('22009', `time zone displacement out of range: "${text}"`)
    case 'unknown zone':
      return new SqlError('22023', `time zone "${trouble.field}" not recognized`)
  }
}

function decode(text: string, typeName: string, context: ValueContext, timeOnly: boolean): DateTimeParts {
  try {
    const fields = cutDateFields(text)
    if (fields === null) throw new DateTrouble('syntax')
    const result = new DateTimeDecoder(fields, context, timeOnly).decode()
    if (result.reserved === null) {
      checkDateParts(result)
      settleHour(result)
      if (timeOnly) checkTimeOnly(result)
      else if (!hasDate(result)) throw new DateTrouble('syntax')
    }
    return result
  } catch (error) {
    throw error instanceof DateTrouble ? dateTroubleError(error, text, typeName) : error
  }
}

function checkTimeOnly(result: DateTimeParts): void {
  if (result.hour > 24 || result.minute > 59 || result.second > 60 || result.timeMicros() > microsPerDay) throw new DateTrouble('range')
  if (!hasTime(result)) throw new DateTrouble('syntax')
}

export function parseWrittenDate(text: string, context: ValueContext): number {
  const result = decode(text, 'date', context, false)
  switch (result.reserved) {
    case 'infinity':
      return dateInfinity
    case '-infinity':
      return dateMinusInfinity
    case 'epoch':
      return 0
    case null: {
      const days = daysFromCivil(result.year, result.month, result.day)
      if (!isDateInRange(days)) throw new SqlError('22008', `date out of range: "${text}"`)
      return days
    }
  }
}

/** µs of a reserved word; null for a plain date and time. */
function reservedMicros(result: DateTimeParts): number | null {
  if (result.reserved === null) return null
  return result.reserved === 'epoch' ? 0 : result.reserved === 'infinity' ? Infinity : -Infinity
}

function localMicros(result: DateTimeParts): number {
  return joinDateAndTime(daysFromCivil(result.year, result.month, result.day), result.timeMicros())
}

function checkRange(micros: number, text: string): number {
  if (!isTimestampInRange(micros)) throw new SqlError('22008', `timestamp out of range: "${text}"`)
  return micros
}

/** A zone in the text is read and then ignored, as in PostgreSQL. */
export function parseWrittenTimestamp(text: string, context: ValueContext): number {
  const result = decode(text, 'timestamp', context, false)
  return reservedMicros(result) ?? checkRange(localMicros(result), text)
}

export function parseWrittenTimestampTz(text: string, context: ValueContext): number {
  const result = decode(text, 'timestamp with time zone', context, false)
  const reserved = reservedMicros(result)
  if (reserved !== null) return reserved
  const local = localMicros(result)
  const utc = result.offset === null ? zonedToUtc(local, result, context) : local - result.offset * microsPerSecond
  return checkRange(utc, text)
}

function zonedToUtc(local: number, result: DateTimeParts, context: ValueContext): number {
  const zone = result.zone ?? context.timeZone
  const utc = localToUtc(local, zone)
  // In a gap an abbreviation has its meaning after the change, a zone's name the offset from before.
  return result.isAbbreviated ? local - zone.offsetSecondsAt(utc) * microsPerSecond : utc
}

/** A zone is read and then ignored. */
export function parseWrittenTime(text: string, context: ValueContext): number {
  const result = decode(text, 'time', context, true)
  zoneSecondsOf(result, text, 'time', context)
  return result.timeMicros()
}

export function parseTimeTz(text: string, context: ValueContext): TimeTz {
  const typeName = 'time with time zone'
  const result = decode(text, typeName, context, true)
  return { kind: 'timetz', micros: result.timeMicros(), zoneSeconds: zoneSecondsOf(result, text, typeName, context) }
}

/** Seconds west of Greenwich. A named zone whose offset depends on the date needs one; without any zone it is the session's, today. */
function zoneSecondsOf(result: DateTimeParts, text: string, typeName: string, context: ValueContext): number {
  if (result.offset !== null) return -result.offset + 0
  const zone = result.zone ?? context.timeZone
  if (result.zone !== null && !result.isAbbreviated && !zone.isFixed && !hasDate(result))
    throw dateTroubleError(new DateTrouble('syntax'), text, typeName)
  const day = hasDate(result)
    ? daysFromCivil(result.year, result.month, result.day)
    : Math.floor(utcToLocal(context.nowMicros, zone) / microsPerDay)
  const local = joinDateAndTime(day, result.timeMicros())
  return (localToUtc(local, zone) - local) / microsPerSecond + 0
}
