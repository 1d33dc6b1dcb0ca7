// Names of the fields of extract(), date_part() and date_trunc(), and the errors for fields that a type has not.

import { SqlError } from '../base/errors.ts'
import { findTimeUnit, type IntervalUnit } from './interval-units.ts'

export type DateTimeField =
  IntervalUnit | 'epoch' | 'julian' | 'dow' | 'isodow' | 'doy' | 'isoyear' | 'timezone' | 'timezone_hour' | 'timezone_minute'

/** Fields that are no unit of time, with their spellings cut as PostgreSQL cuts words. */
const specialFields: ReadonlyMap<string, DateTimeField> = new Map<string, DateTimeField>([
  ['epoch', 'epoch'],
  ['julian', 'julian'],
  ['jd', 'julian'],
  ['j', 'julian'],
  ['dow', 'dow'],
  ['isodow', 'isodow'],
  ['doy', 'doy'],
  ['isoyear', 'isoyear'],
  ['timezone', 'timezone'],
  ['timezone_h', 'timezone_hour'],
  ['timezone_m', 'timezone_minute'],
])

export function unitNotSupported(field: string, typeName: string): SqlError {
  return new SqlError('0A000', `unit "${field.toLowerCase()}" not supported for type ${typeName}`)
}

function unitNotRecognized(field: string, typeName: string): SqlError {
  return new SqlError('22023', `unit "${field.toLowerCase()}" not recognized for type ${typeName}`)
}

/** The field of a name in any case; throws 22023. */
export function resolveDateTimeField(name: string, typeName: string): DateTimeField {
  const word = name.toLowerCase()
  const field = findTimeUnit(word) ?? specialFields.get(word.slice(0, 10))
  if (field === undefined) throw unitNotRecognized(name, typeName)
  return field
}

/** As resolveDateTimeField, for truncating: epoch, julian, dow and their like are no words there. */
export function resolveTruncationField(name: string, typeName: string): DateTimeField {
  const field = resolveDateTimeField(name, typeName)
  if (findTimeUnit(name.toLowerCase()) === null && !field.startsWith('timezone')) throw unitNotRecognized(name, typeName)
  return field
}
