// Bridges from what a body is given (EvaluationContext, runtime values) to the values layer: printing, zones.

import type { SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { printValue } from '../values/text-io.ts'
import { type ValueContext, valueContextOf } from '../values/value-context.ts'
import type { EvaluationContext } from './function-definition.ts'

/** The session's styles and zone, for printing and parsing. */
export function contextOf(context: EvaluationContext): ValueContext {
  return valueContextOf(context.settings, context.nowMicros, context.catalog ?? null)
}

/** The output text of a value, as format() and concat() show it; NULL stays null. */
export function textOf(value: SqlValue, type: SqlType, context: EvaluationContext): string | null {
  if (value === null) return null
  return typeof value === 'string' && type.kind !== 'array' ? value : printValue(type, value, contextOf(context))
}

/** The value cast to text, as || takes it: booleans are true and false. NULL stays null. */
export function castText(value: SqlValue, type: SqlType, context: EvaluationContext): string | null {
  return typeof value === 'boolean' ? String(value) : textOf(value, type, context)
}
