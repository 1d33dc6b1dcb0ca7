// As expression-tree.ts, for subqueries and for parts of arrays. Part of rare queries.

import { unreachable } from '../../base/assert.ts'
import type { ExpressionOf } from '../bound-expression.ts'
import { equalExpressions, mapAll, type Mapper } from './expression-tree.ts'

type Subquery = 'scalar subquery' | 'exists' | 'array subquery' | 'quantified subquery'
type Late = Subquery | 'quantified array' | 'subscript' | 'slice'

export function convertLateChildren<S, T>(
  e: Extract<ExpressionOf<S>, { kind: Late }>,
  map: Mapper<S, T>,
  mapSubquery: (subquery: S) => T,
): ExpressionOf<T> {
  switch (e.kind) {
    case 'scalar subquery':
    case 'exists':
    case 'array subquery':
      return { ...e, subplan: mapSubquery(e.subplan) }
    case 'quantified subquery':
      return { ...e, left: mapAll(e.left, map), comparison: e.comparison as ExpressionOf<T>, subplan: mapSubquery(e.subplan) }
    case 'quantified array':
      return { ...e, left: map(e.left), array: map(e.array), comparison: e.comparison as ExpressionOf<T> }
    case 'subscript':
      return { ...e, operand: map(e.operand), indexes: mapAll(e.indexes, map) }
    case 'slice': {
      const bounds = e.bounds.map(b => ({ lower: b.lower && map(b.lower), upper: b.upper && map(b.upper) }))
      return { ...e, operand: map(e.operand), bounds }
    }
    default:
      return unreachable(e)
  }
}

/** Subqueries are equal only when they are one object, which their caller saw before. */
export function sameRareParts<S>(
  a: Extract<ExpressionOf<S>, { kind: Subquery | 'quantified array' | 'slice' }>,
  b: ExpressionOf<S>,
): boolean {
  if (a.kind === 'quantified array')
    return b.kind === 'quantified array' && a.quantifier === b.quantifier && equalExpressions(a.comparison, b.comparison)
  if (a.kind !== 'slice' || b.kind !== 'slice' || a.bounds.length !== b.bounds.length) return false
  return a.bounds.every(
    (bound, i) => (bound.lower === null) === (b.bounds[i].lower === null) && (bound.upper === null) === (b.bounds[i].upper === null),
  )
}
