// What a JavaScript value looks like as a parameter: a plan is kept for parameters of the same looks. Numbers differ by the
// type that a literal of the same digits has, so `WHERE count > $1` means the same for 2 and for 2.5 as if they stood there.

import type { SqlType } from './sql-type.ts'
import { printTypeName } from './type-names.ts'
import { inferParameterType } from './value-input.ts'

/** Bits, so that a plan can say which of them it takes. */
export type ParameterKind = number

/** Strings and NULL may stand for any type. */
const untyped = 1
const int4 = 2
const int8 = 4
const numeric = 8
const float8 = 16
const bool = 32
const timestamp = 64
const bytes = 128
const json = 256
/** Arrays differ by their items' type too: see `arrayTypeOf`. */
export const arrayKind = 512

export function parameterKind(value: unknown): ParameterKind {
  switch (typeof value) {
    case 'number':
      if ((value | 0) === value) return int4
      return numberKinds[inferParameterType(value).name] ?? float8
    case 'bigint':
      return numberKinds[inferParameterType(value).name] ?? numeric
    case 'boolean':
      return bool
    case 'object':
      return value === null ? untyped : objectKind(value)
    default:
      return untyped
  }
}

const numberKinds: Readonly<Record<string, ParameterKind | undefined>> = { int4, int8, numeric, float8 }

function objectKind(value: object): ParameterKind {
  if (value instanceof Date) return timestamp
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return bytes
  return Array.isArray(value) ? arrayKind : json
}

/** Tells arrays of different items apart; empty for everything else. */
export const arrayTypeOf = (value: unknown): string => (Array.isArray(value) ? printTypeName(inferParameterType(value)) : '')

/** The kinds that a parameter takes whose type is a column's: strings, NULL, and what fits without loss. */
export function kindsForColumn(type: SqlType): number {
  if (type.kind !== 'scalar') return untyped
  return untyped | (lossless[type.name] ?? 0)
}

/** Numbers that keep their value in a column of the type: the others are cast, with the rounding and the errors of a cast. */
const lossless: Readonly<Record<string, number | undefined>> = {
  int4,
  int8: int4 | int8,
  numeric: int4 | int8 | numeric | float8,
  float8: int4 | int8 | numeric | float8,
  bool,
}

/** True when a value that looks like `hint` may be read as the column's type right away. */
export function takesNumbers(column: SqlType, hint: SqlType): boolean {
  if (column.kind !== 'scalar' || hint.kind !== 'scalar') return false
  return ((lossless[column.name] ?? 0) & (hint.name === 'bool' ? bool : (numberKinds[hint.name] ?? 0))) !== 0
}
