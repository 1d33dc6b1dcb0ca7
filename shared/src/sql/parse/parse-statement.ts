// One statement: chooses the rule by the first word.

import { LatePart } from '../../base/load-part.ts'
import type * as definitions from './parse-definition.ts'
import { parseReset, parseSet, parseShow } from './parse-setting.ts'
import { parseTransaction, transactionWords } from './parse-transaction.ts'
import * as utility from './parse-utility.ts'
import { selectInto } from './select-into.ts'
import * as token from './token.ts'
import type { Statement } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

type Parse = (cursor: TokenCursor, at: number) => Statement

/** Rules of statements whose first word is consumed before. */
const rules: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['set', parseSet],
  ['reset', parseReset],
  ['show', parseShow],
  ['explain', utility.parseExplain],
  ['prepare', utility.parsePrepare],
  ['execute', utility.parseExecute],
  ['deallocate', utility.parseDeallocate],
])
const definitionWords: ReadonlySet<string> = new Set(['create', 'alter', 'drop', 'truncate', 'comment'])
const queryWords: ReadonlySet<string> = new Set(['select', 'insert', 'update', 'delete', 'with', 'values', 'merge', 'table'])

/** Most sessions of an application only query and change data. */
export const lateDefinitionRules = new LatePart<typeof definitions>('definitions')

function ruleFor(word: string): Parse | undefined {
  if (!definitionWords.has(word)) return rules.get(word)
  return lateDefinitionRules.get().definitionRules[word]
}

/** The statement at the cursor; what follows it is the caller's. */
export function parseStatementRule(cursor: TokenCursor): Statement {
  if (cursor.is('(') || cursor.isOneOf(queryWords)) return selectInto(cursor.rules.preparable(cursor))
  if (cursor.kind === token.identifierToken) throw cursor.unexpected()
  const at = cursor.at
  const rule = cursor.isLabel ? ruleFor(cursor.text) : undefined
  if (rule !== undefined) {
    cursor.advance()
    return rule(cursor, at)
  }
  if (cursor.isOneOf(transactionWords)) return parseTransaction(cursor)
  if (cursor.isOneOf(utility.ignorableWords)) return utility.parseIgnorable(cursor, at)
  if (cursor.isOneOf(utility.unsupportedWords)) return utility.parseUnsupported(cursor, at)
  throw cursor.unexpected()
}
