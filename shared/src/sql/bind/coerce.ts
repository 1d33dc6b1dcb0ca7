// Implicit and explicit casts: untyped literals become values of the wanted type, parameters take their type from
// their context, everything else gets a cast node when PostgreSQL's cast matrix allows it.

import { SqlError } from '../../base/errors.ts'
import { baseType } from '../../functions/resolve-polymorphic.ts'
import { resolveCommonType } from '../../functions/resolve-common-type.ts'
import { commonType } from '../../values/type-category.ts'
import { castValue, findCast, type CastContext } from '../../values/cast-value.ts'
import { takesNumbers } from '../../values/parameter-kind.ts'
import { sameBaseType, sameType, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { LogicalExpression } from './relation.ts'
import type { StatementContext } from './statement-context.ts'

export const isUnknown = (type: SqlType): boolean => type.name === 'unknown' && type.kind === 'scalar'

export const nullConstant: LogicalExpression = { kind: 'constant', type: sqlTypes.unknown, value: null }

/** `expression` as `target`, or null when there is no such cast in this context. */
export function tryCoerce(
  statement: StatementContext,
  expression: LogicalExpression,
  target: SqlType,
  context: CastContext,
  at?: number,
): LogicalExpression | null {
  const from = expression.type
  if (isUnknown(from)) {
    if (expression.kind === 'constant') return coerceLiteral(statement, expression, target, at)
    if (expression.kind === 'parameter') return coerceParameter(statement, expression, target, at)
  }
  if (sameBaseType(from, target)) {
    if (target.modifier === undefined || sameType(from, target)) return expression
    return { kind: 'cast', type: target, operand: expression, explicit: context === 'explicit' }
  }
  if (from.name === 'record' && expression.kind === 'row' && target.name === 'record') return expression
  if (findCast(from, target, context) === null) return null
  return { kind: 'cast', type: target, operand: expression, explicit: context === 'explicit' }
}

/** Texts whose meaning depends on when the statement runs: cast at run time. */
const movingTimes = /now|today|tomorrow|yesterday/i

function coerceLiteral(
  statement: StatementContext,
  literal: Extract<LogicalExpression, { kind: 'constant' }>,
  target: SqlType,
  at: number | undefined,
): LogicalExpression {
  const { value } = literal
  if (value === null || isUnknown(target)) return { ...literal, type: target }
  const isMoving = typeof value === 'string' && movingTimes.test(value) && isTimeType(target)
  if (isMoving || target.name === 'regclass' || target.name === 'regtype') {
    return { kind: 'cast', type: target, operand: { ...literal, type: sqlTypes.text }, explicit: true }
  }
  try {
    return { kind: 'constant', type: target, value: castValue(value, sqlTypes.unknown, target, statement.values) }
  } catch (error) {
    throw placed(error, statement.placeOf(literal).position ?? at)
  }
}

const isTimeType = (type: SqlType): boolean => type.kind === 'scalar' && /^(date|time)/.test(type.name)

/** Adds the place to an error that has none yet. */
export function placed(error: unknown, at: number | undefined): unknown {
  if (!(error instanceof SqlError) || error.position !== undefined || at === undefined) return error
  const { hint, detail, table, column, constraint, cause } = error
  return new SqlError(error.code, error.message, {
    position: at,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
    ...(table === undefined ? {} : { table }),
    ...(column === undefined ? {} : { column }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(cause === undefined ? {} : { cause }),
  })
}

function coerceParameter(
  statement: StatementContext,
  parameter: Extract<LogicalExpression, { kind: 'parameter' }>,
  target: SqlType,
  at: number | undefined,
): LogicalExpression {
  const { parameterTypes } = statement
  const known = parameterTypes[parameter.index]
  const wanted = baseType(target)
  if (isUnknown(wanted)) return parameter
  if (known === undefined || isUnknown(known)) parameterTypes[parameter.index] = wanted
  else if (!sameBaseType(known, wanted)) {
    throw new SqlError('42P08', `inconsistent types deduced for parameter $${parameter.index + 1}`, {
      ...(at === undefined ? {} : { position: at }),
      detail: `${printTypeName(known)} versus ${printTypeName(wanted)}`,
    })
  }
  const typed: LogicalExpression = { kind: 'parameter', type: wanted, index: parameter.index }
  return target.modifier === undefined ? typed : { kind: 'cast', type: target, operand: typed, explicit: true }
}

/** As `tryCoerce` in implicit context; a failure is a mistake of the resolution before. */
export function coerce(statement: StatementContext, expression: LogicalExpression, target: SqlType, at?: number): LogicalExpression {
  return tryCoerce(statement, expression, target, 'implicit', at) ?? explicitCast(statement, expression, target, at)
}

/** CAST(expression AS target). */
export function explicitCast(statement: StatementContext, expression: LogicalExpression, target: SqlType, at?: number): LogicalExpression {
  const cast = tryCoerce(statement, expression, target, 'explicit', at)
  if (cast !== null) return cast
  throw new SqlError(
    '42846',
    `cannot cast type ${printTypeName(baseType(expression.type))} to ${printTypeName(baseType(target))}`,
    position(at),
  )
}

const position = (at: number | undefined): { position?: number } => (at === undefined ? {} : { position: at })

/** A value for a column: casts on assignment, 42804 when there is none. */
export function assignmentCast(
  statement: StatementContext,
  expression: LogicalExpression,
  column: { readonly name: string; readonly type: SqlType },
  at?: number,
): LogicalExpression {
  if (expression.kind === 'parameter') takeColumnType(statement, expression.index, column.type)
  const typed: LogicalExpression =
    expression.kind === 'parameter' && statement.columnParameters.has(expression.index)
      ? { ...expression, type: sqlTypes.unknown }
      : expression
  const cast = tryCoerce(statement, typed, column.type, 'assignment', at)
  if (cast !== null) return cast
  throw new SqlError(
    '42804',
    `column "${column.name}" is of type ${printTypeName(baseType(column.type))} but expression is of type ${printTypeName(baseType(expression.type))}`,
    { ...position(at), hint: 'You will need to rewrite or cast the expression.' },
  )
}

/**
 * `INSERT … VALUES ($1)`: 3 today and 2.5 tomorrow are both values of a double precision column, so its type counts and not the
 * look of the first value. Not when the value would lose something on its way (2.5 for an integer column is rounded, as a literal is).
 */
function takeColumnType(statement: StatementContext, index: number, column: SqlType): void {
  const { parameterTypes, parameterUses, columnParameters, typesAreHints } = statement
  if (parameterUses[index] !== 1) return
  const hint = parameterTypes[index]
  if (hint !== undefined && !isUnknown(hint)) {
    if (!typesAreHints || !takesNumbers(baseType(column), hint)) return
    parameterTypes[index] = undefined
  }
  columnParameters.add(index)
}

/** A condition: bool, or 42804 `argument of WHERE must be type boolean, not type integer`. */
export function coerceToBoolean(
  statement: StatementContext,
  expression: LogicalExpression,
  construct: string,
  at?: number,
): LogicalExpression {
  if (expression.type === sqlTypes.bool) return expression
  const cast = tryCoerce(statement, expression, sqlTypes.bool, 'implicit', at)
  if (cast !== null) return cast
  throw new SqlError(
    '42804',
    `argument of ${construct} must be type boolean, not type ${printTypeName(baseType(expression.type))}`,
    position(at),
  )
}

/** All expressions with their common type, as CASE, COALESCE, VALUES, ARRAY … do. `places`: where each of them stands. */
export function coerceToCommon(
  statement: StatementContext,
  expressions: readonly LogicalExpression[],
  construct: string,
  places: readonly number[],
): { readonly type: SqlType; readonly expressions: LogicalExpression[] } {
  const type = commonTypeOf(expressions, construct, places)
  return { type, expressions: expressions.map((e, i) => coerce(statement, e, type, places[i])) }
}

/** The common type; a shared modifier (all varchar(10)) is kept. */
function commonTypeOf(expressions: readonly LogicalExpression[], construct: string, places: readonly number[]): SqlType {
  const first = expressions[0].type
  if (!isUnknown(first) && expressions.every(e => sameType(e.type, first))) return first
  const types = expressions.map(e => e.type)
  const common = commonType(types)
  if (common !== null) return baseType(common)
  // The first one that does not fit those before it is to blame.
  let misfit = 1
  while (misfit < types.length - 1 && commonType(types.slice(0, misfit + 1)) !== null) misfit++
  return resolveCommonType(types, construct, places[misfit])
}

/** An output column can not stay untyped: literals and parameters without context are text. */
export function settleUnknown(statement: StatementContext, expression: LogicalExpression): LogicalExpression {
  return isUnknown(expression.type) ? coerce(statement, expression, sqlTypes.text) : expression
}
