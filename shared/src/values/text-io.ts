// PostgreSQL's text input and output of every type.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
import { utcContext, type ValueContext } from './value-context.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** The type's input function, modifier applied as on an explicit cast. Throws 22P02, 22003, 22007, 22008 … */
export function parseValue(_type: SqlType, _text: string, _context: ValueContext = utcContext): SqlValue {
  return stub()
}
/** The type's output function. `value` is not NULL. */
export function printValue(_type: SqlType, _value: SqlValue, _context: ValueContext = utcContext): string {
  return stub()
}
