// SQL spelling of types to SqlType: `character varying(20)[]`. Called by the binder, by DDL, by regtype. Part of rare queries.

import { SqlError } from '../base/errors.ts'
import { parseOid } from './integer-text.ts'
import { type SqlType, arrayOf, sqlTypes, withModifier } from './sql-type.ts'
import { printTypeName } from './type-names.ts'
import { typeOfOid, typeOid } from './type-oids.ts'

export { typeLength, typeOid } from './type-oids.ts'

/** Every spelling that is one type, whatever its modifiers. */
const typesBySpelling: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ...Object.values(sqlTypes).map((type): [string, SqlType] => [type.name, type]),
  ['boolean', sqlTypes.bool],
  ['smallint', sqlTypes.int2],
  ['int', sqlTypes.int4],
  ['integer', sqlTypes.int4],
  ['bigint', sqlTypes.int8],
  ['real', sqlTypes.float4],
  ['double precision', sqlTypes.float8],
  ['decimal', sqlTypes.numeric],
  ['dec', sqlTypes.numeric],
  ['character varying', sqlTypes.varchar],
  ['char varying', sqlTypes.varchar],
  ['national character varying', sqlTypes.varchar],
  ['national char varying', sqlTypes.varchar],
  ['nchar varying', sqlTypes.varchar],
  ['time without time zone', sqlTypes.time],
  ['time with time zone', sqlTypes.timetz],
  ['timestamp without time zone', sqlTypes.timestamp],
  ['timestamp with time zone', sqlTypes.timestamptz],
])

/** These mean one character where no length is written. */
const singleCharacterSpellings: ReadonlySet<string> = new Set(['character', 'char', 'nchar', 'national character', 'national char'])

function invalidModifier(message: string): SqlError {
  return new SqlError('22023', message)
}

function lengthModifier(typeName: string, modifiers: readonly number[]): readonly number[] | undefined {
  if (modifiers.length === 0) return undefined
  if (modifiers.length > 1) throw invalidModifier('invalid type modifier')
  if (modifiers[0] < 1) throw invalidModifier(`length for type ${typeName} must be at least 1`)
  if (modifiers[0] > 10_485_760) throw invalidModifier(`length for type ${typeName} cannot exceed 10485760`)
  return [modifiers[0]]
}

function numericModifier(modifiers: readonly number[]): readonly number[] | undefined {
  if (modifiers.length === 0) return undefined
  if (modifiers.length > 2) throw invalidModifier('invalid NUMERIC type modifier')
  const [precision, scale = 0] = modifiers
  if (precision < 1 || precision > 1000) throw invalidModifier(`NUMERIC precision ${precision} must be between 1 and 1000`)
  if (scale < -1000 || scale > 1000) throw invalidModifier(`NUMERIC scale ${scale} must be between -1000 and 1000`)
  return [precision, scale]
}

/** PostgreSQL lowers a precision above 6 with a warning. */
function secondsModifier(spelling: string, modifiers: readonly number[]): readonly number[] | undefined {
  if (modifiers.length === 0) return undefined
  if (modifiers[0] < 0) throw invalidModifier(`${spelling} precision must not be negative`)
  return [Math.min(6, modifiers[0]), ...modifiers.slice(1)]
}

function floatOfBits(modifiers: readonly number[]): SqlType {
  if (modifiers.length === 0) return sqlTypes.float8
  const [bits] = modifiers
  if (bits < 1) throw invalidModifier('precision for type float must be at least 1 bit')
  if (bits > 53) throw invalidModifier('precision for type float must be less than 54 bits')
  return bits <= 24 ? sqlTypes.float4 : sqlTypes.float8
}

function withCheckedModifier(type: SqlType, modifiers: readonly number[]): SqlType {
  switch (type.name) {
    case 'varchar':
      return withModifier(type, lengthModifier('varchar', modifiers))
    case 'bpchar':
      return withModifier(type, lengthModifier('char', modifiers))
    case 'numeric':
      return withModifier(type, numericModifier(modifiers))
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return withModifier(type, secondsModifier(printTypeName(type).toUpperCase(), modifiers))
    case 'interval':
      // -1 stands for "no precision" before interval fields.
      return withModifier(type, modifiers[0] === -1 ? modifiers : secondsModifier('INTERVAL', modifiers))
    default:
      if (modifiers.length > 0) throw new SqlError('42601', `type modifier is not allowed for type "${type.name}"`)
      return type
  }
}

function scalarOfSpelling(name: string, modifiers: readonly number[]): SqlType | null {
  if (singleCharacterSpellings.has(name)) return withCheckedModifier(sqlTypes.bpchar, modifiers.length === 0 ? [1] : modifiers)
  if (name === 'float') return floatOfBits(modifiers)
  const type = typesBySpelling.get(name)
  return type === undefined ? null : withCheckedModifier(type, modifiers)
}

/** A type as the parser gives it: lower-case words of the name, modifiers, array dimensions. null when the name is unknown. */
export function resolveTypeName(name: string, modifiers: readonly number[] = [], arrayDimensions = 0): SqlType | null {
  let type = scalarOfSpelling(name, modifiers)
  if (type === null && name.startsWith('_')) {
    const element = scalarOfSpelling(name.slice(1), modifiers)
    type = element === null ? null : arrayOf(element)
  }
  return type === null || arrayDimensions === 0 || type.kind === 'array' ? type : arrayOf(type)
}

/** Reads a type's SQL spelling: `character varying(20)[]`, `timestamp(3) with time zone`. null when the name is unknown. */
export function parseTypeName(text: string): SqlType | null {
  const match = /^\s*([^([]*?)\s*(?:\(([^)]*)\))?\s*((?:with|without)\s+time\s+zone)?\s*((?:\[\s*\d*\s*\]\s*)*|array)\s*$/i.exec(text)
  if (match === null) return null
  const [, words, modifierText, zone, dimensions] = match
  const folded = words.trim().replace(/\s+/g, ' ').toLowerCase()
  const name = `${folded.replace(/^pg_catalog\./, '')}${zone === undefined ? '' : ` ${zone.toLowerCase().replace(/\s+/g, ' ')}`}`
  const modifiers = modifierText === undefined ? [] : modifierText.split(',').map(Number)
  if (modifiers.some(Number.isNaN)) return null
  return resolveTypeName(unquote(name, words.trim()), modifiers, dimensions === '' ? 0 : 1)
}

/** A quoted name keeps its case: `"int4"` is int4, `"INT4"` is nothing. */
function unquote(folded: string, written: string): string {
  return written.length > 1 && written.startsWith('"') && written.endsWith('"') ? written.slice(1, -1) : folded
}

/** regtypein: an oid, or the name of a type. */
export function parseTypeOid(text: string): number {
  if (/^\s*\d+\s*$/.test(text)) return parseOid(text)
  if (text === '-') return 0
  const type = parseTypeName(text)
  if (type === null || type.name === 'unknown') throw new SqlError('42704', `type "${text}" does not exist`)
  return typeOid(type)
}

export function printTypeOid(oid: number): string {
  if (oid === 0) return '-'
  const type = typeOfOid(oid)
  return type === null ? String(oid) : printTypeName(type)
}
