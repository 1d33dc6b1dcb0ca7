// Runtime value -> what an application sees.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** numeric, date, timestamp, interval: text; timestamptz: Date; json, jsonb: parsed; bytea: Uint8Array; arrays: JS arrays. */
export function toApplicationValue(_type: SqlType, _value: SqlValue): unknown {
  return stub()
}
/** A converter for one column: use it on result sets. */
export function outputConverterFor(_type: SqlType): (value: SqlValue) => unknown {
  return stub()
}
