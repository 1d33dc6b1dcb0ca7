// extract() and date_part(): one field of a date/time value.
import { notSupported } from '../base/errors.ts'
import type { Decimal, SqlValue } from './sql-value.ts'
import type { SqlType } from './sql-type.ts'
import type { ValueContext } from './value-context.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** extract(field from value): numeric with PostgreSQL's scale; null for a field an infinity has not. Throws 22023. */
export function extractField(_field: string, _value: SqlValue, _type: SqlType, _context: ValueContext): Decimal | null {
  return stub()
}
/** date_part(field, value): float8. */
export function datePart(_field: string, _value: SqlValue, _type: SqlType, _context: ValueContext): number | null {
  return stub()
}
