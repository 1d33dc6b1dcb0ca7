// Infix and prefix operators: comparisons and number arithmetic directly, all others through overload resolution.
// Also what is sugar for them: BETWEEN, LIKE, IS DISTINCT FROM, comparisons of rows.

import { lookupFunctions } from '../../functions/function-registry.ts'
import { resolveOperator } from '../../functions/resolve-function.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { Expression } from '../ast.ts'
import type { ArithmeticOperator, ComparisonOperator } from '../bound-expression.ts'
import { bindNamedCall, callOf } from './bind-call.ts'
import { bindExpression } from './bind-expression.ts'
import { bindNumber } from './bind-literal.ts'
import { coerce, isUnknown } from './coerce.ts'
import { lateBinding } from './late-binding.ts'
import { arithmeticType, comparisonType } from './operand-types.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope } from './scope.ts'

const comparisons: Readonly<Record<string, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

const arithmetics: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])

/** The comparison that an operator symbol is, or null. */
export function comparisonOf(symbol: string): ComparisonOperator | null {
  return Object.hasOwn(comparisons, symbol) ? comparisons[symbol] : null
}

export function bindBinary(scope: Scope, e: Extract<Expression, { kind: 'binary' }>): LogicalExpression {
  if (e.left.kind === 'row' && e.right.kind === 'scalar query') return lateBinding.get().bindRowAgainstQuery(scope, e)
  if (e.left.kind === 'row' && e.right.kind === 'row') {
    const comparison = comparisonOf(e.operator)
    if (comparison !== null) return lateBinding.get().compareListedRows(scope, comparison, [e.left, e.right], e.at)
  }
  // A long chain `a + b + c …` leans left: one loop instead of one stack frame per operator.
  const chain: Extract<Expression, { kind: 'binary' }>[] = [e]
  let first = e.left
  while (first.kind === 'binary' && first.left.kind !== 'row') {
    chain.push(first)
    first = first.left
  }
  let left = bindExpression(scope, first)
  for (let i = chain.length - 1; i >= 0; i--)
    left = bindOperator(scope, chain[i].operator, left, bindExpression(scope, chain[i].right), chain[i].at)
  return left
}

/** `left symbol right` of bound operands. */
export function bindOperator(
  scope: Scope,
  symbol: string,
  left: LogicalExpression,
  right: LogicalExpression,
  at: number,
): LogicalExpression {
  const comparison = comparisonOf(symbol)
  if (comparison !== null) return bindComparison(scope, comparison, left, right, at)
  if (arithmetics.has(symbol)) {
    const type = arithmeticType(symbol, left.type, right.type)
    if (type !== null) {
      const { statement } = scope
      return {
        kind: 'arithmetic',
        type,
        operator: symbol as ArithmeticOperator,
        left: coerce(statement, left, type, at),
        right: coerce(statement, right, type, at),
      }
    }
  }
  const resolved = resolveOperator(symbol, left.type, right.type, { position: at })
  return callOf(scope, resolved, [left, right], at)
}

export function bindComparison(
  scope: Scope,
  operator: ComparisonOperator,
  left: LogicalExpression,
  right: LogicalExpression,
  at: number,
): LogicalExpression {
  const { statement } = scope
  if (left.kind === 'row' && right.kind === 'row') return lateBinding.get().compareRows(scope, operator, left.items, right.items, at)
  const type = comparisonType(left.type, right.type)
  if (type === null) return callOf(scope, resolveOperator(operator, left.type, right.type, { position: at }), [left, right], at)
  return {
    kind: 'compare',
    type: sqlTypes.bool,
    operator,
    operandType: type,
    left: coerce(statement, left, type, at),
    right: coerce(statement, right, type, at),
  }
}

export function bindUnary(scope: Scope, e: Extract<Expression, { kind: 'unary' }>): LogicalExpression {
  const { operand } = e
  if (e.operator === '-' && operand.kind === 'number') return bindNumber(`-${operand.text}`, e.at)
  const bound = bindExpression(scope, operand)
  return callOf(scope, resolveOperator(e.operator, null, bound.type, { position: e.at }), [bound], e.at)
}

/** `x BETWEEN a AND b` is x >= a AND x <= b. */
export function bindBetween(scope: Scope, e: Extract<Expression, { kind: 'between' }>): LogicalExpression {
  const operand = bindExpression(scope, e.operand)
  const low = bindExpression(scope, e.low)
  const high = bindExpression(scope, e.high)
  const inside = (a: LogicalExpression, b: LogicalExpression): LogicalExpression => ({
    kind: 'and',
    type: sqlTypes.bool,
    operands: [bindComparison(scope, '>=', operand, a, e.at), bindComparison(scope, '<=', operand, b, e.at)],
  })
  const outside = (a: LogicalExpression, b: LogicalExpression): LogicalExpression => ({
    kind: 'or',
    type: sqlTypes.bool,
    operands: [bindComparison(scope, '<', operand, a, e.at), bindComparison(scope, '>', operand, b, e.at)],
  })
  if (!e.symmetric) return e.negated ? outside(low, high) : inside(low, high)
  if (e.negated) return { kind: 'and', type: sqlTypes.bool, operands: [outside(low, high), outside(high, low)] }
  return { kind: 'or', type: sqlTypes.bool, operands: [inside(low, high), inside(high, low)] }
}

const likeOperators = { like: ['~~', '!~~'], ilike: ['~~*', '!~~*'], similar: ['~', '!~'] } as const

export function bindLike(scope: Scope, e: Extract<Expression, { kind: 'like' }>): LogicalExpression {
  const operand = bindExpression(scope, e.operand)
  let pattern = bindExpression(scope, e.pattern)
  if (e.form === 'similar') {
    const args = e.escape === null ? [pattern] : [pattern, bindExpression(scope, e.escape)]
    pattern = bindNamedCall(scope, 'similar_to_escape', args, e.at)
  } else if (e.escape !== null) pattern = bindNamedCall(scope, 'like_escape', [pattern, bindExpression(scope, e.escape)], e.at)
  return bindOperator(scope, likeOperators[e.form][e.negated ? 1 : 0], operand, pattern, e.at)
}

/** Does any operator of this symbol exist? Tells 42883 from a plain mismatch. */
export function isKnownOperator(symbol: string): boolean {
  return comparisonOf(symbol) !== null || lookupFunctions(symbol).length > 0
}

/** For messages about operands. */
export const describeType = (e: LogicalExpression): string => (isUnknown(e.type) ? 'unknown' : printTypeName(e.type))
