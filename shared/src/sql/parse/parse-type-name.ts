// Type names: `int`, `character varying(10)`, `timestamp(3) with time zone`, `numeric(10,2)[]`, `schema.t`, `setof t`. PostgreSQL's
// own spellings become the names of its catalogue (int4, bpchar, timestamptz), as its grammar does; all others stay as written.

import { notSupported, SqlError } from '../../base/errors.ts'
import { parseLength } from './parse-length.ts'
import { characterTypes, isTypeWord, numericTypes, plainTypes } from './type-words.ts'
import * as token from './token.ts'
import type { Expression, QualifiedName, TypeName } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** A whole type name, with SETOF and array bounds. */
export function parseTypeNameRule(cursor: TokenCursor): TypeName {
  const at = cursor.at
  const setOf = cursor.acceptWord('setof')
  const simple = parseSimpleType(cursor)
  return { ...simple, at, arrayDepth: parseArrayBounds(cursor), setOf }
}

/** A type without SETOF and array bounds, as before a literal. */
export function parseSimpleType(cursor: TokenCursor): TypeName {
  const at = cursor.at
  if (isTypeWord(cursor)) return parseBuiltInType(cursor)
  if (!cursor.isTypeName) throw cursor.unexpected()
  const name = [cursor.take()]
  while (cursor.accept('.')) name.push(cursor.label())
  if (cursor.isOperator('%')) throw notSupported('%TYPE', cursor.at)
  return typeName(name, cursor.is('(') ? parseModifiers(cursor) : [], at)
}

function typeName(name: QualifiedName, modifiers: readonly number[], at: number): TypeName {
  return { name, modifiers, arrayDepth: 0, setOf: false, at }
}

function parseArrayBounds(cursor: TokenCursor): number {
  let depth = 0
  if (cursor.acceptWord('array')) {
    if (cursor.accept('[')) {
      parseBound(cursor)
      cursor.expect(']')
    }
    return 1
  }
  while (cursor.accept('[')) {
    if (!cursor.is(']')) parseBound(cursor)
    cursor.expect(']')
    depth++
  }
  return depth
}

/** Bounds have no meaning in PostgreSQL either. */
function parseBound(cursor: TokenCursor): void {
  if (cursor.kind !== token.integerToken) throw cursor.unexpected()
  cursor.advance()
}

/** `(10, 2)`: whole numbers, negative ones included. */
function parseModifiers(cursor: TokenCursor): number[] {
  return cursor.parenthesised(parseModifier)
}

function parseModifier(cursor: TokenCursor): number {
  const at = cursor.at
  return modifierOf(cursor.rules.expression(cursor), at)
}

/** PostgreSQL takes constants and names as modifiers and lets the type read them: ours read whole numbers only. */
export function modifierOf(value: Expression, at: number): number {
  const isNegative = value.kind === 'unary' && value.operator === '-'
  const constant = isNegative ? value.operand : value
  if (constant.kind === 'number') {
    const number = isNegative ? -Number(constant.text) : Number(constant.text)
    if (!constant.text.includes('.') && Number.isInteger(number) && Math.abs(number) <= 2147483647) return number
    if (!constant.text.includes('.'))
      throw new SqlError('22003', `value "${constant.text}" is out of range for type integer`, { position: at })
  }
  const text =
    constant.kind === 'string'
      ? constant.value
      : constant.kind === 'number'
        ? constant.text
        : constant.kind === 'column'
          ? constant.name.join('.')
          : null
  if (text === null) throw new SqlError('42601', 'type modifiers must be simple constants or identifiers', { position: at })
  throw new SqlError('22P02', `invalid input syntax for type integer: "${text}"`, { position: at })
}

function parseBuiltInType(cursor: TokenCursor): TypeName {
  const at = cursor.at
  const word = cursor.take()
  const plain = plainTypes.get(word)
  if (plain !== undefined) return typeName([plain], [], at)
  if (numericTypes.has(word)) return typeName(['numeric'], cursor.is('(') ? parseModifiers(cursor) : [], at)
  if (characterTypes.has(word)) return parseCharacterType(cursor, word, at)
  if (word === 'double') {
    cursor.expectWord('precision')
    return typeName(['float8'], [], at)
  }
  if (word === 'float') return parseFloat(cursor, at)
  if (word === 'bit') return parseBit(cursor, at)
  if (word === 'interval') return parseInterval(cursor, at)
  return parseTime(cursor, word, at)
}

function parseFloat(cursor: TokenCursor, at: number): TypeName {
  const bits = parseLength(cursor)
  if (bits === null) return typeName(['float8'], [], at)
  if (bits < 1) throw new SqlError('22023', 'precision for type float must be at least 1 bit', { position: at })
  if (bits > 53) throw new SqlError('22023', 'precision for type float must be less than 54 bits', { position: at })
  return typeName([bits <= 24 ? 'float4' : 'float8'], [], at)
}

/** `bit` alone is bit(1), as `char` is char(1). */
function parseBit(cursor: TokenCursor, at: number): TypeName {
  const varying = cursor.acceptWord('varying')
  const modifiers = cursor.is('(') ? parseModifiers(cursor) : varying ? [] : [1]
  return typeName([varying ? 'varbit' : 'bit'], modifiers, at)
}

function parseCharacterType(cursor: TokenCursor, word: string, at: number): TypeName {
  if (word === 'national' && !cursor.acceptWord('character')) cursor.expectWord('char')
  const varying = word === 'varchar' || cursor.acceptWord('varying')
  const length = parseLength(cursor)
  if (varying) return typeName(['varchar'], length === null ? [] : [length], at)
  return typeName(['bpchar'], [length ?? 1], at)
}

function parseTime(cursor: TokenCursor, word: string, at: number): TypeName {
  const precision = parseLength(cursor)
  let zoned = false
  if (cursor.isWords('with', 'time')) {
    cursor.expectWords('with', 'time', 'zone')
    zoned = true
  } else if (cursor.isWords('without', 'time')) {
    cursor.expectWords('without', 'time', 'zone')
  }
  return typeName([zoned ? `${word}tz` : word], precision === null ? [] : [precision], at)
}

function parseInterval(cursor: TokenCursor, at: number): TypeName {
  const precision = parseLength(cursor)
  if (precision === null) skipIntervalFields(cursor)
  return typeName(['interval'], precision === null ? [] : [precision], at)
}

function skipIntervalFields(cursor: TokenCursor): void {
  const fieldsAt = cursor.at
  const fields = parseIntervalFields(cursor)
  if (fields !== null) throw notSupported(`type interval ${fields}`, fieldsAt)
}

const intervalFields: readonly string[] = ['year', 'month', 'day', 'hour', 'minute', 'second']
const intervalRanges: ReadonlySet<string> = new Set([
  'year to month',
  'day to hour',
  'day to minute',
  'day to second',
  'hour to minute',
  'hour to second',
  'minute to second',
])

/** `day`, `hour to second(3)` … after INTERVAL or after its literal; null when there are none. */
export function parseIntervalFields(cursor: TokenCursor): string | null {
  const from = cursor.text
  if (cursor.kind !== token.unreservedToken || !intervalFields.includes(from)) return null
  cursor.advance()
  let fields = from
  if (cursor.isWord('to')) {
    cursor.advance()
    const range = `${from} to ${cursor.text}`
    if (!cursor.isLabel || !intervalRanges.has(range)) throw cursor.unexpected()
    cursor.advance()
    fields = range
  }
  if (!fields.endsWith('second')) return fields
  const precision = parseLength(cursor)
  return precision === null ? fields : `${fields}(${precision})`
}
