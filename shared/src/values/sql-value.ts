// The runtime form of every SQL value, inside the engine. What an application sees is made from it in value-output.ts.
//
//   SQL type                         runtime form
//   bool                             boolean (0/1 in Int32Array vectors)
//   int2 int4 oid regclass regtype   number (regclass and regtype: the oid)
//   int8                             number when safe, bigint beyond; never a bigint that fits a number
//   float4 float8                    number (float4 already rounded with Math.fround)
//   numeric                          Decimal
//   text varchar bpchar name         string (bpchar padded with blanks to its length)
//   json                             string: the text as given;  jsonb: JsonbText, canonical text (values/json.ts)
//   bytea                            Uint8Array
//   date                             number: days since 1970-01-01; Infinity/-Infinity are max/min int32
//   timestamp timestamptz            number: microseconds since 1970-01-01 UTC; Infinity/-Infinity allowed
//   time                             number: microseconds since midnight;  timetz: TimeTz
//   interval                         Interval
//   uuid                             string, lower case with dashes
//   enum                             string: the label
//   arrays                           SqlArray
//   record                           SqlRecord
//   NULL of every type               null

import type { SqlType } from './sql-type.ts'

/** Months, days and microseconds apart, as PostgreSQL keeps them. */
export interface Interval {
  readonly kind: 'interval'
  readonly months: number
  readonly days: number
  readonly micros: number
}

/** `value = digits * 10^-scale`. `special` for NaN and the infinities (digits is then 0). */
export interface Decimal {
  readonly kind: 'decimal'
  /** number when it is a safe integer, bigint beyond; carries the sign. */
  readonly digits: number | bigint
  /** Digits after the point that are shown, >= 0: `1.50` has digits 150 and scale 2. */
  readonly scale: number
  readonly special?: 'NaN' | 'Infinity' | '-Infinity'
}

export interface TimeTz {
  readonly kind: 'timetz'
  readonly micros: number
  /** Seconds west of Greenwich, as PostgreSQL keeps it. */
  readonly zoneSeconds: number
}

/** Row-major; `dimensions` is empty for `{}`. */
export interface SqlArray {
  readonly kind: 'array'
  readonly elementType: SqlType
  readonly dimensions: readonly number[]
  /** Lower bound of each dimension, usually 1. */
  readonly lowerBounds: readonly number[]
  readonly items: readonly SqlValue[]
}

export interface SqlRecord {
  readonly kind: 'record'
  readonly fields: readonly SqlValue[]
  readonly types: readonly SqlType[]
  readonly names?: readonly string[]
}

export type SqlValue =
  null | boolean | number | bigint | string | Uint8Array<ArrayBuffer> | Decimal | Interval | TimeTz | SqlArray | SqlRecord

/** One row as values by column position. */
export type Row = readonly SqlValue[]
