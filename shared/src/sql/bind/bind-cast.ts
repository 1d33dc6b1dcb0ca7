// Explicit casts, typed literals, and CAST pushed into the items of ARRAY[…]. Part of rare queries.

import { notSupported } from '../../base/errors.ts'
import { arrayOf, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { Expression } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { explicitCast, isUnknown } from './coerce.ts'
import type { LogicalExpression } from './relation.ts'
import { resolveType } from './resolve-type.ts'
import type { Scope } from './scope.ts'

export function bindBitString(e: Extract<Expression, { kind: 'bit string' }>): LogicalExpression {
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
