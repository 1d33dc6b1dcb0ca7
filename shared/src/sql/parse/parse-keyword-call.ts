// Calls and values that are key words: COALESCE, NULLIF, CURRENT_TIMESTAMP. Those with syntax of their own are in
// parse-special-call.ts, which comes with the part of rare queries.

import { lateGrammar } from './late-grammar.ts'
import { parseLength } from './parse-length.ts'
import { plainCall } from './plain-call.ts'
import type { Expression } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

const plainCalls: ReadonlySet<string> = new Set(['coalesce', 'greatest', 'least', 'nullif'])
const sqlValues: ReadonlySet<string> = new Set(['current_date', 'current_role', 'current_user', 'session_user', 'user', 'current_catalog'])
const timeValues: ReadonlySet<string> = new Set(['current_time', 'current_timestamp', 'localtime', 'localtimestamp'])
const specialCalls: ReadonlySet<string> = new Set(
  (
    'cast extract normalize overlay position substring treat trim ' +
    'xmlconcat xmlelement xmlexists xmlforest xmlparse xmlpi xmlroot xmlserialize xmltable'
  ).split(' '),
)

/** True for the words above. */
export function isKeywordCall(word: string): boolean {
  return plainCalls.has(word) || sqlValues.has(word) || timeValues.has(word) || specialCalls.has(word)
}

/** The cursor is at a word for which `isKeywordCall` holds. */
export function parseKeywordCall(cursor: TokenCursor): Expression {
  const at = cursor.at
  const name = cursor.take()
  if (plainCalls.has(name)) return parsePlain(cursor, name, at)
  if (sqlValues.has(name)) return { kind: 'sql value', name, precision: null, at }
  if (timeValues.has(name)) return { kind: 'sql value', name, precision: parseLength(cursor), at }
  return lateGrammar.get().parseSpecialCall(cursor, name, at)
}

function parsePlain(cursor: TokenCursor, name: string, at: number): Expression {
  const args = cursor.parenthesised(cursor.rules.expression)
  if (name === 'nullif' && args.length !== 2) throw cursor.unexpected()
  return plainCall(name, args, at)
}
