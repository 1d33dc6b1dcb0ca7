// generate_series over numbers and times: lazy, so that LIMIT stops it.

import { addDecimals } from '../values/decimal-arithmetic.ts'
import { addToTimestamp, addToTimestampTz } from '../values/date-time-arithmetic.ts'
import { compareDecimals, decimalFromInteger, signDecimal } from '../values/decimal.ts'
import { compareIntervals } from '../values/interval.ts'
import { makeInterval } from '../values/make-interval.ts'
import type { Decimal, Interval, SqlValue } from '../values/sql-value.ts'
import { findTimeZone } from '../values/find-time-zone.ts'
import type { TimeZone } from '../values/time-zone.ts'
import { type FunctionEntry } from './define-function.ts'
import { tableFunction } from './define-table-function.ts'
import { contextOf } from './evaluation-values.ts'
import { invalidParameter } from './value-errors.ts'

interface Steps<T> {
  readonly compare: (a: T, b: T) => number
  readonly next: (value: T) => T
  /** Of the step: -1, 0, 1. */
  readonly direction: number
}

/** Rows from `start` to `stop`, both included. The last step may leave the type's range: it is not taken. */
function* series<T extends SqlValue>(start: T, stop: T, { compare, next, direction }: Steps<T>): Iterable<readonly [T]> {
  if (direction === 0) throw invalidParameter('step size cannot equal zero')
  for (let value = start; compare(value, stop) * direction <= 0; value = next(value)) yield [value]
}

const compareNumbers = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0)

function integers(start: number | bigint, stop: number | bigint, step: number | bigint = 1): Iterable<readonly SqlValue[]> {
  if (typeof start === 'number' && typeof stop === 'number' && typeof step === 'number' && Math.abs(stop) + Math.abs(step) < 2 ** 53) {
    return series<number | bigint>(start, stop, {
      compare: compareNumbers,
      next: value => Number(value) + Number(step),
      direction: Math.sign(step),
    })
  }
  const next = (value: number | bigint): number | bigint => {
    const sum = BigInt(value) + BigInt(step)
    return sum >= -9007199254740991n && sum <= 9007199254740991n ? Number(sum) : sum
  }
  return series<number | bigint>(start, stop, { compare: compareNumbers, next, direction: compareNumbers(step, 0) })
}

function numerics(start: Decimal, stop: Decimal, step: Decimal = decimalFromInteger(1)): Iterable<readonly SqlValue[]> {
  for (const [name, value] of Object.entries({ start, stop, 'step size': step })) {
    if (value.special === undefined) continue
    const what = value.special === 'NaN' ? 'NaN' : 'infinity'
    throw invalidParameter(name === 'step size' ? `step size cannot be ${what}` : `${name} value cannot be ${what}`)
  }
  return series(start, stop, { compare: compareDecimals, next: value => addDecimals(value, step), direction: signDecimal(step) })
}

const noTime = makeInterval(0, 0, 0)

function timestamps(start: number, stop: number, step: Interval): Iterable<readonly SqlValue[]> {
  return series(start, stop, {
    compare: compareNumbers,
    next: value => addToTimestamp(value, step),
    direction: Math.sign(compareIntervals(step, noTime)),
  })
}

function instants(start: number, stop: number, step: Interval, zone: TimeZone): Iterable<readonly SqlValue[]> {
  return series(start, stop, {
    compare: compareNumbers,
    next: value => addToTimestampTz(value, step, zone),
    direction: Math.sign(compareIntervals(step, noTime)),
  })
}

function zoneNamed(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === null) throw invalidParameter(`time zone "${name}" not recognized`)
  return zone
}

export const seriesFunctions: readonly FunctionEntry[] = [
  ...(['int4', 'int8'] as const).flatMap(type => [
    tableFunction(`generate_series(${type}, ${type}) ${type}`, ([start, stop]) => integers(start, stop)),
    tableFunction(`generate_series(${type}, ${type}, ${type}) ${type}`, ([start, stop, step]) => integers(start, stop, step)),
  ]),
  tableFunction('generate_series(numeric, numeric) numeric', ([start, stop]) => numerics(start, stop)),
  tableFunction('generate_series(numeric, numeric, numeric) numeric', ([start, stop, step]) => numerics(start, stop, step)),
  tableFunction('generate_series(timestamp, timestamp, interval) timestamp', ([start, stop, step]) => timestamps(start, stop, step)),
  tableFunction(
    'generate_series(timestamptz, timestamptz, interval) timestamptz',
    ([start, stop, step], context) => instants(start, stop, step, contextOf(context).timeZone),
    { volatility: 'stable' },
  ),
  tableFunction('generate_series(timestamptz, timestamptz, interval, text) timestamptz', ([start, stop, step, zone]) =>
    instants(start, stop, step, zoneNamed(zone)),
  ),
]
