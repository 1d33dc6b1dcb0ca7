// One statement: chooses the rule by the first word. Queries, changes of data and transactions are here from the start; the rules of
// all others come with the part of definitions.

import type { Statement } from '../ast.ts'
import { lateStatementRules } from './late-grammar.ts'
import { parseTransaction, transactionWords } from './parse-transaction.ts'
import { selectInto } from './select-into.ts'
import type { TokenCursor } from './token-cursor.ts'

const queryWords: ReadonlySet<string> = new Set(['select', 'insert', 'update', 'delete', 'with', 'values', 'merge', 'table'])

/** First words of all other statements, so that a mistyped one is a syntax error at once. */
const otherWords: ReadonlySet<string> = new Set(
  (
    'create alter drop truncate comment set reset show explain prepare execute deallocate vacuum analyze analyse checkpoint cluster reindex ' +
    'discard grant revoke call close copy declare do fetch import listen load lock move notify reassign refresh security unlisten'
  ).split(' '),
)

/** The statement at the cursor; what follows it is the caller's. */
export function parseStatementRule(cursor: TokenCursor): Statement {
  if (cursor.is('(') || cursor.isOneOf(queryWords)) return selectInto(cursor.rules.preparable(cursor))
  // Most of these words are no key words before the part of definitions is there.
  if (!cursor.isLabel || cursor.isQuotedName) throw cursor.unexpected()
  if (transactionWords.has(cursor.text)) return parseTransaction(cursor)
  if (otherWords.has(cursor.text)) return lateStatementRules.get().parseOtherStatement(cursor)
  throw cursor.unexpected()
}
