// Writes date, time and timestamp in the session's DateStyle.
import { notSupported } from '../base/errors.ts'
import type { TimeTz } from './sql-value.ts'
import type { ValueContext } from './value-context.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function printDate(_days: number, _context: ValueContext): string {
  return stub()
}
export function printTime(_micros: number): string {
  return stub()
}
export function printTimeTz(_time: TimeTz): string {
  return stub()
}
export function printTimestamp(_micros: number, _context: ValueContext): string {
  return stub()
}
export function printTimestampTz(_micros: number, _context: ValueContext): string {
  return stub()
}
