// PostgreSQL's cast matrix: which casts exist, in which context they apply, and what they do. Called by the binder and the executor.
// Casts between scalar types are in cast-table.ts; here are the general rules: text, arrays, modifiers, untyped literals.

import { SqlError } from '../base/errors.ts'
import { modifierApplier } from './apply-modifier.ts'
import { allowsCast, type CastContext } from './cast-context.ts'
import { findTableCast, type CastFunction } from './cast-table.ts'
import { parseBaseValue, printValue } from './text-io.ts'
import { printTypeName } from './type-names.ts'
import { sameBaseType, type SqlType } from './sql-type.ts'
import type { SqlArray, SqlValue } from './sql-value.ts'
import { utcContext, type ValueContext } from './value-context.ts'

export type { CastContext } from './cast-context.ts'

export interface Cast {
  /** The weakest context in which the cast applies. */
  readonly context: CastContext
  /** 'none': the runtime value stays as it is (text -> varchar). 'io': through text. */
  readonly method: 'none' | 'function' | 'io'
  /** `value` is not NULL; the answer may be. Applies the target's modifier as the context of the lookup says. */
  readonly apply: (value: SqlValue, context: ValueContext) => SqlValue
}

const stringTypes: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'name'])

export function isStringType(type: SqlType): boolean {
  return type.kind === 'scalar' && stringTypes.has(type.name)
}

/** `cast` followed by the target's length or precision. */
function withTargetModifier(cast: Cast, to: SqlType, context: CastContext): Cast {
  const applyTo = modifierApplier(to, context)
  if (applyTo === null) return cast
  const { apply, method } = cast
  if (method === 'none') return { context: cast.context, method: 'function', apply: applyTo }
  return {
    context: cast.context,
    method,
    apply: (value, valueContext) => {
      const converted = apply(value, valueContext)
      return converted === null ? null : applyTo(converted)
    },
  }
}

const sameValue: CastFunction = value => value

function castThroughText(from: SqlType, to: SqlType): CastFunction {
  return (value, context) => parseBaseValue(to, printValue(from, value, context), context)
}

function castOfItems(to: SqlType, element: SqlType, item: Cast): CastFunction {
  const { apply } = item
  return (value, context) => {
    const array = value as SqlArray
    const items = array.items.map(each => (each === null ? null : apply(each, context)))
    return { ...array, elementType: to.element ?? element, items }
  }
}

/** The cast without the target's modifier. */
function findBaseCast(from: SqlType, to: SqlType, context: CastContext): Cast | null {
  if (sameBaseType(from, to)) return { context: 'implicit', method: 'none', apply: sameValue }
  if (from.kind === 'scalar' && from.name === 'unknown') {
    return { context: 'implicit', method: 'io', apply: (value, valueContext) => parseBaseValue(to, String(value), valueContext) }
  }
  if (from.kind === 'scalar' && to.kind === 'scalar') {
    const known = findTableCast(from.name, to.name)
    if (known !== null) return known
  }
  if (from.kind === 'array' && to.kind === 'array' && from.element !== undefined && to.element !== undefined) {
    const item = findBaseCast(from.element, to.element, context)
    if (item === null || !allowsCast(context, item.context)) return null
    return { context: item.context, method: 'function', apply: castOfItems(to, to.element, item) }
  }
  if (from.name === 'void' || to.name === 'void' || to.name === 'unknown') return null
  if (isStringType(to)) return { context: 'assignment', method: 'io', apply: castThroughText(from, to) }
  if (isStringType(from)) return { context: 'explicit', method: 'io', apply: castThroughText(from, to) }
  return null
}

/** The cast from `from` to `to` (its modifier included) if it is allowed in `context`, else null. */
export function findCast(from: SqlType, to: SqlType, context: CastContext): Cast | null {
  const cast = findBaseCast(from, to, context)
  if (cast === null || !allowsCast(context, cast.context)) return null
  return to.modifier === undefined && to.kind !== 'array' ? cast : withTargetModifier(cast, to, context)
}

/** Casts one value (NULL stays NULL); throws 42846 when there is no such cast. Look the cast up once where many values are cast. */
export function castValue(
  value: SqlValue,
  from: SqlType,
  to: SqlType,
  context: ValueContext = utcContext,
  castContext: CastContext = 'explicit',
): SqlValue {
  if (value === null) return null
  const cast = findCast(from, to, castContext)
  if (cast === null) throw new SqlError('42846', `cannot cast type ${printTypeName(from)} to ${printTypeName(to)}`)
  return cast.apply(value, context)
}
