// JavaScript parameter -> runtime value.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
import { utcContext, type ValueContext } from './value-context.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** A parameter as the wanted type; throws 22P02, 22003 … for what does not fit. */
export function fromApplicationValue(_value: unknown, _type: SqlType, _context: ValueContext = utcContext): SqlValue {
  return stub()
}
/** The type of a parameter whose type the statement does not tell: strings are 'unknown'. */
export function inferParameterType(_value: unknown): SqlType {
  return stub()
}
