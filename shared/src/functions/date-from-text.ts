// to_date and to_timestamp: makes a time of the fields that date-reader.ts found.

import { SqlError } from '../base/errors.ts'
import { civilFromDays, daysFromCivil, daysInMonth, isLeapYear, julianDayOfEpoch } from '../values/civil-date.ts'
import { daysFromIsoWeek } from '../values/iso-week.ts'
import { microsPerSecond } from '../values/date-time.ts'
import { timestampOf } from '../values/checked-date-time.ts'
import { parsePicture } from './date-picture.ts'
import { DateReader, invalidDate, type DateFields } from './date-reader.ts'

export interface ReadTime {
  readonly days: number
  /** Micros since midnight. */
  readonly micros: number
  /** Seconds east of Greenwich, when the picture had TZH or OF. */
  readonly offsetSeconds: number | null
}

/** Reads `text` by `picture`. */
export function readTime(text: string, picture: string): ReadTime {
  const fields = new DateReader(text, parsePicture(picture)).read()
  const days = dayOf(fields, text)
  const sign = fields.get('zone sign')
  const offsetSeconds = sign === undefined ? null : sign * ((fields.get('zone hour') ?? 0) * 3600 + (fields.get('zone minute') ?? 0) * 60)
  return { days, micros: timeOf(fields, text), offsetSeconds }
}

const outOfRange = (text: string): SqlError => new SqlError('22008', `date/time field value out of range: "${text}"`)

function timeOf(fields: DateFields, text: string): number {
  const secondOfDay = fields.get('second of day')
  let hour = fields.get('hour') ?? 0
  let minute = fields.get('minute') ?? 0
  let second = fields.get('second') ?? 0
  if (secondOfDay !== undefined) {
    hour = Math.floor(secondOfDay / 3600)
    minute = Math.floor(secondOfDay / 60) % 60
    second = secondOfDay % 60
  }
  if (fields.get('clock') === 12) {
    if (hour < 1 || hour > 12) {
      const hint = 'Use the 24-hour clock, or give an hour between 1 and 12.'
      throw invalidDate(`hour "${hour}" is invalid for the 12-hour clock`, { hint })
    }
    const half = fields.get('half') ?? 0
    if (half === 1 && hour < 12) hour += 12
    else if (half === 0 && hour === 12) hour = 0
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) throw outOfRange(text)
  return (hour * 3600 + minute * 60 + second) * microsPerSecond + (fields.get('millis') ?? 0) + (fields.get('micros') ?? 0)
}

/** Astronomical year; 0 (1 BC) when the picture had none. */
function yearOf(fields: DateFields): number {
  const era = fields.get('era') ?? 0
  const century = fields.get('century')
  let year = fields.get('year') ?? 0
  if (fields.has('year')) {
    if (century !== undefined && (fields.get('year digits') ?? 4) <= 2) {
      year %= 100
      year = era === 1 ? -(Math.abs(century) * 100 - year) : year === 0 ? century * 100 : (century - 1) * 100 + year
      return era === 1 ? year + 1 : year
    }
    if (era === 1) year = -year
    return year < 0 ? year + 1 : year
  }
  if (century === undefined) return 0
  const signed = era === 1 ? -century : century
  return signed >= 0 ? (signed - 1) * 100 + 1 : signed * 100 + 1
}

function dayOf(fields: DateFields, text: string): number {
  const isIso = fields.get('convention') === 1
  const year = yearOf(fields)
  let { month = 0, day = 0 } = { month: fields.get('month'), day: fields.get('day') }
  let dayOfYear = fields.get('day of year') ?? 0
  let base = year
  const julian = fields.get('julian')
  if (julian !== undefined) ({ year: base, month, day } = civilFromDays(julian - julianDayOfEpoch))
  const week = fields.get('week')
  if (week !== undefined) {
    if (isIso) {
      const weekday = fields.get('weekday') ?? 2
      return daysFromIsoWeek(year, week) + ((weekday + 5) % 7)
    }
    dayOfYear = (week - 1) * 7 + 1
  }
  const weekOfMonth = fields.get('week of month')
  if (weekOfMonth !== undefined) day = (weekOfMonth - 1) * 7 + 1
  if (dayOfYear !== 0 && month <= 1 && day <= 1) {
    if (!fields.has('year') && !fields.has('era')) throw invalidDate('cannot calculate day of year without year information')
    if (isIso) return daysFromIsoWeek(year, 1) + dayOfYear - 1
    if (dayOfYear < 1 || dayOfYear > (isLeapYear(year) ? 366 : 365)) throw outOfRange(text)
    return daysFromCivil(year, 1, 1) + dayOfYear - 1
  }
  // Zero counts as not given.
  const realMonth = month || 1
  const realDay = day || 1
  if (realMonth < 1 || realMonth > 12 || realDay < 1 || realDay > daysInMonth(base, realMonth)) throw outOfRange(text)
  return daysFromCivil(base, realMonth, realDay)
}

/** The wall clock time that was read, as a timestamp. */
export const localTimestamp = (time: ReadTime): number => timestampOf(time.days, time.micros)
