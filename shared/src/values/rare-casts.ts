// The bodies of casts that few applications use: from and to float4, oid and its kin, times of day, JSON. cast-table.ts has the others,
// and says of all which there are. They come with definitions.

import { assert } from '../base/assert.ts'
import { SqlError } from '../base/errors.ts'
import { type CastFunction, type Int, localOf } from './cast-table.ts'
import { microsPerDay, microsPerSecond, timeOfTimestamp } from './date-time.ts'
import { decimalFromFloat4, decimalToFloat4 } from './float4-convert.ts'
import { intervalRestMicros } from './interval.ts'
import { lateStructures } from './late-structures.ts'
import { lateTimes } from './late-times.ts'
import type { Decimal, Interval, TimeTz } from './sql-value.ts'
import { localToUtc } from './time-zone.ts'
import type { ValueContext } from './value-context.ts'

export function toFloat4(value: number): number {
  const near = Math.fround(value)
  if (!Number.isFinite(near) && Number.isFinite(value)) throw new SqlError('22003', 'value out of range: overflow')
  if (near === 0 && value !== 0) throw new SqlError('22003', 'value out of range: underflow')
  return near
}

/** int8 to a float: a bigint is rounded once, straight to the target. */
export function integerToFloat4(value: number | bigint): number {
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

export function toOid(value: Int): number {
  if (value < 0 || value > 4294967295) throw new SqlError('22003', 'OID out of range')
  return Number(value)
}

/** Infinity has no time of day: NULL. */
export function timeOfLocal(local: number): number | null {
  return Number.isFinite(local) ? timeOfTimestamp(local) : null
}

export function timeTzOf(value: number, context: ValueContext): TimeTz | null {
  if (!Number.isFinite(value)) return null
  const offset = context.timeZone.offsetSecondsAt(value)
  return { kind: 'timetz', micros: timeOfTimestamp(value + offset * microsPerSecond), zoneSeconds: -offset + 0 }
}

/** A time of today in the session's zone. */
export function timeToTimeTz(micros: number, context: ValueContext): TimeTz {
  const now = context.nowMicros
  const local = now + context.timeZone.offsetSecondsAt(now) * microsPerSecond
  const moment = Math.floor(local / microsPerDay) * microsPerDay + micros
  return { kind: 'timetz', micros, zoneSeconds: (localToUtc(moment, context.timeZone) - moment) / microsPerSecond + 0 }
}

export function relationOid(name: string, context: ValueContext): number {
  const oid = context.catalog?.relationOid(name) ?? null
  if (oid === null) throw new SqlError('42P01', `relation "${name}" does not exist`)
  return oid
}

const bodies = new Map<string, CastFunction>()

function add(from: string, to: string, apply: CastFunction): void {
  for (const source of from.split(' ')) bodies.set(`${source}>${to}`, apply)
}

function addAll(): void {
  add('int2 int4 int8', 'float4', v => integerToFloat4(v as Int))
  add('float8', 'float4', v => toFloat4(v as number))
  add('numeric', 'float4', v => decimalToFloat4(v as Decimal))
  add('float4', 'numeric', v => decimalFromFloat4(v as number))
  add('timestamp', 'time', v => timeOfLocal(v as number))
  add('timestamptz', 'time', (v, c) => timeOfLocal(localOf(v, c)))
  add('timestamptz', 'timetz', (v, c) => timeTzOf(v as number, c))
  add('time', 'interval', v => lateTimes.get().makeInterval(0, 0, v as number))
  add('time', 'timetz', (v, c) => timeToTimeTz(v as number, c))
  add('timetz', 'time', v => (v as TimeTz).micros)
  add('interval', 'time', v => intervalToTime(v as Interval))
  add('json', 'jsonb', v => lateStructures.get().canonicalJsonb(v as string))
  for (const target of ['bool', 'numeric', 'int2', 'int4', 'int8', 'float4', 'float8'] as const)
    add('jsonb', target, v => lateStructures.get().castJsonb(v as string, target))
  add('text varchar', 'regclass', (v, c) => relationOid(v as string, c))
  for (const alias of ['oid', 'regclass', 'regtype']) {
    add('int2 int4', alias, v => Number(v) >>> 0)
    add('int8', alias, v => toOid(v as Int))
    add(alias, 'int4', v => Number(v) | 0)
  }
}

/** The body of a cast that cast-table.ts calls rare. */
export function findRareCast(from: string, to: string): CastFunction {
  if (bodies.size === 0) addAll()
  const body = bodies.get(`${from}>${to}`)
  assert(body !== undefined, `a rare cast has a body: ${from} to ${to}`)
  return body
}

/** The time of day an interval stands for (cast to time): µs modulo one day. */
export function intervalToTime(a: Interval): number {
  return intervalRestMicros(a)
}
