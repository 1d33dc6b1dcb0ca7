// Values of a dump as values of the column they go to: 0 and 1 become booleans, bytes become bytea, MySQL's zero dates become NULL,
// numbers in date columns of SQLite become dates. Without a known column a value stays as it is.

import { SqlError } from '../../base/errors.ts'
import type { Expression, TypeName } from '../ast.ts'
import type { ForeignDialect } from './foreign-dialect.ts'

/** `value` for a column of `type`, or unchanged when the type is not known. */
export function valueForColumn(value: Expression, type: TypeName | null, dialect: ForeignDialect): Expression {
  const name = type === null ? '' : type.name[0]
  const { at } = value
  if (value.kind === 'bit string' && name !== 'varbit') return bitsFor(value, name)
  if (type === null) return value
  if (name === 'bool') return booleanOf(value)
  const text = value.kind === 'string' ? value.value : null
  if (text !== null && dialect === 'mysql') {
    if (text.startsWith('0000-00-00') && /^(date|timestamp)/.test(name)) return { kind: 'null', at }
    // mysqldump writes TIMESTAMP in UTC.
    if (name === 'timestamptz' && /^\d{4}-/.test(text)) return { kind: 'string', value: `${text}+00`, at }
  }
  const number = numberOf(value)
  if (number === null) return value
  if (name === 'text' && dialect === 'sqlite') return { kind: 'string', value: number, at }
  if ((name === 'timestamp' || name === 'date') && dialect === 'sqlite') return dateOfNumber(Number(number), name, at)
  return value
}

/** Digits of a number with its sign, or null. */
function numberOf(value: Expression): string | null {
  if (value.kind === 'number') return value.text
  const isNegative = value.kind === 'unary' && value.operator === '-' && value.operand.kind === 'number'
  return isNegative && value.operand.kind === 'number' ? `-${value.operand.text}` : null
}

/** 0 and 1, as numbers or as text, as booleans; anything else unchanged. */
export function booleanOf(value: Expression): Expression {
  const written = value.kind === 'string' ? value.value : numberOf(value)
  if (written === null) return value
  // MySQL's tinyint(1) is true for every number but 0.
  if (/^-?\d+$/.test(written)) return { kind: 'boolean', value: Number(written) !== 0, at: value.at }
  return value
}

function bitsFor(value: Expression & { kind: 'bit string' }, name: string): Expression {
  const { at } = value
  const number = (): bigint => BigInt(value.digits === '' ? 0 : value.base === 'b' ? `0b${value.digits}` : `0x${value.digits}`)
  if (name === 'bool') return { kind: 'boolean', value: number() !== 0n, at }
  if (/^(int|numeric|float)/.test(name)) return { kind: 'number', text: number().toString(), at }
  if (value.base === 'b') return value
  const digits = value.digits.length % 2 === 0 ? value.digits : `0${value.digits}`
  if (name === 'uuid' && digits.length === 32) return { kind: 'string', value: digits, at }
  if (/^(text|varchar|bpchar|jsonb)$/.test(name)) return { kind: 'string', value: textOfHex(digits, at), at }
  return {
    kind: 'typed literal',
    type: { name: ['bytea'], modifiers: [], arrayDepth: 0, setOf: false, at },
    value: `\\x${digits.toLowerCase()}`,
    intervalFields: null,
    at,
  }
}

function textOfHex(digits: string, position: number): string {
  const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(i * 2, i * 2 + 2), 16))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new SqlError('22021', 'bytes of a text column are no UTF-8', { position, cause })
  }
}

/** SQLite keeps dates as text, as seconds since 1970, or as milliseconds, which ORMs write: above 10^11 a number is milliseconds. */
function dateOfNumber(number: number, name: string, position: number): Expression {
  const date = new Date(Math.abs(number) >= 1e11 ? number : number * 1000)
  if (Number.isNaN(date.getTime())) throw new SqlError('22008', `date out of range: ${number}`, { position })
  const text = date.toISOString()
  return { kind: 'string', value: name === 'date' ? text.slice(0, 10) : text.slice(0, 23).replace('T', ' '), at: position }
}
