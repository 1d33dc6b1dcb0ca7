// Reads date, time and timestamp text in every format of PostgreSQL.
import { notSupported } from '../base/errors.ts'
import type { TimeTz } from './sql-value.ts'
import type { ValueContext } from './value-context.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function parseDate(_text: string, _context: ValueContext): number {
  return stub()
}
export function parseTime(_text: string, _context: ValueContext): number {
  return stub()
}
export function parseTimeTz(_text: string, _context: ValueContext): TimeTz {
  return stub()
}
export function parseTimestamp(_text: string, _context: ValueContext): number {
  return stub()
}
export function parseTimestampTz(_text: string, _context: ValueContext): number {
  return stub()
}
