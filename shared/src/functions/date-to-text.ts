// to_char of timestamps and intervals.

import { civilFromDays, dayOfWeek, daysFromCivil, julianDayOfEpoch } from '../values/civil-date.ts'
import { dayOfYear, daysFromIsoWeek, isoWeek, isoYear } from '../values/iso-week.ts' // prettier-ignore
import { dateOfTimestamp, microsPerHour, microsPerMinute, microsPerSecond, timeOfTimestamp } from '../values/date-time.ts'
import type { Interval } from '../values/sql-value.ts'
import { SqlError } from '../base/errors.ts'
import { dayNames, monthNames, ordinalSuffix, parsePicture, romanMonths, type PictureField } from './date-picture.ts'

/** The parts of a time that fields print. */
interface TimeParts {
  readonly isInterval: boolean
  readonly year: number
  readonly month: number
  readonly day: number
  /** Days since 1970-01-01. */
  readonly days: number
  readonly dayOfYear: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly micros: number
  /** Seconds east of Greenwich, of a timestamptz. */
  readonly offsetSeconds?: number | undefined
  readonly zoneName?: string | undefined
}

/** Of a timestamptz, `localMicros` is its wall clock in the session's zone. null for an infinity. */
export function timestampToText(localMicros: number, picture: string, zone?: { name: string; offsetSeconds: number }): string | null {
  if (!Number.isFinite(localMicros)) return null
  const days = dateOfTimestamp(localMicros)
  const parts = { isInterval: false, ...civilFromDays(days), days, dayOfYear: dayOfYear(days), ...clockParts(timeOfTimestamp(localMicros)) }
  return printPicture({ ...parts, offsetSeconds: zone?.offsetSeconds, zoneName: zone?.name }, picture)
}

export function intervalToText({ months, days, micros }: Interval, picture: string): string {
  const year = Math.trunc(months / 12)
  const month = months % 12
  // Week and Julian day have little meaning for a span; they count as if it were a date, as in PostgreSQL.
  const asDays = daysFromCivil(year + Math.floor((month - 1) / 12), ((month + 11) % 12) + 1, 1) + days - 1
  const dayOfSpan = months * 30 + days
  return printPicture({ isInterval: true, year, month, day: days, days: asDays, dayOfYear: dayOfSpan, ...clockParts(micros) }, picture)
}

function clockParts(micros: number): { hour: number; minute: number; second: number; micros: number } {
  const cut = (unit: number, modulus: number): number => (Math.trunc(micros / unit) % modulus) + 0
  return {
    hour: cut(microsPerHour, Infinity),
    minute: cut(microsPerMinute, 60),
    second: cut(microsPerSecond, 60),
    micros: (micros % microsPerSecond) + 0,
  }
}

function printPicture(parts: TimeParts, picture: string): string {
  let text = ''
  for (const node of parsePicture(picture)) {
    if (node.kind === 'literal') text += node.text
    else text += printField(parts, node)
  }
  return text
}

function printField(parts: TimeParts, field: PictureField): string {
  if (parts.isInterval && calendarFields.test(field.name)) {
    const hint = 'Intervals are not tied to specific calendar dates.'
    throw new SqlError('22007', 'invalid format specification for an interval value', { hint })
  }
  const name = namePart(parts, field)
  if (name !== null) return name
  const [value, width] = numberPart(parts, field.name)
  const digits = field.isFilled ? String(value) : padNumber(value, width)
  return field.ordinal === '' ? digits : digits + ordinalSuffix(digits, field.ordinal)
}

const calendarFields = /^(?:MONTH|MON|DAY|DY|D|ID|TZ|TZH|TZM|OF|A\.?D\.?|B\.?C\.?)$/

/** As printf pads: the minus is one of the places. */
function padNumber(value: number | string, width: number): string {
  const text = String(value)
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')
}

/** Fields that print words; null for numbers. */
function namePart(parts: TimeParts, { name, written, isFilled }: PictureField): string | null {
  const pad = (text: string, width: number): string => (isFilled ? text : text.padEnd(width))
  switch (name) {
    case 'AM':
    case 'PM':
    case 'A.M.':
    case 'P.M.': {
      const half = parts.hour % 24 >= 12 ? 'PM' : 'AM'
      return caseLike(written, name.includes('.') ? `${half[0]}.M.` : half)
    }
    case 'AD':
    case 'BC':
    case 'A.D.':
    case 'B.C.': {
      const era = parts.year <= 0 ? 'BC' : 'AD'
      return caseLike(written, name.includes('.') ? `${era[0]}.${era[1]}.` : era)
    }
    case 'MONTH':
      return pad(caseLike(written, monthNames[parts.month - 1]), 9)
    case 'MON':
      return caseLike(written, monthNames[parts.month - 1].slice(0, 3))
    case 'DAY':
      return pad(caseLike(written, dayNames[dayOfWeek(parts.days)]), 9)
    case 'DY':
      return caseLike(written, dayNames[dayOfWeek(parts.days)].slice(0, 3))
    case 'RM': {
      // An interval of no months has no Roman month; a negative one counts back from the year's end.
      if (parts.month === 0 && parts.year === 0) return ''
      const month = parts.month === 0 ? (parts.year >= 0 ? 0 : 11) : parts.month < 0 ? parts.month + 12 : parts.month - 1
      return pad(caseLike(written, romanMonths[parts.month === 0 && parts.year > 0 ? 11 : month]), 4)
    }
    case 'TZ':
      return caseLike(written, parts.zoneName ?? '')
    case 'OF':
    case 'TZH': {
      const offset = parts.offsetSeconds ?? 0
      const minutes = Math.floor(Math.abs(offset) / 60) % 60
      const hours = `${offset < 0 ? '-' : '+'}${String(Math.floor(Math.abs(offset) / 3600)).padStart(2, '0')}`
      return name === 'OF' && minutes !== 0 ? `${hours}:${String(minutes).padStart(2, '0')}` : hours
    }
    default:
      return null
  }
}

/** MONTH, Month, month: the first two letters tell. */
function caseLike(written: string, text: string): string {
  const [first, second] = written.replaceAll('.', '')
  if (first === first.toLowerCase()) return text.toLowerCase()
  return second === second.toUpperCase() ? text.toUpperCase() : text
}

function numberPart(parts: TimeParts, name: string): [value: number | string, width: number] {
  const { hour, minute, second, micros, month, day, days } = parts
  switch (name) {
    case 'HH':
    case 'HH12':
      return [hour % 12 === 0 ? 12 : hour % 12, hour < 0 ? 3 : 2]
    case 'HH24':
      return [hour, hour < 0 ? 3 : 2]
    case 'MI':
      return [minute, minute < 0 ? 3 : 2]
    case 'SS':
      return [second, second < 0 ? 3 : 2]
    case 'MS':
      return [String(Math.trunc(micros / 1000)).padStart(3, '0'), 3]
    case 'US':
      return [String(micros).padStart(6, '0'), 6]
    case 'SSSS':
    case 'SSSSS':
      return [hour * 3600 + minute * 60 + second, 0]
    case 'TZM':
      return [Math.floor(Math.abs(parts.offsetSeconds ?? 0) / 60) % 60, 2]
    case 'MM':
      return [month, month < 0 ? 3 : 2]
    case 'DD':
      return [day, 2]
    case 'DDD':
      return [parts.dayOfYear, 3]
    case 'IDDD':
      return [days - daysFromIsoWeek(isoYear(days), 1) + 1, 3]
    case 'D':
      return [dayOfWeek(days) + 1, 0]
    case 'ID':
      return [dayOfWeek(days) || 7, 0]
    case 'WW':
      return [Math.trunc((parts.dayOfYear - 1) / 7) + 1, 2]
    case 'W':
      return [Math.trunc((day - 1) / 7) + 1, 0]
    case 'IW':
      return [isoWeek(days), 2]
    case 'Q':
      return [month === 0 ? '' : Math.trunc((month - 1) / 3) + 1, 0]
    case 'CC':
      return parts.isInterval ? [Math.trunc(parts.year / 100) + 0, 2] : century(parts.year)
    case 'J':
      return [days + julianDayOfEpoch, 0]
    default:
      return name.startsWith('FF') ? fraction(micros, Number(name[2])) : yearPart(parts, name)
  }
}

function fraction(micros: number, digits: number): [string, number] {
  return [String(Math.abs(micros)).padStart(6, '0').slice(0, digits), digits]
}

function century(year: number): [number, number] {
  return [year > 0 ? Math.floor((year - 1) / 100) + 1 : Math.ceil(year / 100) - 1, year > 0 ? 2 : 3]
}

/** YYYY and its short forms, calendar or ISO; years before 1 AD count as BC. */
function yearPart(parts: TimeParts, name: string): [number | string, number] {
  const eraless = (astronomical: number): number => (parts.isInterval || astronomical > 0 ? astronomical : 1 - astronomical)
  const isIso = name.startsWith('I')
  const year = eraless(isIso ? isoYear(parts.days) : parts.year)
  if (name === 'Y,YYY') return [`${Math.trunc(year / 1000)},${padNumber(year % 1000, 3)}`, 0]
  const width = name.length + (eraless(parts.year) < 0 ? 1 : 0)
  return [name.length === 4 ? year : year % 10 ** name.length, width]
}
