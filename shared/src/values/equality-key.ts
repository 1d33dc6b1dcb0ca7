// Keys for hashing: equal values have equal keys.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** Fit for a Map; equal values (1.0 and 1.00, int4 1 and int8 1) give the same key. NULL gives null. */
export type EqualityKey = string | number | bigint | boolean | null
export function equalityKey(_type: SqlType, _value: SqlValue): EqualityKey {
  return stub()
}
export function equalityKeyFor(_type: SqlType): (value: SqlValue) => EqualityKey {
  return stub()
}
/** One key of several values (GROUP BY a, b): a string that is unambiguous. */
export function rowEqualityKey(_types: readonly SqlType[], _values: readonly SqlValue[]): EqualityKey {
  return stub()
}
