// PostgreSQL's total order of each type: for ORDER BY, indexes, min and max, merge joins. Neither value is NULL here.

import { SqlError } from '../base/errors.ts'
import { withoutPadding } from './cast-table.ts'
import { compareText } from './compare-text.ts'
import { compareDecimals } from './decimal.ts'
import { compareIntervals } from './interval.ts'
import { lateStructures } from './late-structures.ts'
import { printTypeName } from './type-names.ts'
import type { SqlType } from './sql-type.ts'
import type { Decimal, Interval, SqlValue, TimeTz } from './sql-value.ts'

export { compareText } from './compare-text.ts'

export type Comparator = (a: SqlValue, b: SqlValue) => number

// The runtime forms are known from the type, hence the narrowing casts of this file.

function compareNumbers(a: SqlValue, b: SqlValue): number {
  const left = a as number
  const right = b as number
  return left < right ? -1 : left > right ? 1 : 0
}

/** Numbers and bigints compare with each other. */
function compareIntegers(a: SqlValue, b: SqlValue): number {
  const left = a as number | bigint
  const right = b as number | bigint
  return left < right ? -1 : left > right ? 1 : 0
}

/** NaN is equal to itself and greater than all else. */
function compareFloats(a: SqlValue, b: SqlValue): number {
  const left = a as number
  const right = b as number
  if (left < right) return -1
  if (left > right) return 1
  if (left === right) return 0
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
}

function compareBooleans(a: SqlValue, b: SqlValue): number {
  return Number(a) - Number(b)
}

function compareStrings(a: SqlValue, b: SqlValue): number {
  return compareText(a as string, b as string)
}

function comparePadded(a: SqlValue, b: SqlValue): number {
  return compareText(withoutPadding(a as string), withoutPadding(b as string))
}

function compareUuids(a: SqlValue, b: SqlValue): number {
  const left = a as string
  const right = b as string
  return left < right ? -1 : left > right ? 1 : 0
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return a[i] - b[i]
  }
  return a.length - b.length
}

/** By the moment, then by the zone: west is greater. */
function compareTimeTz(a: TimeTz, b: TimeTz): number {
  return a.micros + a.zoneSeconds * 1e6 - (b.micros + b.zoneSeconds * 1e6) || a.zoneSeconds - b.zoneSeconds
}

function enumComparator(labels: readonly string[]): Comparator {
  const positions = new Map(labels.map((label, i) => [label, i]))
  return (a, b) => (positions.get(a as string) ?? -1) - (positions.get(b as string) ?? -1)
}

const comparatorsByName: Readonly<Record<string, Comparator>> = {
  bool: compareBooleans,
  int2: compareNumbers,
  int4: compareNumbers,
  int8: compareIntegers,
  float4: compareFloats,
  float8: compareFloats,
  numeric: (a, b) => compareDecimals(a as Decimal, b as Decimal),
  text: compareStrings,
  varchar: compareStrings,
  name: compareStrings,
  unknown: compareStrings,
  bpchar: comparePadded,
  bytea: (a, b) => compareBytes(a as Uint8Array, b as Uint8Array),
  date: compareNumbers,
  time: compareNumbers,
  timetz: (a, b) => compareTimeTz(a as TimeTz, b as TimeTz),
  timestamp: compareNumbers,
  timestamptz: compareNumbers,
  interval: (a, b) => compareIntervals(a as Interval, b as Interval),
  uuid: compareUuids,
  oid: compareNumbers,
  regclass: compareNumbers,
  regtype: compareNumbers,
}

const structureNames: ReadonlySet<string> = new Set(['jsonb', 'record'])

const enumComparators = new WeakMap<readonly string[], Comparator>()

/** Has the type a btree order in PostgreSQL? */
export function isOrdered(type: SqlType): boolean {
  if (type.kind === 'array') return type.element !== undefined && isOrdered(type.element)
  return type.kind === 'enum' || structureNames.has(type.name) || Object.hasOwn(comparatorsByName, type.name)
}

/** A monomorphic comparator of two non-NULL values of one type. Throws 42883 for a type without order (json). */
export function comparatorFor(type: SqlType): Comparator {
  if (type.kind === 'enum') {
    const labels = type.labels ?? []
    let comparator = enumComparators.get(labels)
    if (comparator === undefined) enumComparators.set(labels, (comparator = enumComparator(labels)))
    return comparator
  }
  if (!isOrdered(type)) {
    throw new SqlError('42883', `could not identify an ordering operator for type ${printTypeName(type)}`, {
      hint: 'Use an explicit ordering operator or modify the query.',
    })
  }
  if (type.kind === 'array' || structureNames.has(type.name)) return lateStructures.get().structureComparator(type)
  return comparatorsByName[type.name]
}

/** Negative, zero, positive. Neither value is NULL. */
export function compareValues(type: SqlType, a: SqlValue, b: SqlValue): number {
  return comparatorFor(type)(a, b)
}
