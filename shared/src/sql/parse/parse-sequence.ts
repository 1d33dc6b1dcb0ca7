// CREATE SEQUENCE, ALTER SEQUENCE and the options that identity columns share with them.

import { parseIfNotExists } from './parse-skip.ts'
import * as token from './token.ts'
import type { AlterSequence, CreateSequence, SequenceOption } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is behind CREATE [TEMPORARY] SEQUENCE. */
export function parseCreateSequence(cursor: TokenCursor, at: number, temporary: boolean): CreateSequence {
  const ifNotExists = parseIfNotExists(cursor)
  const name = cursor.qualifiedName()
  return { kind: 'create sequence', name, temporary, ifNotExists, options: parseSequenceOptions(cursor), at }
}

/** The options part of ALTER SEQUENCE [IF EXISTS] name options; the name is read by the caller. */
export function parseAlterSequence(cursor: TokenCursor, at: number, head: Pick<AlterSequence, 'name' | 'ifExists'>): AlterSequence {
  const options = parseSequenceOptions(cursor)
  if (options.length === 0) throw cursor.unexpected()
  return { kind: 'alter sequence', ...head, options, at }
}

/** Options until something else comes. */
export function parseSequenceOptions(cursor: TokenCursor): SequenceOption[] {
  const options: SequenceOption[] = []
  for (;;) {
    const option = parseOption(cursor)
    if (option === null) return options
    options.push(option)
  }
}

function parseOption(cursor: TokenCursor): SequenceOption | null {
  if (cursor.acceptWord('as')) return { kind: 'as', type: cursor.rules.typeName(cursor) }
  if (cursor.acceptWord('cache')) return { kind: 'cache', value: parseWholeNumber(cursor) }
  if (cursor.acceptWord('cycle')) return { kind: 'cycle' }
  if (cursor.acceptWord('increment')) {
    cursor.acceptWord('by')
    return { kind: 'increment', value: parseWholeNumber(cursor) }
  }
  if (cursor.acceptWord('minvalue')) return { kind: 'min', value: parseWholeNumber(cursor) }
  if (cursor.acceptWord('maxvalue')) return { kind: 'max', value: parseWholeNumber(cursor) }
  if (cursor.isWord('no')) return parseNoOption(cursor)
  if (cursor.isWords('owned', 'by')) {
    cursor.expectWords('owned', 'by')
    return { kind: 'owned by', column: cursor.acceptWord('none') ? null : cursor.qualifiedName() }
  }
  if (cursor.isWords('sequence', 'name')) {
    cursor.expectWords('sequence', 'name')
    return { kind: 'name', name: cursor.qualifiedName() }
  }
  if (cursor.acceptWord('start')) {
    cursor.acceptWord('with')
    return { kind: 'start', value: parseWholeNumber(cursor) }
  }
  if (cursor.acceptWord('restart')) {
    const hasValue = cursor.acceptWord('with') || isNumber(cursor)
    return { kind: 'restart', value: hasValue ? parseWholeNumber(cursor) : null }
  }
  return null
}

function parseNoOption(cursor: TokenCursor): SequenceOption {
  cursor.advance()
  if (cursor.acceptWord('cycle')) return { kind: 'no cycle' }
  if (cursor.acceptWord('minvalue')) return { kind: 'min', value: null }
  cursor.expectWord('maxvalue')
  return { kind: 'max', value: null }
}

function isNumber(cursor: TokenCursor): boolean {
  return cursor.kind === token.integerToken || cursor.isOperator('-') || cursor.isOperator('+')
}

function parseWholeNumber(cursor: TokenCursor): number | bigint {
  const isNegative = cursor.isOperator('-')
  if (isNegative || cursor.isOperator('+')) cursor.advance()
  if (cursor.kind !== token.integerToken) throw cursor.unexpected()
  const text = cursor.take()
  const value = Number(text)
  if (!Number.isSafeInteger(value)) return isNegative ? -BigInt(text) : BigInt(text)
  return isNegative ? -value : value
}
