// Literals with a type before them: DATE '2020-01-01', INTERVAL '1' DAY, t 'x', t(1) 'x'; and those of bits. Part of rare queries.

import { SqlError } from '../../base/errors.ts'
import { parseLength } from './parse-length.ts'
import { modifierOf, parseIntervalFields, parseSimpleType } from './parse-type-name.ts'
import { grammarError } from './syntax-error.ts'
import * as token from './token.ts'
import type { Expression, TypeName } from '../ast.ts'
import type { CallNode } from './parse-call.ts'
import type { TokenCursor } from './token-cursor.ts'

export function bitString(digits: string, base: 'b' | 'x', at: number): Expression {
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
 * Null when the word is the name of a column instead.
 */
export function parseTypeWordLiteral(cursor: TokenCursor): Expression | null {
  const mark = cursor.mark()
  if (cursor.text === 'interval') {
    const literal = parseIntervalLiteral(cursor, cursor.at)
    if (literal === null) cursor.rewind(mark)
    return literal
  }
  return parseTypedLiteral(cursor, withoutImpliedLength(cursor, parseSimpleType(cursor), mark))
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

/** `f(10, 2) 'text'`: what looked like a call was a type with modifiers before a literal. */
export function literalOfCall(cursor: TokenCursor, call: CallNode): Expression {
  const modifiers: number[] = []
  for (const arg of call.args) {
    if (arg.name !== null) throw grammarError('type modifier cannot have parameter name', call.at)
    modifiers.push(modifierOf(arg.value, arg.value.at))
  }
  if (call.star || call.distinct || call.orderBy.length > 0) throw cursor.unexpected()
  const type: TypeName = { name: call.name, modifiers, arrayDepth: 0, setOf: false, at: call.at }
  return { kind: 'typed literal', type, value: cursor.stringLiteral(), intervalFields: null, at: call.at }
}
