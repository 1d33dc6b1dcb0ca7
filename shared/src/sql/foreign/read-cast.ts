// CAST(value AS type) with a type of the dialect: SQL Server's scripts write dates and decimals so.

import { expectWord, isWord } from './dump-cursor.ts'
import { readWrittenType, typeOf } from './foreign-type.ts'
import { mapExpression } from './map-expression.ts'
import type { Expression } from '../ast.ts'
import type { MappingContext } from './map-expression.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'

/** The cursor is at CAST. Binary dates (CAST(0x… AS DateTime)) are decoded. */
export function readForeignCast(cursor: TokenCursor, context: MappingContext): Expression {
  const { dialect } = context
  const at = cursor.at
  expectWord(cursor, 'cast')
  cursor.expect('(')
  const operand = isWord(cursor, 'cast') ? readForeignCast(cursor, context) : mapExpression(cursor.rules.expression(cursor), context)
  expectWord(cursor, 'as')
  const written = readWrittenType(cursor, dialect)
  cursor.expect(')')
  if (operand.kind === 'null') return operand
  if (operand.kind === 'bit string' && /^(datetime|smalldatetime)$/.test(written.name)) return binaryDate(operand.digits, written.name, at)
  return { kind: 'cast', operand, type: typeOf(written, dialect), at }
}

/** Days since 1900 and, in 1/300 seconds or in minutes, the time of the day. */
function binaryDate(digits: string, name: string, at: number): Expression {
  const half = name === 'datetime' ? 8 : 4
  const padded = digits.padStart(half * 2, '0')
  const days = parseInt(padded.slice(0, half), 16)
  const time = parseInt(padded.slice(half), 16)
  // The days are signed.
  const signedDays = half === 8 && days > 0x7fffffff ? days - 2 ** 32 : days
  const milliseconds = name === 'datetime' ? Math.round((time * 10) / 3) : time * 60_000
  const text = new Date(Date.UTC(1900, 0, 1) + signedDays * 86_400_000 + milliseconds).toISOString()
  return { kind: 'string', value: text.slice(0, 23).replace('T', ' '), at }
}
