// Text input of int2, int4, int8, oid and boolean.

import { SqlError } from '../base/errors.ts'

const integerText = /^[ \t\n\v\f\r]*([+-]?\d+)[ \t\n\v\f\r]*$/

function syntaxError(typeName: string, text: string): SqlError {
  return new SqlError('22P02', `invalid input syntax for type ${typeName}: "${text}"`)
}

function rangeError(typeName: string, text: string): SqlError {
  return new SqlError('22003', `value "${text}" is out of range for type ${typeName}`)
}

function parseBounded(text: string, typeName: string, min: number, max: number): number {
  const match = integerText.exec(text)
  if (match === null) throw syntaxError(typeName, text)
  const value = Number(match[1])
  if (value < min || value > max) throw rangeError(typeName, text)
  return value === 0 ? 0 : value
}

export function parseInt2(text: string): number {
  return parseBounded(text, 'smallint', -32768, 32767)
}

export function parseInt4(text: string): number {
  return parseBounded(text, 'integer', -2147483648, 2147483647)
}

/** A bigint only where a number would not be exact. */
export function parseInt8(text: string): number | bigint {
  const match = integerText.exec(text)
  if (match === null) throw syntaxError('bigint', text)
  const value = Number(match[1])
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  const exact = BigInt(match[1].replace('+', ''))
  if (exact > 9223372036854775807n || exact < -9223372036854775808n) throw rangeError('bigint', text)
  return exact
}

/** As strtoul reads it: a negative number wraps around. */
export function parseOid(text: string): number {
  const match = integerText.exec(text)
  if (match === null) throw syntaxError('oid', text)
  const value = Number(match[1])
  if (value > 4294967295 || value < -2147483648) throw rangeError('oid', text)
  return value < 0 ? value + 4294967296 : value === 0 ? 0 : value
}

export function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase()
  switch (word) {
    case '1':
    case 'on':
      return true
    case '0':
    case 'of':
    case 'off':
      return false
    case '':
      break
    default:
      if ('true'.startsWith(word) || 'yes'.startsWith(word)) return true
      if ('false'.startsWith(word) || 'no'.startsWith(word)) return false
  }
  throw syntaxError('boolean', text)
}
