// Writes an interval in each IntervalStyle.
import { notSupported } from '../base/errors.ts'
import type { Interval } from './sql-value.ts'
import type { IntervalStyle } from './value-context.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function printInterval(_value: Interval, _style: IntervalStyle = 'postgres'): string {
  return stub()
}
