// Keys for hashing: two values of a type are equal exactly when their keys are. For GROUP BY, DISTINCT, hash joins, set operations.

import { SqlError } from '../base/errors.ts'
import { withoutPadding } from './cast-table.ts'
import { trimScaleDecimal } from './decimal.ts'
import { intervalRestMicros, intervalTotalDays } from './interval.ts'
import { lateStructures } from './late-structures.ts'
import { printTypeName } from './type-names.ts'
import type { SqlType } from './sql-type.ts'
import type { Decimal, Interval, SqlValue, TimeTz } from './sql-value.ts'

/** Fit for a Map; equal values (1.0 and 1.00, int4 1 and int8 1, numeric 1 and int4 1) give the same key. NULL gives null. */
export type EqualityKey = string | number | bigint | boolean | null

export type EqualityKeyOf = (value: SqlValue) => EqualityKey

// The runtime forms are known from the type, hence the narrowing casts of this file.

/** A Map takes 0 and -0, and NaN and NaN, for equal: so does SQL. */
const ofItself: EqualityKeyOf = value => value as EqualityKey

const ofBoolean: EqualityKeyOf = value => (value === null ? null : value === true || value === 1)

const ofPadded: EqualityKeyOf = value => (value === null ? null : withoutPadding(value as string))

function decimalKey(value: Decimal): EqualityKey {
  if (value.special !== undefined) return value.special === 'NaN' ? NaN : Number(value.special)
  if (value.scale === 0) return value.digits
  const trimmed = trimScaleDecimal(value)
  return trimmed.scale === 0 ? trimmed.digits : `${trimmed.digits}e-${trimmed.scale}`
}

const ofDecimal: EqualityKeyOf = value => (value === null ? null : decimalKey(value as Decimal))

const ofInterval: EqualityKeyOf = value =>
  value === null ? null : `${intervalTotalDays(value as Interval)}d${intervalRestMicros(value as Interval)}`

const ofTimeTz: EqualityKeyOf = value => (value === null ? null : `${(value as TimeTz).micros}z${(value as TimeTz).zoneSeconds}`)

const ofBytes: EqualityKeyOf = value => {
  if (value === null) return null
  let key = ''
  for (const byte of value as Uint8Array) key += String.fromCharCode(byte)
  return key
}

const keysByName: Readonly<Record<string, EqualityKeyOf>> = {
  bool: ofBoolean,
  int2: ofItself,
  int4: ofItself,
  int8: ofItself,
  float4: ofItself,
  float8: ofItself,
  numeric: ofDecimal,
  text: ofItself,
  varchar: ofItself,
  name: ofItself,
  unknown: ofItself,
  bpchar: ofPadded,
  bytea: ofBytes,
  date: ofItself,
  time: ofItself,
  timetz: ofTimeTz,
  timestamp: ofItself,
  timestamptz: ofItself,
  interval: ofInterval,
  uuid: ofItself,
  oid: ofItself,
  regclass: ofItself,
  regtype: ofItself,
}

/** Throws 42883 for a type without equality (json). */
export function equalityKeyFor(type: SqlType): EqualityKeyOf {
  if (type.kind === 'enum') return ofItself
  const isStructure = type.kind === 'array' ? type.element !== undefined : type.name === 'jsonb' || type.name === 'record'
  if (isStructure) return lateStructures.get().structureEquality(type)
  if (type.kind === 'array' || !Object.hasOwn(keysByName, type.name)) {
    throw new SqlError('42883', `could not identify an equality operator for type ${printTypeName(type)}`)
  }
  return keysByName[type.name]
}

export function equalityKey(type: SqlType, value: SqlValue): EqualityKey {
  return equalityKeyFor(type)(value)
}

/** One key as a part of a longer one: strings carry their length, so that parts cannot run together. */
export function partOf(key: EqualityKey): string {
  if (typeof key === 'string') return `${key.length}:${key}`
  return key === null ? 'n;' : `=${key};`
}

/** A function that makes one key of several values (GROUP BY a, b). NULLs are equal to each other. */
export function rowEqualityKeyFor(types: readonly SqlType[]): (values: readonly SqlValue[]) => EqualityKey {
  const keys = types.map(equalityKeyFor)
  if (keys.length === 1) {
    const [only] = keys
    return values => only(values[0])
  }
  return values => {
    let key = ''
    for (let i = 0; i < keys.length; i++) key += partOf(keys[i](values[i]))
    return key
  }
}

/** One key of several values. Make the function once with rowEqualityKeyFor where many rows are hashed. */
export function rowEqualityKey(types: readonly SqlType[], values: readonly SqlValue[]): EqualityKey {
  return rowEqualityKeyFor(types)(values)
}
