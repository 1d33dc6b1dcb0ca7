// SQL values as JSON text: to_json, row_to_json, json_agg and the builders all print through here.

import { assert } from '../base/assert.ts'
import { SqlError } from '../base/errors.ts'
import { quoteJson } from '../values/json.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlArray, SqlRecord, SqlValue } from '../values/sql-value.ts'
import { printValue } from '../values/text-io.ts'
import { type ValueContext, utcContext } from '../values/value-context.ts'

const numberTypes: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric'])

const dateTypes: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz'])

/** The JSON text of a value; `lineFeed` stands between the items of arrays and records (pretty printing). */
export function toJsonText(value: SqlValue, type: SqlType, context: ValueContext = utcContext, lineFeed = ''): string {
  if (value === null) return 'null'
  if (type.kind === 'array') return arrayText(value as SqlArray, context, lineFeed)
  if (type.kind === 'enum') return quoteJson(stringOf(value))
  if (type.name === 'bool') return value === true ? 'true' : 'false'
  if (type.name === 'json' || type.name === 'jsonb') return stringOf(value)
  if (type.name === 'record') return recordText(value as SqlRecord, context, lineFeed)
  if (dateTypes.has(type.name)) return quoteJson(isoText(value, type, context))
  const text = printValue(type, value, context)
  return numberTypes.has(type.name) && /\d$/.test(text) ? text : quoteJson(text)
}

/** 2020-01-02T03:04:05+00:00, whatever the session's style is. */
function isoText(value: SqlValue, type: SqlType, context: ValueContext): string {
  const text = printValue(type, value, { ...context, dateStyle: 'ISO' })
  return text.replace(' ', type.name === 'date' ? ' ' : 'T').replace(/([+-]\d\d)($| BC)/, type.name === 'timestamptz' ? '$1:00$2' : '$1$2')
}

function arrayText(array: SqlArray, context: ValueContext, lineFeed: string): string {
  const separator = `,${lineFeed === '' ? '' : `${lineFeed} `}`
  const level = (depth: number, start: number, count: number): string => {
    if (depth === array.dimensions.length) return toJsonText(array.items[start], array.elementType, context)
    const length = array.dimensions[depth]
    const width = count / length
    const items = Array.from({ length }, (_, i) => level(depth + 1, start + i * width, width))
    return `[${items.join(depth === 0 ? separator : ',')}]`
  }
  return array.dimensions.length === 0 ? '[]' : level(0, 0, array.items.length)
}

function recordText(record: SqlRecord, context: ValueContext, lineFeed: string): string {
  const members = record.fields.map(
    (field, i) => `${quoteJson(record.names?.[i] ?? `f${i + 1}`)}:${toJsonText(field, record.types[i], context)}`,
  )
  return `{${members.join(`,${lineFeed === '' ? '' : `${lineFeed} `}`)}}`
}

/** A value as the key of an object. */
export function jsonKeyText(value: SqlValue, type: SqlType, context: ValueContext = utcContext): string {
  if (value === null) throw new SqlError('22023', 'field name must not be null')
  if (type.kind === 'array' || type.name === 'record' || type.name === 'json' || type.name === 'jsonb') {
    throw new SqlError('22023', 'key value must be scalar, not array, composite, or json')
  }
  if (type.name === 'bool') return value === true ? 'true' : 'false'
  return dateTypes.has(type.name) ? isoText(value, type, context) : printValue(type, value, context)
}

/** A value of a text-like type, as the signature promises. */
export function stringOf(value: SqlValue): string {
  assert(typeof value === 'string', 'text, json and enum values are strings')
  return value
}
