// Keys under which results of subplans are remembered: equal keys only for values that look the same (1.0 is not 1.00 here).

import type { SqlValue } from '../../values/sql-value.ts'

/** A Map key of one value. */
export function identityKey(value: SqlValue): unknown {
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : typeof value === 'string' ? `s${value}` : value
  return `o${JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))}`
}

/** A Map key of several values; `type:length:text` each, so that no two lists share one. */
export function identityKeyOfRow(values: readonly SqlValue[]): unknown {
  if (values.length === 1) return identityKey(values[0])
  let key = ''
  for (const value of values) {
    const part = String(identityKey(value))
    key += `${typeof value}:${part.length}:${part};`
  }
  return key
}
