// SqlType to the SQL spelling: `character varying(20)[]`. Called by messages and by regtype; resolve-type-name.ts is the way back.

import { intervalFieldsName } from './interval-fields.ts'
import { sqlTypes, type ScalarTypeName, type SqlType } from './sql-type.ts'

const printedNames: Partial<Record<ScalarTypeName, string>> = {
  bool: 'boolean',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  varchar: 'character varying',
  bpchar: 'character',
}

function isScalarName(name: string): name is ScalarTypeName {
  return Object.hasOwn(sqlTypes, name)
}

/** An identifier as SQL needs it: quoted unless it is lower-case letters, digits and underscores. */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** format_type: `character varying(20)`, `timestamp(3) with time zone`, `integer[]`. */
export function printTypeName(type: SqlType): string {
  if (type.kind === 'array') return `${type.element === undefined ? type.name : printTypeName(type.element)}[]`
  if (type.kind === 'enum' || !isScalarName(type.name)) return quoteIdentifier(type.name)
  const modifier = type.modifier === undefined ? '' : `(${type.modifier.join(',')})`
  switch (type.name) {
    case 'time':
      return `time${modifier} without time zone`
    case 'timetz':
      return `time${modifier} with time zone`
    case 'timestamp':
      return `timestamp${modifier} without time zone`
    case 'timestamptz':
      return `timestamp${modifier} with time zone`
    case 'interval':
      return printIntervalType(type.modifier)
    default:
      return `${printedNames[type.name] ?? type.name}${modifier}`
  }
}

/** format_type without the modifier: `timestamp without time zone`. */
export function printBaseTypeName(type: SqlType): string {
  if (type.modifier === undefined) return printTypeName(type)
  const { modifier: _dropped, ...base } = type
  return printTypeName(base)
}

function printIntervalType(modifier: readonly number[] | undefined): string {
  if (modifier === undefined) return 'interval'
  const [precision, fields = 0] = modifier
  const fieldsName = intervalFieldsName(fields)
  return `interval${fieldsName === '' ? '' : ` ${fieldsName}`}${precision < 0 ? '' : `(${precision})`}`
}
