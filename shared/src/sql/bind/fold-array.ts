// Arrays of constants, and quantified comparisons with them, folded. Called by fold-constants.ts; part of rare queries.

import { makeArray } from '../../values/sql-array.ts'
import { type SqlType, sqlTypes } from '../../values/sql-type.ts'
import type { ExpressionOf } from '../bound-expression.ts'
import { compare, constant, isConstant, isNull } from './fold-constants.ts'

export function foldArray<S>(e: Extract<ExpressionOf<S>, { kind: 'array' }>): ExpressionOf<S> {
  const element = e.type.element
  if (element === undefined || !e.items.every(isConstant) || e.items.some(i => i.type.kind === 'array')) return e
  return constant(
    e.type,
    makeArray(
      element,
      e.items.map(i => i.value),
    ),
  )
}

/** `x = ANY (ARRAY[…])` is an IN list, `x <> ALL (ARRAY[…])` a NOT IN list. */
export function foldQuantified<S>(e: Extract<ExpressionOf<S>, { kind: 'quantified array' }>): ExpressionOf<S> {
  const { comparison, array, left } = e
  if (comparison.kind !== 'compare' || comparison.left.kind !== 'input' || comparison.right.kind !== 'input') return e
  const isIn = comparison.operator === '=' && e.quantifier === 'any'
  const isNotIn = comparison.operator === '<>' && e.quantifier === 'all'
  if (!isIn && !isNotIn) return e
  const items = arrayItems(array, comparison.right.type)
  if (items === null) return e
  if (items.length === 0) return constant(sqlTypes.bool, isNotIn)
  return { kind: 'in list', type: sqlTypes.bool, negated: isNotIn, operandType: comparison.operandType, operand: left, items }
}

function arrayItems<S>(array: ExpressionOf<S>, element: SqlType): readonly ExpressionOf<S>[] | null {
  if (array.kind === 'array') return array.items.every(i => i.type.kind !== 'array') ? array.items : null
  if (
    !isConstant(array) ||
    array.value === null ||
    typeof array.value !== 'object' ||
    !('kind' in array.value) ||
    array.value.kind !== 'array'
  )
    return null
  return array.value.items.map(value => constant(element, value))
}

export function foldDistinct<S>(e: Extract<ExpressionOf<S>, { kind: 'is distinct' }>): ExpressionOf<S> {
  const { left, right, negated } = e
  if (isConstant(left) && isConstant(right)) {
    const isDistinct =
      left.value === null || right.value === null ? left.value !== right.value : !compare('=', e.operandType, left.value, right.value)
    return constant(sqlTypes.bool, isDistinct !== negated)
  }
  if (isNull(right)) return { kind: 'is null', type: sqlTypes.bool, negated: !negated, operand: left }
  if (isNull(left)) return { kind: 'is null', type: sqlTypes.bool, negated: !negated, operand: right }
  return e
}
