// Reads interval text: verbose, ISO 8601, SQL standard.
import { notSupported } from '../base/errors.ts'
import type { Interval } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** interval_in. `fields` narrows which unit a bare number has (interval '1' year). */
export function parseInterval(_text: string, _modifier?: readonly number[]): Interval {
  return stub()
}
