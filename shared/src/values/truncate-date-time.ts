// date_trunc() and date_bin().
import { notSupported } from '../base/errors.ts'
import type { Interval } from './sql-value.ts'
import type { TimeZone } from './time-zone.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function truncateTimestamp(_field: string, _micros: number): number {
  return stub()
}
/** date_trunc on timestamptz: truncates in local time of `zone`. */
export function truncateTimestampTz(_field: string, _micros: number, _zone: TimeZone): number {
  return stub()
}
export function truncateInterval(_field: string, _interval: Interval): Interval {
  return stub()
}
/** date_bin(stride, source, origin). */
export function binTimestamp(_stride: Interval, _micros: number, _originMicros: number): number {
  return stub()
}
