// Dates and times in styles other than ISO. Comes with rare times, as the settings that ask for it.

import { type CivilDate, dayOfWeek } from './civil-date.ts'
import { printYear, twoDigits } from './print-date-time.ts'
import type { ValueContext } from './value-context.ts'

// Dates and times in styles other than ISO. Comes with rare times, as the settings that ask for it.

export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

export function printStyledDay(year: string, month: string, day: string, context: ValueContext): string {
  const [first, second] = context.dateOrder === 'DMY' ? [day, month] : [month, day]
  if (context.dateStyle === 'German') return `${day}.${month}.${year}`
  const between = context.dateStyle === 'SQL' ? '/' : '-'
  return first + between + second + between + year
}

/** `Mon May 06 10:00:00 2024`: what follows is the zone. */
export function printPostgresTime(date: CivilDate, days: number, time: string, context: ValueContext): string {
  const day = twoDigits[date.day]
  const month = monthNames[date.month - 1]
  const [first, second] = context.dateOrder === 'DMY' ? [day, month] : [month, day]
  return `${dayNames[dayOfWeek(days)]} ${first} ${second} ${time} ${printYear(date.year)}`
}

/** What stands behind a time for its zone. */
export function printAbbreviation(micros: number, { timeZone, dateStyle }: ValueContext): string {
  const abbreviation = timeZone.abbreviationAt(micros)
  // An abbreviation that is an offset stands close to the time, except in the Postgres style.
  return /^[A-Za-z]/.test(abbreviation) || dateStyle === 'Postgres' ? ` ${abbreviation}` : abbreviation
}
