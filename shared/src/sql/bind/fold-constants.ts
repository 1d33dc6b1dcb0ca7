// Evaluates what is constant: immutable functions, casts and operators over literals. What fails is left as it is, so that
// the error comes when (and if) the expression is evaluated. Called by the planner and for expressions of the schema.

import { systemClock } from '../../base/clock.ts'
import { SqlError } from '../../base/errors.ts'
import { systemRandom } from '../../base/random.ts'
import type { EvaluationContext, ScalarFunction } from '../../functions/function-definition.ts'
import { resolveOperator } from '../../functions/resolve-function.ts'
import { castValue } from '../../values/cast-value.ts'
import { comparatorFor } from '../../values/compare-values.ts'
import { type SqlType, sameBaseType, sqlTypes } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { type ValueContext, utcContext } from '../../values/value-context.ts'
import type { ComparisonOperator, ExpressionOf } from '../bound-expression.ts'
import { mapChildren } from './expression-tree.ts'
import { lateBinding } from './late-binding.ts'
import { narrowComparison } from './narrow-comparison.ts'

const refuse = (): never => {
  throw new SqlError('0A000', 'feature not supported: sequences in an immutable expression')
}

/** Immutable functions ask nothing of it. */
export const immutableContext: EvaluationContext = {
  clock: systemClock,
  random: systemRandom,
  nowMicros: 0,
  settings: new Map(),
  user: '',
  database: '',
  sequences: { nextval: refuse, currval: refuse, setval: refuse, lastval: refuse },
}

/** Folds `e` and everything in it; subqueries become what `mapSubquery` makes of them. */
export function foldConstants<S>(e: ExpressionOf<S>, values: ValueContext = utcContext, mapSubquery?: (subquery: S) => S): ExpressionOf<S> {
  const fold = (x: ExpressionOf<S>): ExpressionOf<S> => {
    switch (x.kind) {
      case 'constant':
      case 'input':
      case 'parameter':
      case 'correlation':
        return x
      default:
        return foldNode(mapChildren(x, fold, mapSubquery), values)
    }
  }
  return fold(e)
}

export type Constant = { readonly kind: 'constant'; readonly type: SqlType; readonly value: SqlValue }

export const constant = (type: SqlType, value: SqlValue): Constant => ({ kind: 'constant', type, value })

export const isConstant = (e: { readonly kind: string }): e is Constant => e.kind === 'constant'

export const isNull = (e: { readonly kind: string }): boolean => isConstant(e) && e.value === null

/** One node whose children are folded. */
function foldNode<S>(e: ExpressionOf<S>, values: ValueContext): ExpressionOf<S> {
  switch (e.kind) {
    case 'compare':
      if (isNull(e.left) || isNull(e.right)) return constant(sqlTypes.bool, null)
      if (isConstant(e.left) && isConstant(e.right))
        return constant(sqlTypes.bool, compare(e.operator, e.operandType, e.left.value, e.right.value))
      return narrowComparison(e)
    case 'is distinct':
      return lateBinding.get().foldDistinct(e)
    case 'arithmetic':
      if (isNull(e.left) || isNull(e.right)) return constant(e.type, null)
      if (!isConstant(e.left) || !isConstant(e.right)) return e
      return attempt(e, () => callFunction(resolveOperator(e.operator, e.type, e.type).definition, [e.left, e.right], e.type))
    case 'call':
      return foldCall(e)
    case 'cast':
      return foldCast(e, values)
    case 'and':
    case 'or':
      return foldLogical(e)
    case 'not':
      if (isConstant(e.operand)) return constant(sqlTypes.bool, e.operand.value === null ? null : e.operand.value !== true)
      return e.operand.kind === 'not' ? e.operand.operand : e
    case 'is null':
      return isConstant(e.operand) ? constant(sqlTypes.bool, (e.operand.value === null) !== e.negated) : e
    case 'is truth': {
      if (!isConstant(e.operand)) return e
      const wanted = e.truth === 'unknown' ? null : e.truth === 'true'
      return constant(sqlTypes.bool, (e.operand.value === wanted) !== e.negated)
    }
    case 'case':
      return foldCase(e)
    case 'coalesce':
      return foldCoalesce(e)
    case 'array':
      return lateBinding.get().foldArray(e)
    case 'in list':
      return foldInList(e)
    case 'quantified array':
      return lateBinding.get().foldQuantified(e)
    default:
      return e
  }
}

/** The value that `compute` gives; `e` itself when it fails with an SQL error. */
function attempt<S>(e: ExpressionOf<S>, compute: () => SqlValue): ExpressionOf<S> {
  try {
    return constant(e.type, compute())
  } catch (error) {
    if (error instanceof SqlError) return e
    throw error
  }
}

export function compare(operator: ComparisonOperator, type: SqlType, left: SqlValue, right: SqlValue): boolean {
  const order = comparatorFor(type)(left, right)
  switch (operator) {
    case '=':
      return order === 0
    case '<>':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

function callFunction(definition: ScalarFunction, args: readonly { readonly type: SqlType }[], result: SqlType): SqlValue {
  const values = args.map(a => (isConstant(a as Constant) ? (a as Constant).value : null))
  return definition.body(values, immutableContext, { arguments: args.map(a => a.type), result })
}

function foldCall<S>(e: Extract<ExpressionOf<S>, { kind: 'call' }>): ExpressionOf<S> {
  const { function: definition, args } = e
  if (definition.strict && definition.volatility !== 'volatile' && args.some(isNull)) return constant(e.type, null)
  if (definition.volatility !== 'immutable' || !args.every(isConstant)) return e
  return attempt(e, () => callFunction(definition, args, e.type))
}

/** Casts that depend on settings or on the time of the statement are left to the executor. */
function isFoldableCast(from: SqlType, to: SqlType): boolean {
  const isZoned = (t: SqlType): boolean => t.name === 'timestamptz' || t.name === 'timetz'
  if (isZoned(from) !== isZoned(to)) return false
  if (to.name.startsWith('reg') || from.name.startsWith('reg')) return false
  const isTime = (t: SqlType): boolean => t.kind === 'scalar' && (/^(date|time)/.test(t.name) || t.name === 'interval')
  return !(isTime(from) || isTime(to)) || (isTime(from) && isTime(to))
}

function foldCast<S>(e: Extract<ExpressionOf<S>, { kind: 'cast' }>, values: ValueContext): ExpressionOf<S> {
  const { operand } = e
  if (isConstant(operand)) {
    if (operand.value === null) return constant(e.type, null)
    if (!isFoldableCast(operand.type, e.type)) return e
    return attempt(e, () => castValue(operand.value, operand.type, e.type, values, e.explicit ? 'explicit' : 'assignment'))
  }
  // varchar and text are one thing in memory: a column is read as the other type without a cast.
  if (operand.kind === 'input' && e.type.modifier === undefined && isRelabel(operand.type, e.type)) return { ...operand, type: e.type }
  return sameBaseType(operand.type, e.type) && e.type.modifier === undefined ? operand : e
}

const isRelabel = (from: SqlType, to: SqlType): boolean =>
  from.kind === 'scalar' && to.kind === 'scalar' && from.name === 'varchar' && to.name === 'text'

function foldLogical<S>(e: Extract<ExpressionOf<S>, { kind: 'and' | 'or' }>): ExpressionOf<S> {
  const absorbing = e.kind === 'or'
  const operands: ExpressionOf<S>[] = []
  let hasNull = false
  for (const operand of e.operands) {
    if (operand.kind === e.kind) operands.push(...operand.operands)
    else if (!isConstant(operand)) operands.push(operand)
    else if (operand.value === absorbing) return constant(sqlTypes.bool, absorbing)
    else if (operand.value === null) hasNull = true
  }
  if (hasNull) operands.push(constant(sqlTypes.bool, null))
  if (operands.length === 0) return constant(sqlTypes.bool, !absorbing)
  if (operands.length === 1) return operands[0]
  return operands.length === e.operands.length && operands.every((o, i) => o === e.operands[i]) ? e : { ...e, operands }
}

function foldCase<S>(e: Extract<ExpressionOf<S>, { kind: 'case' }>): ExpressionOf<S> {
  const branches: { when: ExpressionOf<S>; then: ExpressionOf<S> }[] = []
  let { otherwise } = e
  for (const branch of e.branches) {
    if (!isConstant(branch.when)) branches.push(branch)
    else if (branch.when.value === true) {
      otherwise = branch.then
      break
    }
  }
  if (branches.length === 0) return otherwise
  return { ...e, branches, otherwise }
}

function foldCoalesce<S>(e: Extract<ExpressionOf<S>, { kind: 'coalesce' }>): ExpressionOf<S> {
  const operands: ExpressionOf<S>[] = []
  for (const operand of e.operands) {
    if (isNull(operand)) continue
    operands.push(operand)
    if (isConstant(operand)) break
  }
  if (operands.length === 0) return constant(e.type, null)
  if (operands.length === 1) return operands[0]
  return operands.length === e.operands.length ? e : { ...e, operands }
}

function foldInList<S>(e: Extract<ExpressionOf<S>, { kind: 'in list' }>): ExpressionOf<S> {
  const { operand, items, operandType, negated } = e
  if (isNull(operand)) return constant(sqlTypes.bool, null)
  if (!isConstant(operand) || !items.every(isConstant)) return e
  const found = items.some(i => i.value !== null && compare('=', operandType, operand.value, i.value))
  if (found) return constant(sqlTypes.bool, !negated)
  return constant(sqlTypes.bool, items.some(i => i.value === null) ? null : negated)
}
