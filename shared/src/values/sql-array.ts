// Arrays: make, parse and print array literals.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlArray, SqlValue } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** One-dimensional array with lower bound 1; `{}` for no items. */
export function makeArray(_elementType: SqlType, _items: readonly SqlValue[]): SqlArray {
  return stub()
}
export function emptyArray(_elementType: SqlType): SqlArray {
  return stub()
}
/** array_in; `parseElement` reads one unquoted element. Throws 22P02. */
export function parseArray(_elementType: SqlType, _text: string, _parseElement: (text: string) => SqlValue): SqlArray {
  return stub()
}
export function printArray(_array: SqlArray, _printElement: (value: SqlValue) => string): string {
  return stub()
}
/** a[i][j]: null when out of bounds or the number of subscripts differs. */
export function arrayElement(_array: SqlArray, _subscripts: readonly number[]): SqlValue {
  return stub()
}
