// + - * / on dates, times, timestamps and intervals, and OVERLAPS.

import { SqlError } from '../base/errors.ts'
import { addDays, addToTime, addToTimestamp, addToTimestampTz, addToTimeTz, subtractTimestamps } from '../values/date-time-arithmetic.ts'
import { dateInfinity, dateMinusInfinity, microsPerSecond, timestampOfDate } from '../values/date-time.ts'
import { timestampOf } from '../values/checked-date-time.ts'
import { addIntervals, divideInterval, multiplyInterval, negateInterval, subtractIntervals } from '../values/interval-arithmetic.ts'
import { makeInterval } from '../values/make-interval.ts'
import type { Interval, SqlValue, TimeTz } from '../values/sql-value.ts'
import { comparatorFor } from '../values/compare-values.ts'
import { sqlTypes } from '../values/sql-type.ts'
import { contextual, lenient, strict, type FunctionEntry } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'

function daysBetween(a: number, b: number): number {
  const isInfinite = (days: number): boolean => days === dateInfinity || days === dateMinusInfinity
  if (isInfinite(a) || isInfinite(b)) throw new SqlError('22008', 'cannot subtract infinite dates')
  return a - b
}

/** An infinite date keeps its infinity when a time of day is added. */
function dateWithTime(days: number, micros: number): number {
  return days === dateInfinity ? Infinity : days === dateMinusInfinity ? -Infinity : timestampOf(days, micros)
}

const dateWithTimeTz = (days: number, time: TimeTz): number => dateWithTime(days, time.micros) + time.zoneSeconds * microsPerSecond
const zoneOf = (context: EvaluationContext) => contextOf(context).timeZone

/** date and interval meet as timestamps. */
const addToDate = (days: number, interval: Interval): number => addToTimestamp(timestampOfDate(days), interval)

const sums: readonly FunctionEntry[] = [
  strict('+(date, int4) date', addDays),
  strict('+(int4, date) date', (count, days) => addDays(days, count)),
  strict('+(date, interval) timestamp', addToDate),
  strict('+(interval, date) timestamp', (interval, days) => addToDate(days, interval)),
  strict('+(date, time) timestamp', dateWithTime),
  strict('+(time, date) timestamp', (micros, days) => dateWithTime(days, micros)),
  strict('+(date, timetz) timestamptz', dateWithTimeTz),
  strict('+(timetz, date) timestamptz', (time, days) => dateWithTimeTz(days, time)),
  strict('+(timestamp, interval) timestamp', addToTimestamp),
  strict('+(interval, timestamp) timestamp', (interval, micros) => addToTimestamp(micros, interval)),
  contextual('+(timestamptz, interval) timestamptz', ([micros, interval], context) => addToTimestampTz(micros, interval, zoneOf(context))),
  contextual('+(interval, timestamptz) timestamptz', ([interval, micros], context) => addToTimestampTz(micros, interval, zoneOf(context))),
  strict('+(time, interval) time', addToTime),
  strict('+(interval, time) time', (interval, micros) => addToTime(micros, interval)),
  strict('+(timetz, interval) timetz', addToTimeTz),
  strict('+(interval, timetz) timetz', (interval, time) => addToTimeTz(time, interval)),
  strict('+(interval, interval) interval', addIntervals),
  strict('+(interval) interval', interval => interval),
]

const differences: readonly FunctionEntry[] = [
  strict('-(date, int4) date', (days, count) => addDays(days, -count)),
  strict('-(date, date) int4', daysBetween),
  strict('-(date, interval) timestamp', (days, interval) => addToDate(days, negateInterval(interval))),
  strict('-(timestamp, interval) timestamp', (micros, interval) => addToTimestamp(micros, negateInterval(interval))),
  contextual('-(timestamptz, interval) timestamptz', ([micros, interval], context) =>
    addToTimestampTz(micros, negateInterval(interval), zoneOf(context)),
  ),
  strict('-(timestamp, timestamp) interval', subtractTimestamps),
  strict('-(timestamptz, timestamptz) interval', subtractTimestamps),
  strict('-(time, interval) time', (micros, interval) => addToTime(micros, negateInterval(interval))),
  strict('-(timetz, interval) timetz', (time, interval) => addToTimeTz(time, negateInterval(interval))),
  strict('-(time, time) interval', (a, b) => makeInterval(0, 0, a - b)),
  strict('-(interval, interval) interval', subtractIntervals),
  strict('-(interval) interval', negateInterval),
]

const products: readonly FunctionEntry[] = [
  strict('*(interval, float8) interval', multiplyInterval),
  strict('*(float8, interval) interval', (factor, interval) => multiplyInterval(interval, factor)),
  strict('/(interval, float8) interval', divideInterval),
]

const overlapTypes = ['time', 'timetz', 'timestamp', 'timestamptz'] as const
type OverlapType = (typeof overlapTypes)[number]

/** SQL's OVERLAPS of two periods with optional NULL ends: half-open, ends in any order. */
function overlap(type: OverlapType, [s1, e1, s2, e2]: readonly SqlValue[]): boolean | null {
  const compare = comparatorFor(sqlTypes[type])
  const ordered = (start: SqlValue, end: SqlValue): [SqlValue, SqlValue] =>
    start === null ? [end, null] : end === null || compare(start, end) <= 0 ? [start, end] : [end, start]
  const [from1, to1] = ordered(s1, e1)
  const [from2, to2] = ordered(s2, e2)
  if (from1 === null || from2 === null) return null
  const order = compare(from1, from2)
  if (order === 0) return true
  // The one that starts first must reach beyond the other's start.
  const [firstEnd, laterStart, laterEnd] = order < 0 ? [to1, from2, to2] : [to2, from1, to1]
  if (firstEnd === null) return null
  if (compare(firstEnd, laterStart) > 0) return true
  return laterEnd === null ? null : false
}

/** An end given as a length becomes a time. */
function endOf(type: OverlapType, start: SqlValue, length: SqlValue, context: EvaluationContext): SqlValue {
  if (start === null || length === null) return null
  const interval = length as Interval
  if (type === 'timetz') return addToTimeTz(start as TimeTz, interval)
  const micros = Number(start)
  return type === 'time'
    ? addToTime(micros, interval)
    : type === 'timestamp'
      ? addToTimestamp(micros, interval)
      : addToTimestampTz(micros, interval, zoneOf(context))
}

const overlapEntries = overlapTypes.flatMap(type => [
  lenient(`overlaps(${type}, ${type}, ${type}, ${type}) bool`, args => overlap(type, args)),
  ...(type === 'timetz'
    ? []
    : ([[true, true], [true, false], [false, true]] as const).map(([first, second]) =>
        lenient(
          `overlaps(${type}, ${(first ? 'interval' : type) as 'text'}, ${type}, ${(second ? 'interval' : type) as 'text'}) bool`,
          ([s1, e1, s2, e2], context) =>
            overlap(type, [s1, first ? endOf(type, s1, e1, context) : e1, s2, second ? endOf(type, s2, e2, context) : e2]),
          'stable',
        ),
      )),
]) // prettier-ignore

export const dateTimeOperators: readonly FunctionEntry[] = [...sums, ...differences, ...products, ...overlapEntries]
