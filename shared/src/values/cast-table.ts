// The casts between scalar types, as pg_cast lists them, with their bodies. Called by cast-value.ts.

import { SqlError } from '../base/errors.ts'
import type { CastContext } from './cast-context.ts'
import { dateOfTimestamp, timestampOfDate, timestampToTz, tzToTimestamp } from './date-time.ts'
import { decimalFromFloat8, decimalToFloat8, decimalToInt2, decimalToInt4, decimalToInt8 } from './decimal-convert.ts'
import { decimalFromInteger } from './decimal.ts'
import { roundHalfEven } from './interval.ts'
import { lateCasts } from './late-casts.ts'
import type { Decimal, SqlValue } from './sql-value.ts'
import { truncateName } from './text-io.ts'
import type { ValueContext } from './value-context.ts'

export type CastFunction = (value: SqlValue, context: ValueContext) => SqlValue

export interface TableCast {
  readonly context: CastContext
  readonly method: 'none' | 'function'
  readonly apply: CastFunction
}

/** Made when the first cast is looked for. */
let table: Map<string, TableCast> | null = null

function add(context: CastContext, from: string, to: string, apply: CastFunction): void {
  for (const source of from.split(' ')) table?.set(`${source}>${to}`, { context, method: apply === same ? 'none' : 'function', apply })
}

/** Casts whose bodies come with a part: what they are is known from the start, so that the choice of overloads never changes. */
const rareCasts: readonly (readonly [context: CastContext, from: string, to: string])[] = [
  ['implicit', 'int2 int4 int8 numeric', 'float4'],
  ['assignment', 'float8', 'float4'],
  ['assignment', 'float4', 'numeric'],
  ['implicit', 'int2 int4 int8', 'oid regclass regtype'],
  ['assignment', 'oid regclass regtype', 'int4'],
  ['implicit', 'text varchar', 'regclass'],
  ['assignment', 'timestamp timestamptz timetz interval', 'time'],
  ['assignment', 'timestamptz', 'timetz'],
  ['implicit', 'time', 'interval timetz'],
  ['assignment', 'json', 'jsonb'],
  ['explicit', 'jsonb', 'bool numeric int2 int4 int8 float4 float8'],
]

function addRare(context: CastContext, from: string, to: string): void {
  const get = (): CastFunction => lateCasts.get().findRareCast(from, to)
  table?.set(`${from}>${to}`, {
    context,
    method: 'function',
    get apply() {
      return get()
    },
  })
}

const same: CastFunction = value => value

export function findTableCast(from: string, to: string): TableCast | null {
  if (table === null) {
    table = new Map()
    addCommon()
    for (const [context, sources, targets] of rareCasts)
      for (const source of sources.split(' ')) for (const target of targets.split(' ')) addRare(context, source, target)
  }
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

export type Int = number | bigint

/** bpchar's padding is not part of its text. */
export function withoutPadding(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 32) end--
  return end === text.length ? text : text.slice(0, end)
}

export function localOf(value: SqlValue, context: ValueContext): number {
  return tzToTimestamp(value as number, context.timeZone)
}

function addCommon(): void {
  add('implicit', 'int2', 'int4', same)
  add('implicit', 'int2 int4', 'int8', same)
  add('assignment', 'int4 int8', 'int2', v => toInt2(v as Int))
  add('assignment', 'int8', 'int4', v => toInt4(v as Int))
  add('implicit', 'int2 int4 int8', 'float8', v => Number(v))
  add('implicit', 'int2 int4 int8', 'numeric', v => decimalFromInteger(v as Int))
  add('implicit', 'float4', 'float8', same)
  add('assignment', 'float4 float8', 'int2', v => toInt2(floatToInteger(v as number, 'smallint')))
  add('assignment', 'float4 float8', 'int4', v => toInt4(floatToInteger(v as number, 'integer')))
  add('assignment', 'float4 float8', 'int8', v => floatToInt8(v as number))
  add('assignment', 'float8', 'numeric', v => decimalFromFloat8(v as number))
  add('implicit', 'numeric', 'float8', v => decimalToFloat8(v as Decimal))
  add('assignment', 'numeric', 'int2', v => decimalToInt2(v as Decimal))
  add('assignment', 'numeric', 'int4', v => decimalToInt4(v as Decimal))
  add('assignment', 'numeric', 'int8', v => decimalToInt8(v as Decimal))
  add('explicit', 'int4', 'bool', v => v !== 0)
  add('explicit', 'bool', 'int4', v => Number(v))
  for (const text of ['text', 'varchar', 'bpchar']) add('assignment', 'bool', text, v => (v === true || v === 1 ? 'true' : 'false'))
  add('assignment', 'oid regclass regtype', 'int8', same)
  add('implicit', 'regclass regtype', 'oid', same)
  add('implicit', 'oid', 'regclass', same)
  add('implicit', 'oid', 'regtype', same)
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
  add('implicit', 'date', 'timestamp', v => timestampOfDate(v as number))
  add('implicit', 'date', 'timestamptz', (v, c) => timestampToTz(timestampOfDate(v as number), c.timeZone))
  add('assignment', 'timestamp', 'date', v => dateOfTimestamp(v as number))
  add('implicit', 'timestamp', 'timestamptz', (v, c) => timestampToTz(v as number, c.timeZone))
  add('assignment', 'timestamptz', 'timestamp', localOf)
  add('assignment', 'timestamptz', 'date', (v, c) => dateOfTimestamp(localOf(v, c)))
  add('assignment', 'jsonb', 'json', same)
}
