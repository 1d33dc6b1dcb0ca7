// PostgreSQL's total order of each type.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export type Comparator = (a: SqlValue, b: SqlValue) => number
/** Negative, zero, positive. Neither value is NULL. Throws 42883 for a type without order (json). */
export function compareValues(_type: SqlType, _a: SqlValue, _b: SqlValue): number {
  return stub()
}
/** A monomorphic comparator of two non-NULL values of one type. */
export function comparatorFor(_type: SqlType): Comparator {
  return stub()
}
/** C collation: UTF-8 byte order. */
export function compareText(_a: string, _b: string): number {
  return stub()
}
