// PostgreSQL's text input and output of every type: one dispatch to the files that know each family.
// Called by casts, by literals of the binder, by parameters, and by every output of rows as text.

import { SqlError, notSupported } from '../base/errors.ts'
import { findHalfSurrogate, halfSurrogate } from '../base/well-formed-text.ts'
import { utf8Length } from './compare-text.ts'
import { parseDecimal, printDecimal } from './decimal.ts'
import { parseBoolean, parseInt2, parseInt4, parseInt8, parseOid } from './integer-text.ts'
import { lateStructures } from './late-structures.ts'
import { lateTexts } from './late-texts.ts'
import { lateTimes } from './late-times.ts'
import { lateTypeNames } from './late-type-names.ts'
import { parseDate, parseTime, parseTimestamp, parseTimestampTz } from './parse-date-time.ts'
import { printDate, printTime, printTimeTz, printTimestamp, printTimestampTz } from './print-date-time.ts'
import type { SqlType } from './sql-type.ts'
import type { Decimal, Interval, SqlArray, SqlRecord, SqlValue, TimeTz } from './sql-value.ts'
import { printTypeName } from './type-names.ts'
import { parseUuid } from './uuid-text.ts'
import { type ValueContext, utcContext } from './value-context.ts'

/** The type's input function without its modifier. */
export function parseBaseValue(type: SqlType, text: string, context: ValueContext = utcContext): SqlValue {
  if (type.kind === 'enum') return parseEnum(type, text)
  if (type.kind === 'array') {
    const element = type.element
    if (element === undefined) throw notSupported('an array type without an element type')
    return lateStructures.get().parseArray(element, text, item => parseBaseValue(element, item, context))
  }
  switch (type.name) {
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'unknown':
      return checkText(text)
    case 'name':
      return truncateName(checkText(text))
    case 'int4':
      return parseInt4(text)
    case 'int8':
      return parseInt8(text)
    case 'int2':
      return parseInt2(text)
    case 'bool':
      return parseBoolean(text)
    case 'numeric':
      return parseDecimal(text)
    case 'float8':
      return lateTexts.get().parseFloat8(text)
    case 'float4':
      return lateTexts.get().parseFloat4(text)
    default:
      return parseStructured(type, text, context)
  }
}

function parseStructured(type: SqlType, text: string, context: ValueContext): SqlValue {
  switch (type.name) {
    case 'timestamptz':
      return parseTimestampTz(text, context)
    case 'timestamp':
      return parseTimestamp(text, context)
    case 'date':
      return parseDate(text, context)
    case 'time':
      return parseTime(text, context)
    case 'timetz':
      return lateTimes.get().parseTimeTz(text, context)
    case 'interval':
      return lateTimes.get().parseInterval(text, type.modifier, context.intervalStyle)
    case 'uuid':
      return parseUuid(text)
    case 'bytea':
      return lateTexts.get().parseBytea(text)
    case 'json':
      return lateStructures.get().checkJson(checkText(text))
    case 'jsonb':
      return lateStructures.get().canonicalJsonb(checkText(text))
    case 'oid':
      return parseOid(text)
    case 'regclass':
      return parseRelation(text, context)
    case 'regtype':
      return lateTypeNames.get().parseTypeOid(text)
    case 'record':
      throw new SqlError('0A000', 'input of anonymous composite types is not implemented')
    default:
      throw new SqlError('0A000', `cannot accept a value of type ${printTypeName(type)}`)
  }
}

/**
 * Text cannot hold the zero character, in PostgreSQL and here: keys end text with it. Nor half of a surrogate pair, which has no UTF-8:
 * it would come back from storage as another character.
 */
function checkText(text: string): string {
  if (text.includes('\u0000')) throw new SqlError('22021', 'invalid byte sequence for encoding "UTF8": 0x00')
  const half = findHalfSurrogate(text)
  if (half >= 0) throw halfSurrogate(text, half)
  return text
}

/** name holds 63 bytes; a character is never cut in two. */
export function truncateName(text: string): string {
  if (text.length <= 21 || utf8Length(text) <= 63) return text
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += utf8Length(character)
    if (bytes > 63) break
    end += character.length
  }
  return text.slice(0, end)
}

function parseEnum(type: SqlType, text: string): string {
  if (type.labels !== undefined && type.labels.includes(text)) return text
  throw new SqlError('22P02', `invalid input value for enum ${printTypeName(type)}: "${text}"`)
}

function parseRelation(text: string, context: ValueContext): number {
  if (/^\s*\d+\s*$/.test(text)) return parseOid(text)
  if (text === '-') return 0
  const oid = context.catalog?.relationOid(text) ?? null
  if (oid === null) throw new SqlError('42P01', `relation "${text}" does not exist`)
  return oid
}

/** The type's output function. `value` is not NULL. */
export function printValue(type: SqlType, value: SqlValue, context: ValueContext = utcContext): string {
  if (typeof value === 'string') return value
  if (type.kind === 'array') {
    const array = value as SqlArray
    return lateStructures.get().printArray(array, item => printValue(array.elementType, item, context))
  }
  switch (type.name) {
    case 'int4':
    case 'int8':
    case 'int2':
    case 'oid':
      return String(value)
    case 'bool':
      return value === true || value === 1 ? 't' : 'f'
    case 'numeric':
      return printDecimal(value as Decimal)
    case 'float8':
      return lateTexts.get().printFloat8(value as number, context.extraFloatDigits)
    case 'float4':
      return lateTexts.get().printFloat4(value as number, context.extraFloatDigits)
    default:
      return printStructured(type, value, context)
  }
}

function printStructured(type: SqlType, value: SqlValue, context: ValueContext): string {
  switch (type.name) {
    case 'timestamptz':
      return printTimestampTz(value as number, context)
    case 'timestamp':
      return printTimestamp(value as number, context)
    case 'date':
      return printDate(value as number, context)
    case 'time':
      return printTime(value as number)
    case 'timetz':
      return printTimeTz(value as TimeTz)
    case 'interval':
      return lateTimes.get().printInterval(value as Interval, context.intervalStyle)
    case 'bytea':
      return lateTexts.get().printBytea(value as Uint8Array, context.byteaOutput)
    case 'regclass':
      return value === 0 ? '-' : (context.catalog?.relationName(value as number) ?? String(value))
    case 'regtype':
      return lateTypeNames.get().printTypeOid(value as number)
    case 'record':
      return lateStructures.get().printRecord(value as SqlRecord, (fieldType, field) => printValue(fieldType, field, context))
    case 'void':
      return ''
    default:
      return String(value)
  }
}
