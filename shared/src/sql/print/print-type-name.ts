// Type names as PostgreSQL's format_type writes them. Read back, they give the same TypeName.

import { printName } from './print-name.ts'
import type { TypeName } from '../ast.ts'

/** Names of PostgreSQL's catalogue and how SQL spells them; `#` is where the modifiers go. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['int2', 'smallint'],
  ['int4', 'integer'],
  ['int8', 'bigint'],
  ['float4', 'real'],
  ['float8', 'double precision'],
  ['bool', 'boolean'],
  ['numeric', 'numeric#'],
  ['varchar', 'character varying#'],
  ['varbit', 'bit varying#'],
  ['time', 'time#'],
  ['timetz', 'time# with time zone'],
  ['timestamp', 'timestamp#'],
  ['timestamptz', 'timestamp# with time zone'],
  ['interval', 'interval#'],
])

/** The type with its modifiers and array bounds. */
export function printTypeName(type: TypeName): string {
  return `${type.setOf ? 'SETOF ' : ''}${printElementType(type)}${'[]'.repeat(type.arrayDepth)}`
}

/** Without SETOF and array bounds, as before a literal. */
export function printElementType(type: TypeName): string {
  const modifiers = type.modifiers.length === 0 ? '' : `(${type.modifiers.join(', ')})`
  const spelling = type.name.length === 1 ? spellings.get(type.name[0]) : undefined
  if (spelling === undefined) return printPlain(type, modifiers)
  if (spelling.includes('#')) return spelling.replace('#', modifiers)
  return modifiers === '' ? spelling : printPlain(type, modifiers)
}

/** char and bit without a length are char(1) and bit(1) in SQL: quoted they have none. */
function printPlain(type: TypeName, modifiers: string): string {
  return `${type.name.map(printName).join('.')}${modifiers}`
}
