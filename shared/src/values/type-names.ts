// SQL spelling of types.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** A type as the parser gives it: lower-case words of the name, modifiers, array dimensions. */
export function resolveTypeName(_name: string, _modifiers: readonly number[] = [], _arrayDimensions = 0): SqlType | null {
  return stub()
}
/** Reads a type's SQL spelling: `character varying(20)[]`. null when the name is unknown. */
export function parseTypeName(_text: string): SqlType | null {
  return stub()
}
/** format_type: `character varying(20)`, `timestamp(3) with time zone`, `integer[]`. */
export function printTypeName(_type: SqlType): string {
  return stub()
}
