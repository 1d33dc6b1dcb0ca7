// Walking, rewriting and comparing bound expressions, whatever their subqueries are.
// `comparison` of a quantified expression and `add` of a frame bound have inputs of their own and are never entered.

import { sameType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { ExpressionOf } from '../bound-expression.ts'
import { lateBinding } from './late-binding.ts'

export type Mapper<S, T> = (expression: ExpressionOf<S>) => ExpressionOf<T>

/**
 * Rebuilds `expression` with every direct child replaced. Answers the same object when no child changed.
 * Subqueries become what `mapSubquery` says; leave it out to keep them.
 */
export function mapChildren<S>(expression: ExpressionOf<S>, map: Mapper<S, S>, mapSubquery: (subquery: S) => S = keep): ExpressionOf<S> {
  return convertChildren<S, S>(expression, map, mapSubquery)
}

const keep = <S>(subquery: S): S => subquery

/** As `mapChildren`, for a change of the kind of subquery. */
export function convertChildren<S, T>(e: ExpressionOf<S>, map: Mapper<S, T>, mapSubquery: (subquery: S) => T): ExpressionOf<T> {
  switch (e.kind) {
    case 'constant':
    case 'parameter':
    case 'input':
    case 'correlation':
    case 'sql value':
      return e
    case 'compare':
    case 'is distinct':
    case 'arithmetic': {
      const left = map(e.left)
      const right = map(e.right)
      return isSame(left, e.left) && isSame(right, e.right) ? same(e) : { ...e, left, right }
    }
    case 'call': {
      const args = mapAll(e.args, map)
      return isSame(args, e.args) ? same(e) : { ...e, args }
    }
    case 'cast':
    case 'not':
    case 'is null':
    case 'is truth':
    case 'field': {
      const operand = map(e.operand)
      return isSame(operand, e.operand) ? same(e) : { ...e, operand }
    }
    case 'and':
    case 'or':
    case 'coalesce':
    case 'greatest':
    case 'least': {
      const operands = mapAll(e.operands, map)
      return isSame(operands, e.operands) ? same(e) : { ...e, operands }
    }
    case 'array':
    case 'row': {
      const items = mapAll(e.items, map)
      return isSame(items, e.items) ? same(e) : { ...e, items }
    }
    default:
      return convertRareChildren(e, map, mapSubquery)
  }
}

type Rare =
  'case' | 'in list' | 'scalar subquery' | 'exists' | 'array subquery' | 'quantified subquery' | 'quantified array' | 'subscript' | 'slice'

function convertRareChildren<S, T>(
  e: Extract<ExpressionOf<S>, { kind: Rare }>,
  map: Mapper<S, T>,
  mapSubquery: (subquery: S) => T,
): ExpressionOf<T> {
  switch (e.kind) {
    case 'case':
      return { ...e, branches: e.branches.map(b => ({ when: map(b.when), then: map(b.then) })), otherwise: map(e.otherwise) }
    case 'in list': {
      const operand = map(e.operand)
      const items = mapAll(e.items, map)
      return isSame(operand, e.operand) && isSame(items, e.items) ? same(e) : { ...e, operand, items }
    }
    default:
      return lateBinding.get().convertLateChildren(e, map, mapSubquery)
  }
}

/** Nothing below `e` changed: it serves as an expression over either kind of subquery. */
const same = <S, T>(e: ExpressionOf<S>): ExpressionOf<T> => e as ExpressionOf<T>

const isSame = (a: unknown, b: unknown): boolean => a === b

export function mapAll<S, T>(list: readonly ExpressionOf<S>[], map: Mapper<S, T>): readonly ExpressionOf<T>[] {
  let changed: ExpressionOf<T>[] | null = null
  for (let i = 0; i < list.length; i++) {
    const mapped = map(list[i])
    if (changed !== null) changed.push(mapped)
    else if (!isSame(mapped, list[i])) changed = [...(list.slice(0, i) as ExpressionOf<T>[]), mapped]
  }
  return changed ?? (list as unknown as readonly ExpressionOf<T>[])
}

/** Calls `visit` for every direct child and `visitSubquery` for the subquery, if there is one. */
export function forEachChild<S>(e: ExpressionOf<S>, visit: (child: ExpressionOf<S>) => void, visitSubquery?: (subquery: S) => void): void {
  convertChildren<S, S>(
    e,
    child => {
      visit(child)
      return child
    },
    subquery => {
      visitSubquery?.(subquery)
      return subquery
    },
  )
}

/** Is `test` true of the expression or anything in it, subqueries apart? */
export function someExpression<S>(expression: ExpressionOf<S>, test: (e: ExpressionOf<S>) => boolean): boolean {
  if (test(expression)) return true
  let found = false
  forEachChild(expression, child => {
    found ||= someExpression(child, test)
  })
  return found
}

/** Structurally equal: same operations on the same inputs. Subqueries are equal only when they are one object. */
export function equalExpressions<S>(a: ExpressionOf<S>, b: ExpressionOf<S>): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || !sameType(a.type, b.type)) return false
  if (!sameOwnParts(a, b)) return false
  const left: ExpressionOf<S>[] = []
  const right: ExpressionOf<S>[] = []
  forEachChild(a, child => left.push(child))
  forEachChild(b, child => right.push(child))
  return left.length === right.length && left.every((child, i) => equalExpressions(child, right[i]))
}

/** What is compared besides kind, type and children. */
function sameOwnParts<S>(a: ExpressionOf<S>, b: ExpressionOf<S>): boolean {
  if (a.kind === 'constant') return b.kind === 'constant' && sameConstant(a.value, b.value)
  if ('subplan' in a || a.kind === 'quantified array' || a.kind === 'slice') return lateBinding.get().sameRareParts(a, b)
  return ownParts.every(part => Reflect.get(a, part) === Reflect.get(b, part))
}

/** What tells expressions of one kind apart besides their children. */
const ownParts = ['index', 'slot', 'operator', 'function', 'truth', 'negated', 'name']

function sameConstant(a: SqlValue, b: SqlValue): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return JSON.stringify(a, plainBigint) === JSON.stringify(b, plainBigint)
}

const plainBigint = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)
