// Interval: add, scale, justify, and its modifiers. Called by operators, casts and date/time arithmetic; part of rare times.

import { SqlError } from '../base/errors.ts'
import { intervalFieldsName } from './interval-fields.ts'
import { roundHalfEven } from './interval.ts'
import { intervalOutOfRange, makeInterval } from './make-interval.ts'
import type { Interval } from './sql-value.ts'

const microsPerDay = 86_400_000_000
const daysPerMonth = 30
const secondsPerDay = 86_400
const maxInt32 = 2147483647

export function addIntervals(a: Interval, b: Interval): Interval {
  return makeInterval(a.months + b.months, a.days + b.days, a.micros + b.micros)
}

export function subtractIntervals(a: Interval, b: Interval): Interval {
  return makeInterval(a.months - b.months, a.days - b.days, a.micros - b.micros)
}

export function negateInterval(a: Interval): Interval {
  return makeInterval(-a.months, -a.days, -a.micros)
}

/** Rounds seconds to µs, so that floating point noise does not show. */
function cleanSeconds(value: number): number {
  return roundHalfEven(value * 1e6) / 1e6
}

/** Scales each field and cascades fractions of months into days, of days into time. */
function scaleInterval(value: Interval, scale: (field: number) => number): Interval {
  const exactMonths = scale(value.months)
  const exactDays = scale(value.days)
  if (!(Math.abs(exactMonths) < maxInt32 + 1 && Math.abs(exactDays) < maxInt32 + 1)) throw intervalOutOfRange()
  const months = Math.trunc(exactMonths)
  let days = Math.trunc(exactDays)
  const monthRest = cleanSeconds((exactMonths - months) * daysPerMonth)
  let seconds = cleanSeconds((exactDays - days + monthRest - Math.trunc(monthRest)) * secondsPerDay)
  if (Math.abs(seconds) >= secondsPerDay) {
    const carried = Math.trunc(seconds / secondsPerDay)
    days += carried
    seconds -= carried * secondsPerDay
  }
  return makeInterval(months, days + Math.trunc(monthRest), roundHalfEven(scale(value.micros) + seconds * 1e6))
}

export function multiplyInterval(a: Interval, factor: number): Interval {
  return scaleInterval(a, field => field * factor)
}

/** Throws 22012 for 0. */
export function divideInterval(a: Interval, divisor: number): Interval {
  if (divisor === 0) throw new SqlError('22012', 'division by zero')
  return scaleInterval(a, field => field / divisor)
}

/** Moves the smaller unit towards the sign of the larger one: 1 day -1 hour is 23 hours. */
function withSameSign(large: number, small: number, smallPerLarge: number): [number, number] {
  if (large > 0 && small < 0) return [large - 1, small + smallPerLarge]
  if (large < 0 && small > 0) return [large + 1, small - smallPerLarge]
  return [large, small]
}

/** Whole days of time become days. */
export function justifyHours(a: Interval): Interval {
  const whole = Math.trunc(a.micros / microsPerDay)
  const [days, micros] = withSameSign(a.days + whole, a.micros - whole * microsPerDay, microsPerDay)
  return makeInterval(a.months, days, micros)
}

/** Every 30 days become a month. */
export function justifyDays(a: Interval): Interval {
  const whole = Math.trunc(a.days / daysPerMonth)
  const [months, days] = withSameSign(a.months + whole, a.days - whole * daysPerMonth, daysPerMonth)
  return makeInterval(months, days, a.micros)
}

/** Both, and then one sign for all fields. */
export function justifyInterval(a: Interval): Interval {
  let { months, days, micros } = a
  // Days go first where they would overflow together with the days in the time.
  if ((days > 0 && micros > 0) || (days < 0 && micros < 0)) {
    const whole = Math.trunc(days / daysPerMonth)
    days -= whole * daysPerMonth
    months += whole
  }
  const wholeDays = Math.trunc(micros / microsPerDay)
  micros -= wholeDays * microsPerDay
  days += wholeDays
  const wholeMonths = Math.trunc(days / daysPerMonth)
  days -= wholeMonths * daysPerMonth
  months += wholeMonths
  if (months > 0 && (days < 0 || (days === 0 && micros < 0))) {
    days += daysPerMonth
    months--
  } else if (months < 0 && (days > 0 || (days === 0 && micros > 0))) {
    days -= daysPerMonth
    months++
  }
  ;[days, micros] = withSameSign(days, micros, microsPerDay)
  return makeInterval(months, days, micros)
}

/** Rounds half away from zero to `precision` digits of a second. */
function roundSeconds(micros: number, precision: number): number {
  if (precision < 0 || precision >= 6) return micros
  const unit = 10 ** (6 - precision)
  const size = Math.floor((Math.abs(micros) + unit / 2) / unit) * unit
  return micros < 0 ? -size : size
}

/** interval(p) and interval 'year to month' …: fields below the last named one are cut off. Modifier: see interval-fields.ts. */
export function coerceInterval(a: Interval, modifier: readonly number[]): Interval {
  const [precision, fields = 0] = modifier
  const cutTo = (unit: number): number => Math.trunc(a.micros / unit) * unit
  switch (intervalFieldsName(fields)) {
    case 'year':
      return makeInterval(Math.trunc(a.months / 12) * 12, 0, 0)
    case 'month':
    case 'year to month':
      return makeInterval(a.months, 0, 0)
    case 'day':
      return makeInterval(a.months, a.days, 0)
    case 'hour':
    case 'day to hour':
      return makeInterval(a.months, a.days, cutTo(3_600_000_000))
    case 'minute':
    case 'day to minute':
    case 'hour to minute':
      return makeInterval(a.months, a.days, cutTo(60_000_000))
    default:
      return makeInterval(a.months, a.days, roundSeconds(a.micros, precision))
  }
}
