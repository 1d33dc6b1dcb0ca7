// Writes an interval in each IntervalStyle. Called by text-io.ts.

import type { Interval } from './sql-value.ts'
import type { IntervalStyle } from './value-context.ts'

/** Fields as they are shown: each with its own sign. */
interface IntervalFields {
  readonly years: number
  readonly months: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly micros: number
}

function fieldsOf(value: Interval): IntervalFields {
  const seconds = Math.trunc(value.micros / 1_000_000)
  const minutes = Math.trunc(seconds / 60)
  const hours = Math.trunc(minutes / 60)
  return {
    years: Math.trunc(value.months / 12),
    months: value.months % 12,
    days: value.days,
    hours,
    minutes: minutes % 60,
    seconds: seconds % 60,
    micros: value.micros - seconds * 1_000_000,
  }
}

function padTwo(value: number): string {
  const size = Math.abs(value)
  return size < 10 ? `0${size}` : String(size)
}

function fraction(micros: number): string {
  return micros === 0 ? '' : `.${String(Math.abs(micros)).padStart(6, '0').replace(/0+$/, '')}`
}

/** `01:02:03.5` without sign. */
function clock(f: IntervalFields): string {
  return `${padTwo(f.hours)}:${padTwo(f.minutes)}:${padTwo(f.seconds)}${fraction(f.micros)}`
}

function hasTime(f: IntervalFields): boolean {
  return f.hours !== 0 || f.minutes !== 0 || f.seconds !== 0 || f.micros !== 0
}

function isTimeNegative(f: IntervalFields): boolean {
  return f.hours < 0 || f.minutes < 0 || f.seconds < 0 || f.micros < 0
}

export function printInterval(value: Interval, style: IntervalStyle = 'postgres'): string {
  const fields = fieldsOf(value)
  switch (style) {
    case 'postgres':
      return printPostgres(fields)
    case 'postgres_verbose':
      return printVerbose(fields)
    case 'sql_standard':
      return printSqlStandard(value, fields)
    case 'iso_8601':
      return printIso(fields)
  }
}

/** A field after a negative one shows its plus, so that signs cannot be misread. */
function printPostgres(f: IntervalFields): string {
  const words: string[] = []
  let wasNegative = false
  for (const [count, unit] of [
    [f.years, 'year'],
    [f.months, 'mon'],
    [f.days, 'day'],
  ] as const) {
    // prettier-ignore
    if (count === 0) continue
    words.push(`${wasNegative && count > 0 ? '+' : ''}${count} ${unit}${count === 1 ? '' : 's'}`)
    wasNegative = count < 0
  }
  if (words.length === 0 || hasTime(f)) words.push(`${isTimeNegative(f) ? '-' : wasNegative ? '+' : ''}${clock(f)}`)
  return words.join(' ')
}

/** `@ 1 day 2 hours ago`: the first field's sign is said by "ago". */
function printVerbose(f: IntervalFields): string {
  let text = '@'
  let isAgo: boolean | null = null
  const add = (count: number, unit: string): void => {
    if (count === 0) return
    isAgo ??= count < 0
    const shown = isAgo ? -count : count
    text += ` ${shown} ${unit}${shown === 1 ? '' : 's'}`
  }
  add(f.years, 'year')
  add(f.months, 'mon')
  add(f.days, 'day')
  add(f.hours, 'hour')
  add(f.minutes, 'min')
  if (f.seconds !== 0 || f.micros !== 0) {
    const isNegative = f.seconds < 0 || f.micros < 0
    isAgo ??= isNegative
    const sign = isNegative !== isAgo ? '-' : ''
    const isOne = Math.abs(f.seconds) === 1 && f.micros === 0
    text += ` ${sign}${Math.abs(f.seconds)}${fraction(f.micros)} sec${isOne ? '' : 's'}`
  }
  if (text === '@') text += ' 0'
  return isAgo === true ? `${text} ago` : text
}

/** One sign before all, or one before each part when they differ. */
function printSqlStandard(value: Interval, f: IntervalFields): string {
  const signs = [value.months, value.days, value.micros]
  const hasNegative = signs.some(part => part < 0)
  const hasPositive = signs.some(part => part > 0)
  const hasYearMonth = value.months !== 0
  const hasDay = value.days !== 0
  const yearMonth = `${Math.abs(f.years)}-${Math.abs(f.months)}`
  const time = `${Math.abs(f.hours)}:${padTwo(f.minutes)}:${padTwo(f.seconds)}${fraction(f.micros)}`
  if (!hasNegative && !hasPositive) return '0'
  if ((hasNegative && hasPositive) || (hasYearMonth && (hasDay || hasTime(f)))) {
    const sign = (isNegative: boolean): string => (isNegative ? '-' : '+')
    return `${sign(value.months < 0)}${yearMonth} ${sign(value.days < 0)}${Math.abs(f.days)} ${sign(isTimeNegative(f))}${time}`
  }
  const sign = hasNegative ? '-' : ''
  if (hasYearMonth) return sign + yearMonth
  return hasDay ? `${sign}${Math.abs(f.days)} ${time}` : sign + time
}

function printIso(f: IntervalFields): string {
  const date = `${f.years === 0 ? '' : `${f.years}Y`}${f.months === 0 ? '' : `${f.months}M`}${f.days === 0 ? '' : `${f.days}D`}`
  let time = `${f.hours === 0 ? '' : `${f.hours}H`}${f.minutes === 0 ? '' : `${f.minutes}M`}`
  if (f.seconds !== 0 || f.micros !== 0) {
    time += `${f.seconds < 0 || f.micros < 0 ? '-' : ''}${Math.abs(f.seconds)}${fraction(f.micros)}S`
  }
  if (date === '' && time === '') return 'PT0S'
  return `P${date}${time === '' ? '' : `T${time}`}`
}
