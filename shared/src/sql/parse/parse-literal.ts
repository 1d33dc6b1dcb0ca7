// Literals: numbers, strings, bit strings, and literals with a type before them (DATE '2020-01-01', INTERVAL '1' DAY, t 'x').

import { SqlError } from '../../base/errors.ts'
import { parseIntervalFields, parseLength, parseSimpleType } from './parse-type-name.ts'
import * as token from './token.ts'
import type { Expression, TypeName } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The literal at the cursor. */
export function literalOfToken(cursor: TokenCursor): Expression {
  const at = cursor.at
  const kind = cursor.kind
  const text = cursor.take()
  if (kind === token.stringToken) return { kind: 'string', value: text, at }
  if (kind === token.bitStringToken || kind === token.hexStringToken) return bitString(text, kind === token.bitStringToken ? 'b' : 'x', at)
  return { kind: 'number', text, at }
}

function bitString(digits: string, base: 'b' | 'x', at: number): Expression {
  const allowed = base === 'b' ? '01' : '0123456789abcdefABCDEF'
  for (const digit of digits) {
    if (allowed.includes(digit)) continue
    throw new SqlError('22P02', `"${digit}" is not a valid ${base === 'b' ? 'binary' : 'hexadecimal'} digit`, { position: at })
  }
  return { kind: 'bit string', digits, base, at }
}

/** The string at the cursor as a literal of `type`. */
export function parseTypedLiteral(cursor: TokenCursor, type: TypeName): Expression {
  return { kind: 'typed literal', type, value: cursor.stringLiteral(), intervalFields: null, at: type.at }
}

/**
 * A type word of the grammar where an operand stands: `timestamp with time zone '…'`, `interval '1' day`, `numeric(3,1) '1.5'`.
 * Null when the word is the name of a column instead (`select time from t`).
 */
export function parseTypeWordLiteral(cursor: TokenCursor): Expression | null {
  const mark = cursor.mark()
  if (cursor.text === 'interval') {
    const literal = parseIntervalLiteral(cursor, cursor.at)
    if (literal === null) cursor.rewind(mark)
    return literal
  }
  if (!startsLiteral(cursor)) return null
  return parseTypedLiteral(cursor, withoutImpliedLength(cursor, parseSimpleType(cursor), mark))
}

/** After a type word comes a literal, a modifier list, or one of the words that complete the type. */
function startsLiteral(cursor: TokenCursor): boolean {
  if (cursor.kindAhead(1) === token.stringToken || cursor.isPunctuationAhead(1, '(')) return true
  const next = cursor.wordAhead(1)
  switch (cursor.text) {
    case 'double':
      return true
    case 'national':
      return next === 'character' || next === 'char'
    case 'time':
    case 'timestamp':
      return (next === 'with' || next === 'without') && cursor.wordAhead(2) === 'time'
    case 'bit':
    case 'char':
    case 'character':
    case 'nchar':
      return next === 'varying'
    default:
      return false
  }
}

/** CHAR 'abc' and BIT '101' have no length, unlike the column types char and bit, which are char(1) and bit(1). */
function withoutImpliedLength(cursor: TokenCursor, type: TypeName, mark: number): TypeName {
  const name = type.name[0]
  if (type.name.length !== 1 || (name !== 'bpchar' && name !== 'bit')) return type
  const end = cursor.mark()
  cursor.rewind(end - 1)
  const hasLength = end - mark > 1 && cursor.is(')')
  cursor.rewind(end)
  return hasLength ? type : { ...type, modifiers: [] }
}

function parseIntervalLiteral(cursor: TokenCursor, at: number): Expression | null {
  cursor.advance()
  const precision = cursor.is('(') ? parseLength(cursor) : null
  if (cursor.kind !== token.stringToken) {
    if (precision !== null) throw cursor.unexpected()
    return null
  }
  const type: TypeName = { name: ['interval'], modifiers: precision === null ? [] : [precision], arrayDepth: 0, setOf: false, at }
  const value = cursor.stringLiteral()
  const intervalFields = precision === null ? parseIntervalFields(cursor) : null
  return { kind: 'typed literal', type, value, intervalFields, at }
}
