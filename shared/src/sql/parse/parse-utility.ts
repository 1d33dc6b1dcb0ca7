// EXPLAIN, PREPARE, EXECUTE, DEALLOCATE; statements without effect (VACUUM, GRANT …) and statements that are not built (COPY, DO …).

import { skipRest } from './parse-skip.ts'
import * as token from './token.ts'
import type { Query, Statement } from '../ast.ts'
import type {
  DeallocateStatement,
  ExecuteStatement,
  Explain,
  Ignorable,
  PrepareStatement,
  TransactionStatement,
  Unsupported,
} from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

type ExplainOption = Explain['options'][number]

/** The cursor is behind EXPLAIN. */
export function parseExplain(cursor: TokenCursor, at: number): Explain {
  const options = isOptionList(cursor) ? cursor.parenthesised(parseOption) : []
  let analyze = options.some(option => option.name === 'analyze' && isOn(option.value))
  const words: ExplainOption[] = []
  if (options.length === 0) {
    analyze = cursor.acceptWord('analyze') || cursor.acceptWord('analyse')
    if (analyze) words.push({ name: 'analyze', value: null })
    if (cursor.acceptWord('verbose')) words.push({ name: 'verbose', value: null })
  }
  return { kind: 'explain', analyze, options: [...options, ...words], statement: parseExplainable(cursor), at }
}

/** `(` opens options unless a query stands in it. */
function isOptionList(cursor: TokenCursor): boolean {
  if (!cursor.is('(') || cursor.isPunctuationAhead(1, '(')) return false
  const next = cursor.wordAhead(1)
  return next !== 'select' && next !== 'values' && next !== 'with' && next !== 'table'
}

/** name [value], where the value is a word, a string or a number. */
function parseOption(cursor: TokenCursor): ExplainOption {
  const name = cursor.isWord('analyse') || cursor.isWord('analyze') ? 'analyze' : cursor.isWord('format') ? 'format' : ''
  if (name !== '') cursor.advance()
  const optionName = name === '' ? parseOptionName(cursor) : name
  const hasValue = cursor.isLabel || cursor.kind === token.stringToken || cursor.kind === token.integerToken
  return { name: optionName, value: hasValue ? cursor.take() : null }
}

function parseOptionName(cursor: TokenCursor): string {
  if (!cursor.isLabel || cursor.kind === token.reservedToken) throw cursor.unexpected()
  return cursor.take()
}

function isOn(value: string | null): boolean {
  return value === null || ['true', 'on', '1'].includes(value.toLowerCase())
}

const explainable: ReadonlySet<string> = new Set(
  'select values table with insert update delete merge create execute declare refresh'.split(' '),
)

function parseExplainable(cursor: TokenCursor): Statement {
  if (!cursor.is('(') && !cursor.isOneOf(explainable)) throw cursor.unexpected()
  return cursor.rules.statement(cursor)
}

/** The cursor is behind PREPARE. */
export function parsePrepare(cursor: TokenCursor, at: number): PrepareStatement | TransactionStatement {
  if (cursor.isWord('transaction') && cursor.kindAhead(1) === token.stringToken) {
    cursor.advance()
    return parsePrepareTransaction(cursor, at)
  }
  const name = cursor.columnName()
  const types = cursor.is('(') ? cursor.parenthesised(cursor.rules.typeName) : []
  cursor.expectWord('as')
  const statement: Query = cursor.rules.preparable(cursor)
  return { kind: 'prepare', name, types, statement, at }
}

/** The cursor is behind EXECUTE. */
export function parseExecute(cursor: TokenCursor, at: number): ExecuteStatement {
  const name = cursor.columnName()
  return { kind: 'execute', name, args: cursor.is('(') ? cursor.parenthesised(cursor.rules.expression) : [], at }
}

/** The cursor is behind DEALLOCATE. */
export function parseDeallocate(cursor: TokenCursor, at: number): DeallocateStatement {
  if (cursor.isWord('prepare') && cursor.kindAhead(1) !== token.endToken) cursor.advance()
  if (cursor.acceptWord('all')) return { kind: 'deallocate', name: null, at }
  return { kind: 'deallocate', name: cursor.columnName(), at }
}

/** Statements without effect that may stand alone. */
const loneWords: ReadonlySet<string> = new Set(['vacuum', 'analyze', 'analyse', 'checkpoint', 'cluster'])

/** The cursor is at the word of a statement without effect here. */
export function parseIgnorable(cursor: TokenCursor, at: number): Ignorable {
  const word = cursor.take()
  if (cursor.isAtEnd && !loneWords.has(word)) throw cursor.unexpected()
  const tag = ignorableTag(cursor, word)
  skipRest(cursor)
  return { kind: 'ignorable', tag, at }
}

function ignorableTag(cursor: TokenCursor, word: string): string {
  if (word === 'analyse') return 'ANALYZE'
  if (word === 'discard') {
    const what = cursor.isWord('temporary') ? 'TEMP' : cursor.text.toUpperCase()
    if (!['ALL', 'PLANS', 'SEQUENCES', 'TEMP'].includes(what)) throw cursor.unexpected()
    return `DISCARD ${what}`
  }
  if (word !== 'grant' && word !== 'revoke') return word.toUpperCase()
  return hasTopLevelWord(cursor, 'on') ? word.toUpperCase() : `${word.toUpperCase()} ROLE`
}

/** GRANT … ON … TO is about privileges, GRANT role TO about membership. */
function hasTopLevelWord(cursor: TokenCursor, word: string): boolean {
  const mark = cursor.mark()
  let found = false
  while (!cursor.isAtEnd && !found) {
    found = cursor.isWord(word)
    cursor.advance()
  }
  cursor.rewind(mark)
  return found
}

/** The cursor is at the word of a statement that is not built. */
export function parseUnsupported(cursor: TokenCursor, at: number): Unsupported {
  const what = cursor.take().toUpperCase()
  if (cursor.isAtEnd && what !== 'UNLISTEN') throw cursor.unexpected()
  skipRest(cursor)
  return { kind: 'unsupported', what, at }
}

/** PREPARE TRANSACTION 'id'; the cursor is behind TRANSACTION. */
function parsePrepareTransaction(cursor: TokenCursor, at: number): TransactionStatement {
  cursor.stringLiteral()
  skipRest(cursor)
  return { kind: 'transaction', action: { kind: 'prepared', what: 'PREPARE TRANSACTION' }, at }
}
