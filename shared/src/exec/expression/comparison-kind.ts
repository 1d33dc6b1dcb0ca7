// How the values of a type are compared in kernels: natively where JavaScript's operators agree with PostgreSQL.

import type { ComparisonOperator } from '../../sql/bound-expression.ts'
import { comparatorFor, compareText } from '../../values/compare-values.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'

export type ComparisonKind =
  /** Plain numbers without NaN, in typed arrays; booleans as 0/1. */
  | 'number'
  /** Numbers; NaN equals NaN and is above all. */
  | 'float'
  /** number or bigint: `<` and `===` hold across both. */
  | 'int8'
  /** Strings: `===`, and UTF-8 byte order. */
  | 'text'
  /** Enum labels: `===`, and the order of declaration. */
  | 'label'
  /** Through the type's comparator. */
  | 'other'

export function comparisonKind(type: SqlType): ComparisonKind {
  if (type.kind === 'array') return 'other'
  if (type.kind === 'enum') return 'label'
  switch (type.name) {
    case 'bool':
    case 'int2':
    case 'int4':
    case 'date':
    case 'oid':
    case 'regclass':
    case 'regtype':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return 'number' // prettier-ignore
    case 'float4':
    case 'float8':
      return 'float' // prettier-ignore
    case 'int8':
      return 'int8'
    case 'text':
    case 'varchar':
    case 'name':
    case 'uuid':
    case 'unknown':
      return 'text' // prettier-ignore
    default:
      return 'other'
  }
}

/** Do equal values of the type look alike, so that `===` (and a Map) tells them apart? NaN and -0 are Map's affair. */
export function hasNativeEquality(type: SqlType): boolean {
  return comparisonKind(type) !== 'other'
}

export type ValueTest = (a: SqlValue, b: SqlValue) => boolean

/** `a operator b` for two values that are not NULL, in the form in which vectors hold them (booleans as numbers). */
export function valueTest(operator: ComparisonOperator, type: SqlType): ValueTest {
  const kind = comparisonKind(type)
  if (kind !== 'other' && kind !== 'float') {
    if (operator === '=') return (a, b) => a === b
    if (operator === '<>') return (a, b) => a !== b
  }
  const order = orderOf(type, kind)
  switch (operator) {
    case '=':
      return (a, b) => order(a, b) === 0
    case '<>':
      return (a, b) => order(a, b) !== 0
    case '<':
      return (a, b) => order(a, b) < 0
    case '<=':
      return (a, b) => order(a, b) <= 0
    case '>':
      return (a, b) => order(a, b) > 0
    case '>=':
      return (a, b) => order(a, b) >= 0
  }
}

/** Total order of two values that are not NULL, as vectors hold them. */
export function orderOf(type: SqlType, kind: ComparisonKind = comparisonKind(type)): (a: SqlValue, b: SqlValue) => number {
  switch (kind) {
    case 'number':
    case 'int8':
      return (a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0) // prettier-ignore
    case 'float':
      return (a, b) => compareFloats(a as number, b as number)
    case 'text':
      return (a, b) => compareText(a as string, b as string)
    case 'label':
    case 'other':
      return comparatorFor(type) // prettier-ignore
  }
}

export function compareFloats(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1
}

/** `b operator' a` that means `a operator b`. */
export const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** The operator that is true exactly when the other is false. */
export const negatedOperator: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<',
} // prettier-ignore
