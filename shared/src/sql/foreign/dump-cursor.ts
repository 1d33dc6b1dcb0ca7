// Small readers that every statement of a dump needs: names where our key words may stand, words in any case, lists of columns.

import * as token from '../parse/token.ts'
import { skipParentheses } from '../parse/parse-skip.ts'
import { lastPart } from './dump-context.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'

/** The current token is this word, whatever its class here. */
export function isWord(cursor: TokenCursor, word: string): boolean {
  return cursor.isLabel && cursor.text.toLowerCase() === word
}

export function acceptWord(cursor: TokenCursor, word: string): boolean {
  if (!isWord(cursor, word)) return false
  cursor.advance()
  return true
}

/** All words in order, or none of them. */
export function acceptWords(cursor: TokenCursor, ...words: readonly string[]): boolean {
  const mark = cursor.mark()
  for (const word of words) {
    if (acceptWord(cursor, word)) continue
    cursor.rewind(mark)
    return false
  }
  return true
}

export function expectWord(cursor: TokenCursor, word: string): void {
  if (!acceptWord(cursor, word)) throw cursor.unexpected()
}

/** Any word as a name: a dump may use our key words for columns. SQLite also takes strings for names. */
export function readName(cursor: TokenCursor): string {
  if (cursor.kind === token.stringToken) return cursor.take()
  return cursor.label()
}

/** The name of a table without the database or schema before it: everything goes to the search path. */
export function readTableName(cursor: TokenCursor): readonly string[] {
  const parts = [readName(cursor)]
  while (cursor.accept('.')) parts.push(readName(cursor))
  return [lastPart(parts)]
}

/** A column of a key: its name, the length that MySQL indexes of it, and its order. */
export interface KeyPart {
  readonly name: string
  readonly length: number | null
  readonly descending: boolean
}

/** ( `a` (10), `b` DESC ): columns only. */
export function readKeyParts(cursor: TokenCursor): KeyPart[] {
  return cursor.parenthesised(inner => {
    const name = readName(inner)
    let length: number | null = null
    if (inner.accept('(')) {
      if (!inner.isNumber) throw inner.unexpected()
      length = Number(inner.take())
      inner.expect(')')
    }
    if (acceptWord(inner, 'collate')) readName(inner)
    const descending = acceptWord(inner, 'desc')
    if (!descending) acceptWord(inner, 'asc')
    return { name, length, descending }
  })
}

/** Words and groups of options up to a comma or a closing parenthesis: USING BTREE, COMMENT 'x', WITH (…), ON [PRIMARY]. */
export function skipKeyOptions(cursor: TokenCursor): void {
  while (!cursor.isAtEnd && !cursor.is(',') && !cursor.is(')')) {
    if (cursor.is('(')) skipParentheses(cursor)
    else cursor.advance()
  }
}
