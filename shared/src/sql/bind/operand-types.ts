// Which operators need no lookup: comparisons and arithmetic of the common types, with the type that both operands take.
// Everything else goes through functions/resolve-function.ts; the answers agree with PostgreSQL's operator resolution.

import { sameBaseType, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { isUnknown } from './coerce.ts'

/** int2 < int4 < int8 < numeric < float4 < float8. */
const numberRanks: Readonly<Record<string, number>> = { int2: 1, int4: 2, int8: 3, numeric: 4, float4: 5, float8: 6 }
const timeRanks: Readonly<Record<string, number>> = { date: 1, timestamp: 2, timestamptz: 3 }

/** Scalar types that compare by plain ordering with their own kind. */
const orderedNames: ReadonlySet<string> = new Set([
  'bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'text', 'bpchar', 'name', 'bytea', 'date', 'time', 'timetz', 'timestamp',
  'timestamptz', 'interval', 'uuid', 'jsonb', 'oid',
]) // prettier-ignore

const numberRank = (type: SqlType): number => (type.kind === 'scalar' ? (numberRanks[type.name] ?? 0) : 0)

function scalarType(name: string): SqlType {
  return sqlTypes[name as keyof typeof sqlTypes]
}

/** The type that two different numeric types are calculated in; null when one is not a number. */
function widerNumber(left: SqlType, right: SqlType): SqlType | null {
  const a = numberRank(left)
  const b = numberRank(right)
  if (a === 0 || b === 0) return null
  if (a === b) return scalarType(left.name)
  const wide = a > b ? left : right
  return wide.name === 'float4' ? sqlTypes.float8 : scalarType(wide.name)
}

/** The type in which `left` and `right` are compared, or null when it takes an operator lookup. */
export function comparisonType(left: SqlType, right: SqlType): SqlType | null {
  if (isUnknown(left)) return isUnknown(right) ? sqlTypes.text : plainType(right)
  if (isUnknown(right)) return plainType(left)
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    const number = widerNumber(left, right)
    if (number !== null) return number
    if (left.name === right.name) return plainType(left)
    const a = timeRanks[left.name]
    const b = timeRanks[right.name]
    if (a !== undefined && b !== undefined) return scalarType(a > b ? left.name : right.name)
    return comparisonOfStrings(left.name, right.name)
  }
  return sameBaseType(left, right) ? plainType(left) : null
}

function plainType(type: SqlType): SqlType | null {
  if (type.kind === 'enum') return type
  if (type.kind === 'array') {
    const element = type.element === undefined ? null : plainType(type.element)
    return element === null ? null : { ...type, element }
  }
  if (type.name === 'varchar') return sqlTypes.text
  if (type.name === 'regclass' || type.name === 'regtype') return sqlTypes.oid
  return orderedNames.has(type.name) ? scalarType(type.name) : null
}

function comparisonOfStrings(left: string, right: string): SqlType | null {
  const pair = left < right ? `${left} ${right}` : `${right} ${left}`
  switch (pair) {
    case 'text varchar':
    case 'bpchar text':
    case 'name text':
    case 'name varchar':
      return sqlTypes.text
    case 'bpchar varchar':
      return sqlTypes.bpchar
    case 'int4 oid':
    case 'int2 oid':
    case 'int8 oid':
    case 'oid regclass':
    case 'oid regtype':
    case 'int4 regclass':
      return sqlTypes.oid
    default:
      return null
  }
}

/** The type of `left operator right` when both are numbers (or one is untyped), else null. */
export function arithmeticType(operator: string, left: SqlType, right: SqlType): SqlType | null {
  const a = isUnknown(left) ? right : left
  const b = isUnknown(right) ? left : right
  const type = widerNumber(a, b)
  if (type === null) return null
  return operator === '%' && (type.name === 'float8' || type.name === 'float4') ? null : type
}
