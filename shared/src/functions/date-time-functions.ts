// Parts of times, truncation, construction and time zones.

import { SqlError } from '../base/errors.ts'
import { daysFromCivil, daysInMonth } from '../values/civil-date.ts'
import { addToTimestampTz, ageOf } from '../values/date-time-arithmetic.ts'
import {
  dateInfinity,
  dateMinusInfinity,
  dateOfTimestamp,
  microsPerDay,
  microsPerHour,
  microsPerMinute,
  microsPerSecond,
  timestampOfDate,
  timestampToTz,
  tzToTimestamp,
} from '../values/date-time.ts'
import { checkDate, timestampOf } from '../values/checked-date-time.ts' // prettier-ignore
import { datePart, extractField } from '../values/extract-field.ts'
import { justifyDays, justifyHours, justifyInterval, negateInterval } from '../values/interval-arithmetic.ts'
import { makeInterval } from '../values/make-interval.ts'
import { sqlTypes } from '../values/sql-type.ts'
import type { Interval, TimeTz } from '../values/sql-value.ts'
import { findTimeZone } from '../values/find-time-zone.ts'
import { type TimeZone } from '../values/time-zone.ts'
import { fixedZone } from '../values/find-time-zone.ts'
import { binTimestamp, truncateInterval, truncateTimestamp, truncateTimestampTz } from '../values/truncate-date-time.ts'
import { contextual, strict, type FunctionEntry } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'
import { invalidParameter } from './value-errors.ts'

const zoneOf = (context: EvaluationContext): TimeZone => contextOf(context).timeZone
const localNow = (context: EvaluationContext): number => tzToTimestamp(context.nowMicros, zoneOf(context))

function zoneNamed(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === null) throw invalidParameter(`time zone "${name}" not recognized`)
  return zone
}

/** make_timestamptz reads `+2` as two hours east, unlike AT TIME ZONE, which reads it as POSIX does. */
function zoneOfArgument(text: string): TimeZone {
  const numeric = /^\s*([+-])(\d{1,2})(?::?(\d{1,2})?)?(?::?(\d{1,2})?)?\s*$/.exec(text)
  if (numeric !== null) {
    const [, sign, hours, minutes = '0', seconds = '0'] = numeric
    if (Number(hours) > 15 || Number(minutes) > 59 || Number(seconds) > 59)
      throw invalidParameter(`numeric time zone "${text}" out of range`)
    return fixedZone((sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)))
  }
  if (/^\s*\d/.test(text)) {
    throw invalidParameter(
      `invalid input syntax for type numeric time zone: "${text}"`,
      'Numeric time zones must have "-" or "+" as first character.',
    )
  }
  return zoneNamed(text)
}

function zoneOfInterval(offset: Interval): TimeZone {
  if (offset.months !== 0 || offset.days !== 0) throw invalidParameter('interval time zone must not include months or days')
  return fixedZone(Math.trunc(offset.micros / microsPerSecond))
}

const partTypes = ['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'] as const

const parts: readonly FunctionEntry[] = partTypes.flatMap(type => [
  contextual(`date_part(text, ${type}) float8`, ([field, value], context) => datePart(field, value, sqlTypes[type], contextOf(context))),
  contextual(`extract(text, ${type}) numeric`, ([field, value], context) => extractField(field, value, sqlTypes[type], contextOf(context))),
])

const truncations: readonly FunctionEntry[] = [
  strict('date_trunc(text, timestamp) timestamp', truncateTimestamp),
  contextual('date_trunc(text, timestamptz) timestamptz', ([field, value], context) => truncateTimestampTz(field, value, zoneOf(context))),
  strict('date_trunc(text, timestamptz, text) timestamptz', (field, value, zone) => truncateTimestampTz(field, value, zoneNamed(zone))),
  strict('date_trunc(text, interval) interval', truncateInterval),
  strict('date_bin(interval, timestamp, timestamp) timestamp', binTimestamp),
  strict('date_bin(interval, timestamptz, timestamptz) timestamptz', binTimestamp),
]

/** Midnight of today, local: what age(x) counts from. */
const today = (context: EvaluationContext): number => timestampOfDate(dateOfTimestamp(localNow(context)))

const ages: readonly FunctionEntry[] = [
  strict('age(timestamp, timestamp) interval', ageOf),
  contextual('age(timestamptz, timestamptz) interval', ([a, b], context) =>
    ageOf(tzToTimestamp(a, zoneOf(context)), tzToTimestamp(b, zoneOf(context))),
  ),
  contextual('age(timestamp) interval', ([value], context) => ageOf(today(context), value)),
  contextual('age(timestamptz) interval', ([value], context) => ageOf(today(context), tzToTimestamp(value, zoneOf(context)))),
]

/** A negative year is BC. */
function makeDate(year: number, month: number, day: number): number {
  const astronomical = year < 0 ? year + 1 : year
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(astronomical, month)) {
    throw new SqlError('22008', `date field value out of range: ${year}-${pad(month)}-${pad(day)}`)
  }
  return checkDate(daysFromCivil(astronomical, month, day))
}

const pad = (value: number): string => String(value).padStart(2, '0')

function makeTime(hour: number, minute: number, second: number): number {
  const isInRange = hour >= 0 && minute >= 0 && minute < 60 && second >= 0 && second <= 60
  const micros = hour * microsPerHour + minute * microsPerMinute + Math.round(second * microsPerSecond)
  if (!isInRange || Number.isNaN(second) || micros > microsPerDay) {
    throw new SqlError('22008', `time field value out of range: ${hour}:${pad(minute)}:${second < 10 ? '0' : ''}${second}`)
  }
  return micros
}

function makeTimestamp(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  return timestampOf(makeDate(year, month, day), makeTime(hour, minute, second))
}

/** make_interval: six optional whole numbers and seconds. */
function intervalOf(parts: readonly number[]): Interval {
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
  const allMonths = years * 12 + months
  const allDays = weeks * 7 + days
  const micros = hours * microsPerHour + minutes * microsPerMinute + Math.round(seconds * microsPerSecond)
  if (Math.abs(allMonths) > 2147483647 || Math.abs(allDays) > 2147483647 || !Number.isSafeInteger(micros)) {
    throw new SqlError('22008', 'interval out of range')
  }
  return makeInterval(allMonths, allDays, micros)
}

const intervalParameters = ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'] as const

const makers: readonly FunctionEntry[] = [
  strict('make_date(int4, int4, int4) date', makeDate),
  strict('make_time(int4, int4, float8) time', makeTime),
  strict('make_timestamp(int4, int4, int4, int4, int4, float8) timestamp', makeTimestamp),
  contextual('make_timestamptz(int4, int4, int4, int4, int4, float8) timestamptz', (args, context) =>
    timestampToTz(makeTimestamp(...args), zoneOf(context)),
  ),
  strict('make_timestamptz(int4, int4, int4, int4, int4, float8, text) timestamptz', (year, month, day, hour, minute, second, zone) =>
    timestampToTz(makeTimestamp(year, month, day, hour, minute, second), zoneOfArgument(zone)),
  ),
  ...intervalParameters.map((_, i) => {
    const list = intervalParameters.slice(0, i + 1).map(name => (name === 'secs' ? 'float8' : 'int4'))
    return strict(`make_interval(${list.join(', ') as 'int4'}) interval`, (...args: number[]) => intervalOf(args))
  }),
  strict('make_interval() interval', () => intervalOf([])),
]

const zones: readonly FunctionEntry[] = [
  strict('timezone(text, timestamp) timestamptz', (zone, local) => timestampToTz(local, zoneNamed(zone))),
  strict('timezone(text, timestamptz) timestamp', (zone, instant) => tzToTimestamp(instant, zoneNamed(zone))),
  contextual('timezone(text, timetz) timetz', ([zone, time], context) =>
    moveTimeTz(time, zoneNamed(zone).offsetSecondsAt(context.nowMicros)),
  ),
  strict('timezone(interval, timestamp) timestamptz', (offset, local) => timestampToTz(local, zoneOfInterval(offset))),
  strict('timezone(interval, timestamptz) timestamp', (offset, instant) => tzToTimestamp(instant, zoneOfInterval(offset))),
  strict('timezone(interval, timetz) timetz', (offset, time) => moveTimeTz(time, zoneOfInterval(offset).offsetSecondsAt(0))),
  contextual('timezone(timestamp) timestamptz', ([local], context) => timestampToTz(local, zoneOf(context))),
  contextual('timezone(timestamptz) timestamp', ([instant], context) => tzToTimestamp(instant, zoneOf(context))),
  contextual('timezone(timetz) timetz', ([time], context) => moveTimeTz(time, zoneOf(context).offsetSecondsAt(context.nowMicros))),
]

/** The same time of day, seen `offsetSeconds` east of Greenwich. */
function moveTimeTz(time: TimeTz, offsetSeconds: number): TimeTz {
  const shifted = time.micros + (time.zoneSeconds + offsetSeconds) * microsPerSecond
  return { kind: 'timetz', micros: ((shifted % microsPerDay) + microsPerDay) % microsPerDay, zoneSeconds: -offsetSeconds }
}

const shifts: readonly FunctionEntry[] = [
  contextual('date_add(timestamptz, interval) timestamptz', ([value, step], context) => addToTimestampTz(value, step, zoneOf(context))),
  strict('date_add(timestamptz, interval, text) timestamptz', (value, step, zone) => addToTimestampTz(value, step, zoneNamed(zone))),
  contextual('date_subtract(timestamptz, interval) timestamptz', ([value, step], context) =>
    addToTimestampTz(value, negateInterval(step), zoneOf(context)),
  ),
  strict('date_subtract(timestamptz, interval, text) timestamptz', (value, step, zone) =>
    addToTimestampTz(value, negateInterval(step), zoneNamed(zone)),
  ),
]

export const dateTimeFunctions: readonly FunctionEntry[] = [
  ...parts,
  ...truncations,
  ...ages,
  ...makers,
  ...zones,
  ...shifts,
  strict('isfinite(date) bool', days => days !== dateInfinity && days !== dateMinusInfinity),
  strict('isfinite(timestamp) bool', Number.isFinite),
  strict('isfinite(timestamptz) bool', Number.isFinite),
  strict('isfinite(interval) bool', () => true),
  strict('justify_days(interval) interval', justifyDays),
  strict('justify_hours(interval) interval', justifyHours),
  strict('justify_interval(interval) interval', justifyInterval),
]
