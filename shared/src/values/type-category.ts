// Type categories and preferred types for overload resolution.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** pg_type.typcategory. */
export type TypeCategory = 'A' | 'B' | 'D' | 'E' | 'N' | 'P' | 'S' | 'T' | 'U' | 'X'
export function typeCategory(_type: SqlType): TypeCategory {
  return stub()
}
export function isPreferredType(_type: SqlType): boolean {
  return stub()
}
/** UNION, CASE, ARRAY, COALESCE: the common type of `types` (unknown among them), or null. */
export function commonType(_types: readonly SqlType[]): SqlType | null {
  return stub()
}
