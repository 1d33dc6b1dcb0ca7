// `int4column = 5::int8` compares in the wider type, which hides the column from keys and indexes. Where the constant fits
// the column's own type exactly, the comparison is made in that type.

import { castValue } from '../../values/cast-value.ts'
import { comparatorFor } from '../../values/compare-values.ts'
import type { SqlType } from '../../values/sql-type.ts'
import { SqlError } from '../../base/errors.ts'
import type { ComparisonOperator, ExpressionOf } from '../bound-expression.ts'

type Compare<S> = Extract<ExpressionOf<S>, { kind: 'compare' }>

const flipped: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** The operator that means the same with the sides exchanged. */
export const flipComparison = (operator: ComparisonOperator): ComparisonOperator => flipped[operator]

/** The same comparison in a narrower type, constants on the right. */
export function narrowComparison<S>(e: Compare<S>): Compare<S> {
  const turned: Compare<S> = e.left.kind === 'constant' ? { ...e, operator: flipped[e.operator], left: e.right, right: e.left } : e
  const { left, right } = turned
  if (right.kind !== 'constant' || left.kind !== 'cast' || !isWidening(left.operand.type, left.type)) return turned
  const narrow = left.operand.type
  try {
    const value = castValue(right.value, right.type, narrow)
    const back = castValue(value, narrow, right.type)
    if (comparatorFor(right.type)(right.value, back) !== 0) return turned
    const type: SqlType = narrow
    return { ...turned, operandType: type, left: left.operand, right: { kind: 'constant', type, value } }
  } catch (error) {
    if (error instanceof SqlError) return turned
    throw error
  }
}

const integerRanks: Readonly<Record<string, number>> = { int2: 1, int4: 2, int8: 3 }

/** Casts under which distinct values stay distinct and in order. */
function isWidening(from: SqlType, to: SqlType): boolean {
  const rank = integerRanks[from.name]
  if (rank === undefined || from.kind !== 'scalar' || to.kind !== 'scalar') return false
  if (to.name === 'numeric') return to.modifier === undefined
  if (to.name === 'float8') return rank < 3
  return integerRanks[to.name] !== undefined && integerRanks[to.name] > rank
}
