// The key words that name types. What follows them is read by parse-type-name.ts.

import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

/** Type words that need no further syntax but an optional modifier list. */
export const plainTypes: ReadonlyMap<string, string> = new Map([
  ['int', 'int4'],
  ['integer', 'int4'],
  ['smallint', 'int2'],
  ['bigint', 'int8'],
  ['real', 'float4'],
  ['boolean', 'bool'],
])
export const numericTypes: ReadonlySet<string> = new Set(['numeric', 'decimal', 'dec'])
export const characterTypes: ReadonlySet<string> = new Set(['char', 'character', 'varchar', 'national', 'nchar'])
/** Key words of class column name that begin a type. */
const typeWords: ReadonlySet<string> = new Set([
  ...plainTypes.keys(),
  ...numericTypes,
  ...characterTypes,
  'float',
  'bit',
  'time',
  'timestamp',
  'interval',
])

/** True when the current token is a type word of the grammar, not a plain name. */
export function isTypeWord(cursor: TokenCursor): boolean {
  if (cursor.kind === token.columnNameToken) return typeWords.has(cursor.text)
  return cursor.isWord('double') && cursor.wordAhead(1) === 'precision'
}
