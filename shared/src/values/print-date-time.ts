// Writes date, time and timestamp in the session's DateStyle. Called by text-io.ts, to_char's relatives and output.

import { type CivilDate, civilFromDays } from './civil-date.ts'
import { dateInfinity, dateMinusInfinity, microsPerDay, microsPerSecond } from './date-time.ts'
import { lateTimes } from './late-times.ts'
import type { TimeTz } from './sql-value.ts'
import { printOffset } from './time-zone.ts'
import type { ValueContext } from './value-context.ts'

export const twoDigits: readonly string[] = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))

/** `.25` without zeros at its end; empty for a whole second. */
function printFraction(micros: number): string {
  if (micros === 0) return ''
  let digits = micros
  let count = 6
  for (; digits % 10 === 0; count--) digits /= 10
  return `.${String(digits).padStart(count, '0')}`
}

/** Four digits at least; there is no year 0: 0 is 1 BC. */
export function printYear(year: number): string {
  const shown = year > 0 ? year : 1 - year
  return shown < 1000 ? String(shown).padStart(4, '0') : String(shown)
}

function printDayPart(date: CivilDate, context: ValueContext): string {
  const year = printYear(date.year)
  const month = twoDigits[date.month]
  const day = twoDigits[date.day]
  return context.dateStyle === 'ISO' ? `${year}-${month}-${day}` : lateTimes.get().printStyledDay(year, month, day, context)
}

function era(date: CivilDate): string {
  return date.year > 0 ? '' : ' BC'
}

export function printDate(days: number, context: ValueContext): string {
  if (days === dateInfinity) return 'infinity'
  if (days === dateMinusInfinity) return '-infinity'
  const date = civilFromDays(days)
  return printDayPart(date, context) + era(date)
}

/** `24:00:00` is a time too. */
export function printTime(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond)
  const minutes = Math.floor(seconds / 60)
  const clock = `${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}`
  return clock + printFraction(micros - seconds * microsPerSecond)
}

export function printTimeTz(time: TimeTz): string {
  return printTime(time.micros) + printOffset(-time.zoneSeconds)
}

/** From here on (the year 20237) a double does not hold every whole second, and seconds were rounded down when read. */
const inexactSecondsFrom = 2 ** 59

/** The time of day, with a second that had to be rounded down made whole again. */
function timeOfDay(local: number, days: number): number {
  const time = local - days * microsPerDay
  const size = Math.abs(local)
  if (size < inexactSecondsFrom) return time
  const second = Math.ceil(time / microsPerSecond) * microsPerSecond
  const step = 2 ** (Math.floor(Math.log2(size)) - 52)
  return second - time < step && second < microsPerDay ? second : time
}

/** `zone` is what follows the time: empty for timestamp. */
function printLocal(local: number, context: ValueContext, zone: string): string {
  const days = Math.floor(local / microsPerDay)
  const date = civilFromDays(days)
  const time = printTime(timeOfDay(local, days))
  if (context.dateStyle !== 'Postgres') return `${printDayPart(date, context)} ${time}${zone}${era(date)}`
  return lateTimes.get().printPostgresTime(date, days, time, context) + zone + era(date)
}

function infinityText(micros: number): string {
  return micros > 0 ? 'infinity' : '-infinity'
}

export function printTimestamp(micros: number, context: ValueContext): string {
  return Number.isFinite(micros) ? printLocal(micros, context, '') : infinityText(micros)
}

export function printTimestampTz(micros: number, context: ValueContext): string {
  if (!Number.isFinite(micros)) return infinityText(micros)
  const offset = context.timeZone.offsetSecondsAt(micros)
  const local = micros + offset * microsPerSecond
  if (context.dateStyle === 'ISO') return printLocal(local, context, printOffset(offset))
  return printLocal(local, context, lateTimes.get().printAbbreviation(micros, context))
}
