// Time zones given as a POSIX specification: `EST5EDT,M3.2.0,M11.1.0`, `<+02>-2`, `+3`. Offsets count west of Greenwich there.

import { civilFromDays, dayOfWeek, daysFromCivil, daysInMonth, isLeapYear } from './civil-date.ts'

/** When daylight saving starts or ends in a year: seconds of local time since the first of January, 00:00. */
type ZoneRule = (year: number) => number

export interface PosixZone {
  readonly standardName: string
  /** Seconds east of Greenwich. */
  readonly standardOffset: number
  readonly daylight: { readonly name: string; readonly offset: number; readonly start: ZoneRule; readonly end: ZoneRule } | null
}

/** A name may hold anything but digits, signs and commas; in brackets, anything. */
const specification =
  /^(?:<([^>]*)>|([^\d,+<-]*))([+-]?\d+(?::\d+(?::\d+)?)?)(?:(?:<([^>]+)>|([^\d,+<-]+))([+-]?\d+(?::\d+(?::\d+)?)?)?(?:,([^,]+),([^,]+))?)?$/

function parseSeconds(text: string): number | null {
  const [hours, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number)
  if (hours > 167 || minutes > 59 || seconds > 60) return null
  const size = hours * 3600 + minutes * 60 + seconds
  return text.startsWith('-') ? -size : size
}

const ruleText = /^(?:M(\d{1,2})\.(\d)\.(\d)|J(\d{1,3})|(\d{1,3}))(?:\/([+-]?\d+(?::\d+(?::\d+)?)?))?$/

function parseRule(text: string): ZoneRule | null {
  const match = ruleText.exec(text)
  if (match === null) return null
  const [, month, week, weekday, julian, zeroBased, timeText] = match
  const time = timeText === undefined ? 7200 : parseSeconds(timeText)
  if (time === null) return null
  if (month !== undefined) {
    if (Number(month) < 1 || Number(month) > 12 || Number(week) < 1 || Number(week) > 5 || Number(weekday) > 6) return null
    return year => dayOfNthWeekday(year, Number(month), Number(week), Number(weekday)) * 86_400 + time
  }
  if (julian !== undefined) {
    const day = Number(julian)
    if (day < 1 || day > 365) return null
    // Day 60 is always the first of March.
    return year => (day - 1 + (isLeapYear(year) && day >= 60 ? 1 : 0)) * 86_400 + time
  }
  const day = Number(zeroBased)
  return day > 365 ? null : () => day * 86_400 + time
}

/** Days since the first of January of the n-th such weekday of a month; 5 means the last. */
function dayOfNthWeekday(year: number, month: number, week: number, weekday: number): number {
  const first = daysFromCivil(year, month, 1)
  let day = (weekday - dayOfWeek(first) + 7) % 7
  day += (week - 1) * 7
  while (day >= daysInMonth(year, month)) day -= 7
  return first + day - daysFromCivil(year, 1, 1)
}

/** The rules of the United States: what a daylight name without rules means. */
const defaultRules = ['M3.2.0', 'M11.1.0'] as const

/** null when `text` is no POSIX specification. */
export function parsePosixZone(text: string): PosixZone | null {
  const match = specification.exec(text)
  if (match === null) return null
  const standardOffset = parseSeconds(match[3])
  if (standardOffset === null) return null
  const standard = { standardName: match[1] ?? match[2], standardOffset: -standardOffset }
  const daylightName = match[4] ?? match[5]
  if (daylightName === undefined) return { ...standard, daylight: null }
  const daylightOffset = match[6] === undefined ? standardOffset - 3600 : parseSeconds(match[6])
  const start = parseRule(match[7] ?? defaultRules[0])
  const end = parseRule(match[8] ?? defaultRules[1])
  if (daylightOffset === null || start === null || end === null) return null
  return { ...standard, daylight: { name: daylightName, offset: -daylightOffset, start, end } }
}

/** Is daylight saving on at a UTC time in seconds since 1970? */
export function isDaylightAt(zone: PosixZone, utcSeconds: number): boolean {
  if (zone.daylight === null) return false
  const { year } = civilFromDays(Math.floor((utcSeconds + zone.standardOffset) / 86_400))
  const yearStart = daysFromCivil(year, 1, 1) * 86_400
  // Rules are in the local time that ends with them: standard before the start, daylight before the end.
  const start = yearStart + zone.daylight.start(year) - zone.standardOffset
  const end = yearStart + zone.daylight.end(year) - zone.daylight.offset
  return start < end ? utcSeconds >= start && utcSeconds < end : utcSeconds >= start || utcSeconds < end
}
