// Function calls: overload resolution, the functions that are grammar (COALESCE, NULLIF, GREATEST, LEAST), and the way to
// aggregates, window functions and set-returning functions.

import { SqlError, notSupported } from '../../base/errors.ts'
import type { ScalarFunction } from '../../functions/function-definition.ts'
import { lookupFunctions } from '../../functions/function-registry.ts'
import { type ResolvedFunction, resolveFunction } from '../../functions/resolve-function.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { Expression, FunctionCall } from '../ast.ts'
import { bindAggregate } from './bind-aggregate.ts'
import { bindExpression } from './bind-expression.ts'
import { bindComparison } from './bind-operator.ts'
import { coerce, coerceToCommon, isUnknown, nullConstant, placed } from './coerce.ts'
import { lateBinding } from './late-binding.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope } from './scope.ts'

export function bindCall(scope: Scope, call: FunctionCall): LogicalExpression {
  const name = functionName(call)
  if (call.name.length === 1) {
    const grammar = bindGrammarFunction(scope, name, call)
    if (grammar !== null) return grammar
  }
  const definitions = lookupFunctions(name)
  const kind = definitions.find(d => d.kind === 'aggregate' || d.kind === 'window')?.kind
  if (kind !== undefined) {
    if (call.over !== null) return lateBinding.get().bindWindowCall(scope, name, call)
    if (kind === 'window' && call.withinGroup === null) {
      throw new SqlError('42809', `window function ${name} requires an OVER clause`, { position: call.at })
    }
    return bindAggregate(scope, name, call)
  }
  refuseAggregateSyntax(name, call)
  const args = bindArguments(scope, name, call)
  return resolveCall(scope, name, args, { variadic: call.args.some(a => a.variadic), position: call.at })
}

/** The last part; a schema other than pg_catalog has no functions. */
export function functionName(call: FunctionCall): string {
  const name = call.name[call.name.length - 1]
  if (call.name.length > 1 && call.name[0] !== 'pg_catalog') {
    throw new SqlError('42883', `function ${call.name.join('.')} does not exist`, { position: call.at })
  }
  return name
}

/** Arguments in order; named ones only where the names are known. */
function bindArguments(scope: Scope, name: string, call: FunctionCall): LogicalExpression[] {
  if (call.args.every(a => a.name === null)) return call.args.map(a => bindArgument(scope, a.value))
  return lateBinding.get().bindNamedArguments(scope, name, call)
}

function resolveCall(
  scope: Scope,
  name: string,
  args: readonly LogicalExpression[],
  form: { readonly variadic?: boolean; readonly position: number },
): LogicalExpression {
  const resolved = resolveFunction(
    name,
    args.map(a => a.type),
    form,
  )
  const { definition } = resolved
  if (definition.kind === 'table') return lateBinding.get().bindSetCall(scope, { ...resolved, definition }, args, form.position)
  if (definition.kind === 'scalar') return callOf(scope, { ...resolved, definition }, args, form.position)
  throw notSupported(`function ${name} in this form`, form.position)
}

/** A call of a known function with bound arguments. */
export function bindNamedCall(scope: Scope, name: string, args: readonly LogicalExpression[], at: number): LogicalExpression {
  return resolveCall(scope, name, args, { position: at })
}

/** The call node of a resolved function: arguments cast to what it takes. */
export function callOf(
  scope: Scope,
  resolved: ResolvedFunction<ScalarFunction>,
  args: readonly LogicalExpression[],
  at: number,
): LogicalExpression {
  const { definition } = resolved
  if (definition.volatility !== 'immutable') scope.statement.isVolatile = true
  return { kind: 'call', type: resolved.resultType, function: definition, args: coerceArguments(scope, resolved, args, at) }
}

export function coerceArguments(
  scope: Scope,
  resolved: ResolvedFunction,
  args: readonly LogicalExpression[],
  at: number,
): LogicalExpression[] {
  try {
    return args.map((arg, i) => coerce(scope.statement, arg, resolved.argumentTypes[i]))
  } catch (error) {
    throw placed(error, at)
  }
}

/** COALESCE, NULLIF, GREATEST, LEAST; null for any other name. */
function bindGrammarFunction(scope: Scope, name: string, call: FunctionCall): LogicalExpression | null {
  if (name !== 'coalesce' && name !== 'nullif' && name !== 'greatest' && name !== 'least') return null
  const { statement } = scope
  scope.conditionalDepth++
  const args = call.args.map(a => bindExpression(scope, a.value))
  scope.conditionalDepth--
  if (name === 'nullif') return bindNullIf(scope, args, call.at)
  const { type, expressions } = coerceToCommon(statement, args, name.toUpperCase(), call.args.map(a => a.value.at)) // prettier-ignore
  return { kind: name, type, operands: expressions }
}

function bindNullIf(scope: Scope, args: readonly LogicalExpression[], at: number): LogicalExpression {
  const when = bindComparison(scope, '=', args[0], args[1], at)
  const value = isUnknown(args[0].type) ? coerce(scope.statement, args[0], sqlTypes.text) : args[0]
  return { kind: 'case', type: value.type, branches: [{ when, then: { ...nullConstant, type: value.type } }], otherwise: value }
}

/** DISTINCT, ORDER BY, FILTER … belong to aggregates only. */
function refuseAggregateSyntax(name: string, call: FunctionCall): void {
  const refuse = (what: string): SqlError =>
    new SqlError('42809', `${what} specified, but ${name} is not an aggregate function`, { position: call.at })
  if (lookupFunctions(name).length === 0) return
  if (call.star) throw refuse('(*)')
  if (call.distinct) throw refuse('DISTINCT')
  if (call.withinGroup !== null) throw refuse('WITHIN GROUP')
  if (call.orderBy.length > 0) throw refuse('ORDER BY')
  if (call.filter !== null) throw refuse('FILTER')
  if (call.over !== null) {
    throw new SqlError('42809', `OVER specified, but ${name} is not a window function nor an aggregate function`, { position: call.at })
  }
}

/** An argument: `t.*` is t's whole row. */
export function bindArgument(scope: Scope, e: Expression): LogicalExpression {
  return e.kind === 'star' && e.qualifier !== null ? lateBinding.get().wholeRowOf(scope, e.qualifier, e.at) : bindExpression(scope, e)
}
