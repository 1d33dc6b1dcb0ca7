// What a date/time text was found to say, part by part, and the checks on it. Filled by decode-date-time.ts, read by parse-date-time.ts.

import { civilFromDays, daysFromCivil, daysInMonth } from './civil-date.ts'
import { microsPerHour, microsPerMinute, microsPerSecond } from './date-time.ts'
import { roundHalfEven } from './interval.ts'
import type { TimeZone } from './time-zone.ts'

export type DateTroubleKind = 'syntax' | 'range' | 'date range' | 'interval range' | 'zone range' | 'unknown zone'

/** Why a text is no date; `field` names an unknown zone. */
export class DateTrouble extends Error {
  readonly kind: DateTroubleKind
  readonly field: string
  constructor(kind: DateTroubleKind, field = '') {
    super(kind)
    this.kind = kind
    this.field = field
  }
}

/** Parts of a date/time, one bit each: a part may come only once. */
export const parts = { year: 1, month: 2, day: 4, dayOfYear: 8, hour: 16, minute: 32, second: 64, zone: 128, daylight: 256, weekday: 512, era: 1024, halfDay: 2048, reserved: 4096 } as const // prettier-ignore
export const dateParts = parts.year | parts.month | parts.day
export const timeParts = parts.hour | parts.minute | parts.second

export type ReservedTime = 'epoch' | 'infinity' | '-infinity'

/** What a text was found to say. Times of day are µs. */
export class DateTimeParts {
  found = 0
  year = 0
  month = 0
  day = 0
  dayOfYear = 0
  hour = 0
  minute = 0
  second = 0
  micros = 0
  /** Seconds east of Greenwich, when a zone was given as an offset or abbreviation. */
  offset: number | null = null
  zone: TimeZone | null = null
  /** `zone` was given by an abbreviation whose offset changed over time. */
  isAbbreviated = false
  reserved: ReservedTime | null = null
  hasTextMonth = false
  isTwoDigitYear = false
  isJulian = false
  isBc = false
  halfDay: 'am' | 'pm' | null = null

  timeMicros(): number {
    return this.hour * microsPerHour + this.minute * microsPerMinute + this.second * microsPerSecond + this.micros
  }

  setDay(days: number): void {
    const date = civilFromDays(days)
    this.year = date.year
    this.month = date.month
    this.day = date.day
  }
}

/** A number of one field, within int4. */
export function integerOf(text: string): number {
  const value = Number(text)
  if (value > 2147483647) throw new DateTrouble('range')
  return value
}

/** µs of `.25`; the text starts with the point, which may stand alone. */
export function fractionMicros(text: string): number {
  if (!/^\.\d*$/.test(text)) throw new DateTrouble('syntax')
  return text === '.' ? 0 : roundHalfEven(Number(text) * 1e6)
}

/** Seconds east of Greenwich of `+05:30`, `-8`, `+0530`. A zone too far away is told before junk at the end is. */
export function decodeOffset(text: string): number {
  if (/^[+-]{2}\d/.test(text)) throw new DateTrouble('zone range')
  const match = /^([+-])(\d*)(?::(\d+)(?::(\d+))?)?/.exec(text)
  if (match === null) throw new DateTrouble('syntax')
  let hours = Number(match[2])
  let minutes = Number(match[3] ?? 0)
  const seconds = Number(match[4] ?? 0)
  const hasJunk = match[0].length < text.length
  if (match[3] === undefined && text.length > 3 && !hasJunk) {
    minutes = hours % 100
    hours = Math.floor(hours / 100)
  }
  if (hours > 15 || minutes > 59 || seconds > 59) throw new DateTrouble('zone range')
  if (hasJunk) throw new DateTrouble('syntax')
  const size = hours * 3600 + minutes * 60 + seconds
  return match[1] === '-' ? -size : size
}

/** Settles the year, then checks month and day; throws DateTrouble. */
export function checkDateParts(result: DateTimeParts): void {
  if ((result.found & parts.year) !== 0 && !result.isJulian) settleYear(result)
  if ((result.found & parts.dayOfYear) !== 0) result.setDay(daysFromCivil(result.year, 1, 1) + result.dayOfYear - 1)
  if ((result.found & parts.month) !== 0 && (result.month < 1 || result.month > 12)) throw new DateTrouble('date range')
  if ((result.found & parts.day) !== 0 && (result.day < 1 || result.day > 31)) throw new DateTrouble('date range')
  if ((result.found & dateParts) === dateParts && result.day > daysInMonth(result.year, result.month)) throw new DateTrouble('range')
}

function settleYear(result: DateTimeParts): void {
  if (result.isBc) {
    if (result.year <= 0) throw new DateTrouble('range')
    result.year = 1 - result.year
  } else if (result.isTwoDigitYear) {
    if (result.year < 70) result.year += 2000
    else if (result.year < 100) result.year += 1900
  } else if (result.year <= 0) throw new DateTrouble('range')
}

/** Applies am and pm. */
export function settleHour(result: DateTimeParts): void {
  if (result.halfDay === null) return
  if (result.hour > 12) throw new DateTrouble('range')
  if (result.halfDay === 'am' && result.hour === 12) result.hour = 0
  else if (result.halfDay === 'pm' && result.hour !== 12) result.hour += 12
}

export function hasDate(result: DateTimeParts): boolean {
  return (result.found & dateParts) === dateParts
}

export function hasTime(result: DateTimeParts): boolean {
  return (result.found & timeParts) === timeParts
}
