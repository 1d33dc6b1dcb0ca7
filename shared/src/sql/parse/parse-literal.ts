// Literals: numbers and strings; those of bits, and those with a type before them, come with the part of rare queries.

import { lateGrammar } from './late-grammar.ts'
import * as token from './token.ts'
import type { Expression } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The literal at the cursor. */
export function literalOfToken(cursor: TokenCursor): Expression {
  const at = cursor.at
  const kind = cursor.kind
  const text = cursor.take()
  if (kind === token.stringToken) return { kind: 'string', value: text, at }
  if (kind === token.bitStringToken || kind === token.hexStringToken)
    return lateGrammar.get().bitString(text, kind === token.bitStringToken ? 'b' : 'x', at)
  return { kind: 'number', text, at }
}

/** A literal with a type word of the grammar before it; null when the word is the name of a column (`select time from t`). */
export function parseTypeWordLiteral(cursor: TokenCursor): Expression | null {
  return startsLiteral(cursor) ? lateGrammar.get().parseTypeWordLiteral(cursor) : null
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
