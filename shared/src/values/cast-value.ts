// PostgreSQL's cast matrix.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
import { utcContext, type ValueContext } from './value-context.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** When a cast applies by itself: always, on assignment, or only when written. */
export type CastContext = 'implicit' | 'assignment' | 'explicit'
export interface Cast {
  /** The weakest context in which the cast applies. */
  readonly context: CastContext
  /** 'none': the runtime value stays as it is (text -> varchar). 'io': through text. */
  readonly method: 'none' | 'function' | 'io'
  /** `value` is not NULL. Applies the target's modifier as `context` of the lookup says. */
  readonly apply: (value: SqlValue, context: ValueContext) => SqlValue
}
/** The cast from `from` to `to` (its modifier included) if it is allowed in `context`, else null. */
export function findCast(_from: SqlType, _to: SqlType, _context: CastContext): Cast | null {
  return stub()
}
/** Casts one value (NULL stays NULL); throws 42846 when there is no such cast. */
export function castValue(
  _value: SqlValue,
  _from: SqlType,
  _to: SqlType,
  _context: ValueContext = utcContext,
  _castContext: CastContext = 'explicit',
): SqlValue {
  return stub()
}
/** Applies varchar(n), numeric(p,s), timestamp(p) … to a value that already has the base type. */
export function applyModifier(_value: SqlValue, _type: SqlType, _castContext: CastContext): SqlValue {
  return stub()
}
