// Statements that neither query nor change data, by their first word. Part of definitions (parse-statement.ts).

import { definitionRules } from './parse-definition.ts'
import { parseReset, parseSet, parseShow } from './parse-setting.ts'
import * as utility from './parse-utility.ts'
import type { Statement } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

type Parse = (cursor: TokenCursor, at: number) => Statement

/** Rules of statements whose first word is consumed before. */
const rules: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ...Object.entries(definitionRules),
  ['set', parseSet],
  ['reset', parseReset],
  ['show', parseShow],
  ['explain', utility.parseExplain],
  ['prepare', utility.parsePrepare],
  ['execute', utility.parseExecute],
  ['deallocate', utility.parseDeallocate],
])

/** The cursor is at the first word. */
export function parseOtherStatement(cursor: TokenCursor): Statement {
  const at = cursor.at
  const rule = rules.get(cursor.text)
  if (rule !== undefined) {
    cursor.advance()
    return rule(cursor, at)
  }
  if (cursor.isOneOf(ignorableWords)) return utility.parseIgnorable(cursor, at)
  if (cursor.isOneOf(unsupportedWords)) return utility.parseUnsupported(cursor, at)
  throw cursor.unexpected()
}

/** Statements without effect here: they keep statistics, storage or privileges, of which ZenDB has none in SQL. */
const ignorableWords: ReadonlySet<string> = new Set([
  'vacuum',
  'analyze',
  'analyse',
  'checkpoint',
  'cluster',
  'reindex',
  'discard',
  'grant',
  'revoke',
])
/** Statements of PostgreSQL that are not built. */
const unsupportedWords: ReadonlySet<string> = new Set(
  'call close copy declare do fetch import listen load lock move notify reassign refresh security unlisten'.split(' '),
)
