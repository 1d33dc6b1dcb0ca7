// Numbers: int4, int8 or numeric, by their size. Typed literals and casts are in bind-cast.ts.

import { SqlError } from '../../base/errors.ts'
import { castValue } from '../../values/cast-value.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { LogicalExpression } from './relation.ts'

/** int4 when it fits, else int8, else numeric; 0x, 0o and 0b included. */
export function bindNumber(text: string, at: number): LogicalExpression {
  const first = text.charCodeAt(0)
  if (text.length < 10 && first !== 46 && isDigits(text)) return { kind: 'constant', type: sqlTypes.int4, value: Number(text) }
  const plain = text.replaceAll('_', '')
  const isInteger = /^-?(\d+|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(plain)
  if (isInteger) {
    const value = plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain)
    if (value >= -2147483648n && value <= 2147483647n) return { kind: 'constant', type: sqlTypes.int4, value: Number(value) }
    if (value >= -9223372036854775808n && value <= 9223372036854775807n) {
      return { kind: 'constant', type: sqlTypes.int8, value: Number.isSafeInteger(Number(value)) ? Number(value) : value }
    }
    return { kind: 'constant', type: sqlTypes.numeric, value: castValue(value.toString(), sqlTypes.unknown, sqlTypes.numeric) }
  }
  try {
    return { kind: 'constant', type: sqlTypes.numeric, value: castValue(plain, sqlTypes.unknown, sqlTypes.numeric) }
  } catch (error) {
    if (error instanceof SqlError) throw new SqlError(error.code, error.message, { position: at })
    throw error
  }
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}
