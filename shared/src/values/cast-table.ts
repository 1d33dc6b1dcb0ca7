// The casts between scalar types, as pg_cast lists them, with their bodies. Called by cast-value.ts.

import { SqlError } from '../base/errors.ts'
import type { CastContext } from './cast-context.ts'
import {
  dateOfTimestamp,
  microsPerDay,
  microsPerSecond,
  timeOfTimestamp,
  timestampOfDate,
  timestampToTz,
  tzToTimestamp,
} from './date-time.ts'
import {
  decimalFromFloat4,
  decimalFromFloat8,
  decimalToFloat4,
  decimalToFloat8,
  decimalToInt2,
  decimalToInt4,
  decimalToInt8,
} from './decimal-convert.ts'
import { decimalFromInteger } from './decimal.ts'
import { intervalToTime, roundHalfEven } from './interval.ts'
import { lateStructures } from './late-structures.ts'
import { lateTimes } from './late-times.ts'
import type { Decimal, Interval, SqlValue, TimeTz } from './sql-value.ts'
import { truncateName } from './text-io.ts'
import { localToUtc } from './time-zone.ts'
import type { ValueContext } from './value-context.ts'

export type CastFunction = (value: SqlValue, context: ValueContext) => SqlValue

export interface TableCast {
  readonly context: CastContext
  readonly method: 'none' | 'function'
  readonly apply: CastFunction
}

const table = new Map<string, TableCast>()

function add(context: CastContext, from: string, to: string, apply: CastFunction): void {
  for (const source of from.split(' ')) table.set(`${source}>${to}`, { context, method: apply === same ? 'none' : 'function', apply })
}

const same: CastFunction = value => value

export function findTableCast(from: string, to: string): TableCast | null {
  return table.get(`${from}>${to}`) ?? null
}

// Numbers. Runtime forms are known from the source type, hence the narrowing casts of this file.

function checkedInteger(value: number | bigint, min: number, max: number, typeName: string): number {
  if (value > max || value < min) throw new SqlError('22003', `${typeName} out of range`)
  return Number(value)
}

function toInt2(value: number | bigint): number {
  return checkedInteger(value, -32768, 32767, 'smallint')
}

function toInt4(value: number | bigint): number {
  return checkedInteger(value, -2147483648, 2147483647, 'integer')
}

/** Floats are rounded half to even; NaN and the infinities are out of range. */
function floatToInteger(value: number, typeName: string): number {
  if (!Number.isFinite(value)) throw new SqlError('22003', `${typeName} out of range`)
  return roundHalfEven(value) + 0
}

function floatToInt8(value: number): number | bigint {
  const integer = floatToInteger(value, 'bigint')
  if (integer >= 2 ** 63 || integer < -(2 ** 63)) throw new SqlError('22003', 'bigint out of range')
  return Number.isSafeInteger(integer) ? integer : BigInt(integer)
}

function toFloat4(value: number): number {
  const near = Math.fround(value)
  if (!Number.isFinite(near) && Number.isFinite(value)) throw new SqlError('22003', 'value out of range: overflow')
  if (near === 0 && value !== 0) throw new SqlError('22003', 'value out of range: underflow')
  return near
}

/** int8 to a float: a bigint is rounded once, straight to the target. */
function integerToFloat4(value: number | bigint): number {
  const wide = Number(value)
  const near = Math.fround(wide)
  if (near === wide || typeof value === 'number') return near
  // The double may sit on the middle between two float4 while the integer does not.
  const other = 2 * wide - near
  if (Math.fround(other) !== other) return near
  const distance = (candidate: number): bigint => {
    const gap = value - BigInt(candidate)
    return gap < 0n ? -gap : gap
  }
  return distance(other) < distance(near) ? other : near
}

type Int = number | bigint

add('implicit', 'int2', 'int4', same)
add('implicit', 'int2 int4', 'int8', same)
add('assignment', 'int4 int8', 'int2', v => toInt2(v as Int))
add('assignment', 'int8', 'int4', v => toInt4(v as Int))
add('implicit', 'int2 int4 int8', 'float8', v => Number(v))
add('implicit', 'int2 int4 int8', 'float4', v => integerToFloat4(v as Int))
add('implicit', 'int2 int4 int8', 'numeric', v => decimalFromInteger(v as Int))
add('implicit', 'float4', 'float8', same)
add('assignment', 'float8', 'float4', v => toFloat4(v as number))
add('assignment', 'float4 float8', 'int2', v => toInt2(floatToInteger(v as number, 'smallint')))
add('assignment', 'float4 float8', 'int4', v => toInt4(floatToInteger(v as number, 'integer')))
add('assignment', 'float4 float8', 'int8', v => floatToInt8(v as number))
add('assignment', 'float8', 'numeric', v => decimalFromFloat8(v as number))
add('assignment', 'float4', 'numeric', v => decimalFromFloat4(v as number))
add('implicit', 'numeric', 'float8', v => decimalToFloat8(v as Decimal))
add('implicit', 'numeric', 'float4', v => decimalToFloat4(v as Decimal))
add('assignment', 'numeric', 'int2', v => decimalToInt2(v as Decimal))
add('assignment', 'numeric', 'int4', v => decimalToInt4(v as Decimal))
add('assignment', 'numeric', 'int8', v => decimalToInt8(v as Decimal))

// bool

add('explicit', 'int4', 'bool', v => v !== 0)
add('explicit', 'bool', 'int4', v => Number(v))
for (const text of ['text', 'varchar', 'bpchar']) add('assignment', 'bool', text, v => (v === true || v === 1 ? 'true' : 'false'))

// oid and its aliases

function toOid(value: Int): number {
  if (value < 0 || value > 4294967295) throw new SqlError('22003', 'OID out of range')
  return Number(value)
}

for (const alias of ['oid', 'regclass', 'regtype']) {
  add('implicit', 'int2 int4', alias, v => Number(v) >>> 0)
  add('implicit', 'int8', alias, v => toOid(v as Int))
  add('assignment', alias, 'int4', v => Number(v) | 0)
  add('assignment', alias, 'int8', same)
}
add('implicit', 'regclass regtype', 'oid', same)
add('implicit', 'oid', 'regclass', same)
add('implicit', 'oid', 'regtype', same)

// Strings

/** bpchar's padding is not part of its text. */
export function withoutPadding(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 32) end--
  return end === text.length ? text : text.slice(0, end)
}

add('implicit', 'text', 'varchar', same)
add('implicit', 'text', 'bpchar', same)
add('implicit', 'varchar', 'text', same)
add('implicit', 'varchar', 'bpchar', same)
add('implicit', 'bpchar', 'text', v => withoutPadding(v as string))
add('implicit', 'bpchar', 'varchar', v => withoutPadding(v as string))
add('implicit', 'name', 'text', same)
add('assignment', 'name', 'varchar', same)
add('assignment', 'name', 'bpchar', same)
add('implicit', 'text varchar', 'name', v => truncateName(v as string))
add('implicit', 'bpchar', 'name', v => truncateName(withoutPadding(v as string)))

// Date and time

function localOf(value: SqlValue, context: ValueContext): number {
  return tzToTimestamp(value as number, context.timeZone)
}

/** Infinity has no time of day: NULL. */
function timeOfLocal(local: number): number | null {
  return Number.isFinite(local) ? timeOfTimestamp(local) : null
}

function timeTzOf(value: number, context: ValueContext): TimeTz | null {
  if (!Number.isFinite(value)) return null
  const offset = context.timeZone.offsetSecondsAt(value)
  return { kind: 'timetz', micros: timeOfTimestamp(value + offset * microsPerSecond), zoneSeconds: -offset + 0 }
}

/** A time of today in the session's zone. */
function timeToTimeTz(micros: number, context: ValueContext): TimeTz {
  const now = context.nowMicros
  const local = now + context.timeZone.offsetSecondsAt(now) * microsPerSecond
  const moment = Math.floor(local / microsPerDay) * microsPerDay + micros
  return { kind: 'timetz', micros, zoneSeconds: (localToUtc(moment, context.timeZone) - moment) / microsPerSecond + 0 }
}

add('implicit', 'date', 'timestamp', v => timestampOfDate(v as number))
add('implicit', 'date', 'timestamptz', (v, c) => timestampToTz(timestampOfDate(v as number), c.timeZone))
add('assignment', 'timestamp', 'date', v => dateOfTimestamp(v as number))
add('assignment', 'timestamp', 'time', v => timeOfLocal(v as number))
add('implicit', 'timestamp', 'timestamptz', (v, c) => timestampToTz(v as number, c.timeZone))
add('assignment', 'timestamptz', 'timestamp', localOf)
add('assignment', 'timestamptz', 'date', (v, c) => dateOfTimestamp(localOf(v, c)))
add('assignment', 'timestamptz', 'time', (v, c) => timeOfLocal(localOf(v, c)))
add('assignment', 'timestamptz', 'timetz', (v, c) => timeTzOf(v as number, c))
add('implicit', 'time', 'interval', v => lateTimes.get().makeInterval(0, 0, v as number))
add('implicit', 'time', 'timetz', (v, c) => timeToTimeTz(v as number, c))
add('assignment', 'timetz', 'time', v => (v as TimeTz).micros)
add('assignment', 'interval', 'time', v => intervalToTime(v as Interval))

// json

add('assignment', 'json', 'jsonb', v => lateStructures.get().canonicalJsonb(v as string))
add('assignment', 'jsonb', 'json', same)
for (const target of ['bool', 'numeric', 'int2', 'int4', 'int8', 'float4', 'float8'] as const)
  add('explicit', 'jsonb', target, v => lateStructures.get().castJsonb(v as string, target))

// A name of a relation

add('implicit', 'text varchar', 'regclass', (v, c) => relationOid(v as string, c))

function relationOid(name: string, context: ValueContext): number {
  const oid = context.catalog?.relationOid(name) ?? null
  if (oid === null) throw new SqlError('42P01', `relation "${name}" does not exist`)
  return oid
}
