// JavaScript parameter -> runtime value. Called where parameters of a statement enter the engine.
// A string is read as the type's text. Other values have a direct form for the types they fit; for all others their text is read,
// so that what does not fit answers the same error as PostgreSQL.

import { SqlError } from '../base/errors.ts'
import { applyModifier } from './apply-modifier.ts'
import { dateOfTimestamp, tzToTimestamp } from './date-time.ts'
import { decimalFromInteger } from './decimal.ts'
import { lateStructures } from './late-structures.ts'
import { type SqlType, sqlTypes } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
import { parseBaseValue } from './text-io.ts'
import { printTypeName } from './type-names.ts'
import { type ValueContext, utcContext } from './value-context.ts'

/** A parameter as the wanted type; throws 22P02, 22003 … for what does not fit. `undefined` is NULL. */
export function fromApplicationValue(value: unknown, type: SqlType, context: ValueContext = utcContext): SqlValue {
  if (value === null || value === undefined) return null
  if (type.kind === 'scalar' && type.name === 'unknown') return fromApplicationValue(value, inferKnownType(value), context)
  const converted = convert(value, type, context)
  return type.modifier === undefined ? converted : applyModifier(converted, type, 'assignment')
}

function convert(value: unknown, type: SqlType, context: ValueContext): SqlValue {
  if (typeof value === 'string') return parseBaseValue(type, value, context)
  if (type.kind === 'array')
    return lateStructures.get().arrayFromItems(value, type, item => fromApplicationValue(item, type.element ?? sqlTypes.text, context))
  switch (typeof value) {
    case 'number':
      return fromNumber(value, type, context)
    case 'bigint':
      return fromBigint(value, type, context)
    case 'boolean':
      return type.name === 'bool' && type.kind === 'scalar' ? value : fromText(String(value), type, context)
    case 'object':
      return fromObject(value ?? {}, type, context)
    default:
      throw new SqlError('22P02', `a parameter cannot be a ${typeof value}`)
  }
}

/** Numbers and booleans are JSON as they are, and text for every type else. */
function fromText(text: string, type: SqlType, context: ValueContext): SqlValue {
  return parseBaseValue(type, text, context)
}

function fromNumber(value: number, type: SqlType, context: ValueContext): SqlValue {
  switch (type.name) {
    case 'int4':
      if (Number.isInteger(value) && value >= -2147483648 && value <= 2147483647) return value + 0
      break
    case 'int8':
      if (Number.isSafeInteger(value)) return value + 0
      break
    case 'float8':
      return value
    case 'numeric':
      if (Number.isSafeInteger(value)) return decimalFromInteger(value)
      break
    default:
  }
  return fromText(Number.isInteger(value) ? BigInt(value).toString() : String(value), type, context)
}

function fromBigint(value: bigint, type: SqlType, context: ValueContext): SqlValue {
  return type.name === 'numeric' ? decimalFromInteger(value) : fromText(value.toString(), type, context)
}

function fromDate(value: Date, type: SqlType, context: ValueContext): SqlValue {
  const milliseconds = value.getTime()
  if (Number.isNaN(milliseconds)) throw new SqlError('22007', `invalid input syntax for type ${printTypeName(type)}: "Invalid Date"`)
  const micros = milliseconds * 1000
  switch (type.name) {
    case 'timestamptz':
      return micros
    case 'timestamp':
      return tzToTimestamp(micros, context.timeZone)
    case 'date':
      return dateOfTimestamp(tzToTimestamp(micros, context.timeZone))
    default:
      return fromText(type.name === 'json' || type.name === 'jsonb' ? JSON.stringify(value) : value.toISOString(), type, context)
  }
}

function bytesOf(value: object): Uint8Array<ArrayBuffer> | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0))
  if (ArrayBuffer.isView(value)) return new Uint8Array(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  return null
}

function fromObject(value: object, type: SqlType, context: ValueContext): SqlValue {
  if (value instanceof Date) return fromDate(value, type, context)
  if (type.name === 'bytea') {
    const bytes = bytesOf(value)
    if (bytes !== null) return bytes
  }
  const json = lateStructures.get().toJsonText(value)
  if (type.name === 'json') return lateStructures.get().checkJson(json)
  return type.name === 'jsonb' ? lateStructures.get().canonicalJsonb(json) : fromText(json, type, context)
}

function inferKnownType(value: unknown): SqlType {
  const type = inferParameterType(value)
  return type.name === 'unknown' ? sqlTypes.text : type
}

/** The type of a parameter whose type the statement does not tell: strings and NULL are 'unknown', as literals are. */
export function inferParameterType(value: unknown): SqlType {
  switch (typeof value) {
    case 'number':
      return typeOfNumber(value)
    case 'bigint':
      return value <= 9223372036854775807n && value >= -9223372036854775808n ? sqlTypes.int8 : sqlTypes.numeric
    case 'boolean':
      return sqlTypes.bool
    case 'object':
      return value === null ? sqlTypes.unknown : typeOfObject(value)
    default:
      return sqlTypes.unknown
  }
}

/** As a literal of the same digits: an integer type that holds it, else numeric; float8 for what numeric text cannot say shortly. */
function typeOfNumber(value: number): SqlType {
  if (Number.isInteger(value)) {
    if (value >= -2147483648 && value <= 2147483647) return sqlTypes.int4
    return Number.isSafeInteger(value) ? sqlTypes.int8 : sqlTypes.float8
  }
  return Number.isFinite(value) && Math.abs(value) > 1e-7 ? sqlTypes.numeric : sqlTypes.float8
}

function typeOfObject(value: object): SqlType {
  if (value instanceof Date) return sqlTypes.timestamptz
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return sqlTypes.bytea
  if (!Array.isArray(value)) return sqlTypes.jsonb
  return lateStructures.get().typeOfItems(value, inferParameterType)
}
