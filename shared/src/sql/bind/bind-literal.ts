// Literals and explicit casts: number sizes, typed literals, CAST pushed into the items of ARRAY[…].

import { notSupported, SqlError } from '../../base/errors.ts'
import { castValue } from '../../values/cast-value.ts'
import { arrayOf, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { Expression } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { explicitCast, isUnknown } from './coerce.ts'
import type { LogicalExpression } from './relation.ts'
import { resolveType } from './resolve-type.ts'
import type { Scope } from './scope.ts'

/** int4 when it fits, else int8, else numeric; 0x, 0o and 0b included. */
export function bindNumber(text: string, at: number): LogicalExpression {
  const first = text.charCodeAt(0)
  if (text.length < 10 && first !== 46 && isDigits(text)) return { kind: 'constant', type: sqlTypes.int4, value: Number(text) }
  const plain = text.replaceAll('_', '')
  const isInteger = /^-?(\d+|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(plain)
  if (isInteger) {
    const value = plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain)
    if (value >= -2147483648n && value <= 2147483647n) return { kind: 'constant', type: sqlTypes.int4, value: Number(value) }
    if (value >= -9223372036854775808n && value <= 9223372036854775807n) {
      return { kind: 'constant', type: sqlTypes.int8, value: Number.isSafeInteger(Number(value)) ? Number(value) : value }
    }
    return { kind: 'constant', type: sqlTypes.numeric, value: castValue(value.toString(), sqlTypes.unknown, sqlTypes.numeric) }
  }
  try {
    return { kind: 'constant', type: sqlTypes.numeric, value: castValue(plain, sqlTypes.unknown, sqlTypes.numeric) }
  } catch (error) {
    if (error instanceof SqlError) throw new SqlError(error.code, error.message, { position: at })
    throw error
  }
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}

export function bindLiteral(e: Extract<Expression, { kind: 'bit string' }>): LogicalExpression {
  throw notSupported('bit string literals', e.at)
}

/** DATE '2020-01-01', INTERVAL '1' DAY. */
export function bindTypedLiteral(scope: Scope, e: Extract<Expression, { kind: 'typed literal' }>): LogicalExpression {
  const type = resolveType(e.type, scope.statement.catalog)
  const literal: LogicalExpression = { kind: 'constant', type: sqlTypes.unknown, value: e.value }
  if (e.intervalFields === null) return explicitCast(scope.statement, literal, type, e.at)
  return explicitCast(scope.statement, { ...literal, value: withUnit(e.value, e.intervalFields, e.at) }, type, e.at)
}

/** INTERVAL '5' DAY: the last field is the unit of a bare number; ranges take the text as it is. */
function withUnit(text: string, fields: string, at: number): string {
  const name = fields.replace(/\(\d\)$/, '')
  if (/^\s*[-+]?\d+(\.\d+)?\s*$/.test(text)) return `${text} ${name.split(' to ').at(-1) ?? name}`
  if (name === fields && (name === 'day to second' || name === 'second' || name === 'hour to second')) return text
  if (/^\s*[-+]?\d+-\d+\s*$/.test(text) && name === 'year to month') return text
  throw notSupported(`interval literal with fields ${fields}`, at)
}

/** CAST(x AS t), x::t. */
export function bindCast(scope: Scope, e: Extract<Expression, { kind: 'cast' }>): LogicalExpression {
  const type = resolveType(e.type, scope.statement.catalog)
  const { operand } = e
  if (operand.kind === 'array' && type.kind === 'array') return castArrayItems(scope, operand, type, e.at)
  const bound = bindExpression(scope, operand)
  const at = isUnknown(bound.type) ? operand.at : e.at
  return explicitCast(scope.statement, bound, type, at)
}

/** ARRAY['1', 2]::int[]: the items are cast one by one, so that an empty or mixed list works. */
function castArrayItems(scope: Scope, array: Extract<Expression, { kind: 'array' }>, type: SqlType, at: number): LogicalExpression {
  const element = type.element ?? type
  const items = array.items.map(item =>
    item.kind === 'array'
      ? castArrayItems(scope, item, type, at)
      : explicitCast(scope.statement, bindExpression(scope, item), element, item.at),
  )
  return { kind: 'array', type: arrayOf(element), items }
}
