// Runtime value -> what an application sees. Called where result rows leave the engine for JavaScript.
//
//   numeric, date, time, timestamp, interval   text in PostgreSQL's ISO form: nothing is lost, nothing depends on a zone
//   int8                                       number, bigint beyond 2^53
//   timestamptz                                Date (milliseconds); Infinity and -Infinity for the infinities
//   json, jsonb                                the parsed value
//   bytea                                      Uint8Array
//   arrays                                     nested JavaScript arrays
//   record                                     object when its fields have names, else array

import { assert } from '../base/assert.ts'
import { printValue } from './text-io.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlArray, SqlRecord, SqlValue } from './sql-value.ts'
import { utcContext } from './value-context.ts'

export type OutputConverter = (value: SqlValue) => unknown

const asItIs: OutputConverter = value => value

const toBoolean: OutputConverter = value => (value === null ? null : value === true || value === 1)

const toDate: OutputConverter = value => {
  if (value === null) return null
  assert(typeof value === 'number', 'a timestamptz is a number')
  return Number.isFinite(value) ? new Date(Math.floor(value / 1000)) : value
}

const toParsedJson: OutputConverter = value => {
  if (value === null) return null
  const parsed: unknown = JSON.parse(String(value))
  return parsed
}

function toText(type: SqlType): OutputConverter {
  return value => (value === null ? null : printValue(type, value, utcContext))
}

/** Row-major items of the dimensions from `depth` on. */
function nest(array: SqlArray, convert: OutputConverter): unknown[] {
  let next = 0
  const level = (depth: number): unknown[] =>
    Array.from({ length: array.dimensions[depth] }, () =>
      depth === array.dimensions.length - 1 ? convert(array.items[next++]) : level(depth + 1),
    )
  return array.dimensions.length === 0 ? [] : level(0)
}

function toArray(item: OutputConverter): OutputConverter {
  return value => (value === null ? null : nest(value as SqlArray, item)) // the type says that it is an array
}

const toRecord: OutputConverter = value => {
  if (value === null) return null
  const { fields, types, names } = value as SqlRecord // the type says that it is a record
  const converted = fields.map((field, i) => toApplicationValue(types[i], field))
  return names === undefined ? converted : Object.fromEntries(names.map((name, i) => [name, converted[i]]))
}

/** A converter for one column: use it on result sets. */
export function outputConverterFor(type: SqlType): OutputConverter {
  if (type.kind === 'enum') return asItIs
  if (type.kind === 'array') return type.element === undefined ? asItIs : toArray(outputConverterFor(type.element))
  switch (type.name) {
    case 'bool':
      return toBoolean
    case 'timestamptz':
      return toDate
    case 'json':
    case 'jsonb':
      return toParsedJson
    case 'record':
      return toRecord
    case 'numeric':
    case 'date':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'interval':
    case 'regclass':
    case 'regtype':
    case 'void':
      return toText(type)
    default:
      return asItIs
  }
}

export function toApplicationValue(type: SqlType, value: SqlValue): unknown {
  return outputConverterFor(type)(value)
}
