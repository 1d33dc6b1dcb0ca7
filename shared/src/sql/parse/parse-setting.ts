// SET, RESET and SHOW.

import { notSupported } from '../../base/errors.ts'
import { parseIntervalFields } from './parse-type-name.ts'
import { parseTransactionModes } from './parse-transaction-modes.ts'
import * as token from './token.ts'
import type { Statement } from '../ast.ts'
import type { SetStatement, ShowStatement, TransactionStatement } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is behind SET. */
export function parseSet(cursor: TokenCursor, at: number): Statement {
  if (cursor.acceptWord('constraints')) return parseSetConstraints(cursor, at)
  const local = cursor.isWord('local') && !isAssignmentAhead(cursor)
  const session = cursor.isWord('session') && !isAssignmentAhead(cursor) && cursor.wordAhead(1) !== 'authorization'
  if (local || session) cursor.advance()
  if (session && cursor.acceptWord('characteristics')) {
    cursor.expectWords('as', 'transaction')
    return { kind: 'transaction', action: { kind: 'set modes', modes: parseModes(cursor), session: true }, at }
  }
  if (cursor.isWord('transaction') && !isAssignmentAhead(cursor)) {
    cursor.advance()
    if (cursor.isWord('snapshot')) throw notSupported('SET TRANSACTION SNAPSHOT', cursor.at)
    return { kind: 'transaction', action: { kind: 'set modes', modes: parseModes(cursor), session: false }, at }
  }
  return parseAssignment(cursor, local, at)
}

function parseModes(cursor: TokenCursor): ReturnType<typeof parseTransactionModes> {
  if (cursor.isAtEnd) throw cursor.unexpected()
  return parseTransactionModes(cursor)
}

/** The word is the name of a setting: `=` or TO follows. */
function isAssignmentAhead(cursor: TokenCursor): boolean {
  return cursor.wordAhead(1) === 'to' || (cursor.kindAhead(1) === token.operatorToken && cursor.kindAhead(2) !== token.endToken)
}

function parseAssignment(cursor: TokenCursor, local: boolean, at: number): SetStatement {
  const special = parseSpecialSetting(cursor)
  if (special !== null) return { kind: 'set', ...special, local, all: false, at }
  const name = parseSettingName(cursor)
  if (cursor.isWords('from', 'current')) throw notSupported('SET … FROM CURRENT', cursor.at)
  if (!cursor.acceptWord('to') && !cursor.acceptOperator('=')) throw cursor.unexpected()
  const values = cursor.acceptWord('default') ? null : cursor.list(parseValue)
  return { kind: 'set', name, values, local, all: false, at }
}

/** Settings that have syntax of their own. */
function parseSpecialSetting(cursor: TokenCursor): Pick<SetStatement, 'name' | 'values'> | null {
  if (cursor.isWords('time', 'zone')) {
    cursor.expectWords('time', 'zone')
    return { name: 'timezone', values: parseZone(cursor) }
  }
  if (isAssignmentAhead(cursor)) return null
  if (cursor.isWords('session', 'authorization')) {
    cursor.expectWords('session', 'authorization')
    return { name: 'session_authorization', values: cursor.acceptWord('default') ? null : [parseWordOrString(cursor)] }
  }
  switch (cursor.wordAhead(0)) {
    case 'schema':
      cursor.advance()
      return { name: 'search_path', values: [cursor.stringLiteral()] }
    case 'names':
      cursor.advance()
      return { name: 'client_encoding', values: cursor.isAtEnd || cursor.acceptWord('default') ? null : [cursor.stringLiteral()] }
    case 'role':
      cursor.advance()
      return { name: 'role', values: [parseWordOrString(cursor)] }
    case 'catalog':
      throw notSupported('SET CATALOG', cursor.at)
    case 'xml':
      throw notSupported('SET XML OPTION', cursor.at)
    default:
      return null
  }
}

function parseZone(cursor: TokenCursor): readonly string[] | null {
  if (cursor.acceptWord('default') || cursor.acceptWord('local')) return null
  if (cursor.acceptWord('interval')) {
    const value = cursor.stringLiteral()
    const fields = parseIntervalFields(cursor)
    return [fields === null ? value : `${value} ${fields}`]
  }
  if (cursor.kind === token.stringToken || cursor.kind === token.identifierToken) return [cursor.take()]
  return [parseValue(cursor)]
}

/** `name` or `extension.name`. */
function parseSettingName(cursor: TokenCursor): string {
  let name = cursor.columnName()
  while (cursor.accept('.')) name += `.${cursor.columnName()}`
  return name
}

/** A value as text: a string, a word, a number with its sign. */
function parseValue(cursor: TokenCursor): string {
  if (cursor.kind === token.operatorToken) {
    const sign = cursor.text
    if (sign !== '-' && sign !== '+') throw cursor.unexpected()
    cursor.advance()
    if (!cursor.isNumber) throw cursor.unexpected()
    return sign === '-' ? `-${cursor.take()}` : cursor.take()
  }
  if (cursor.isNumber) return cursor.take()
  if (cursor.isWord('true') || cursor.isWord('false') || cursor.isWord('on')) return cursor.take()
  return parseWordOrString(cursor)
}

/** NonReservedWord_or_Sconst. */
function parseWordOrString(cursor: TokenCursor): string {
  if (cursor.kind === token.stringToken) return cursor.take()
  if (!cursor.isLabel || cursor.kind === token.reservedToken) throw cursor.unexpected()
  return cursor.take()
}

/** The cursor is behind RESET. */
export function parseReset(cursor: TokenCursor, at: number): SetStatement {
  if (cursor.acceptWord('all')) return { kind: 'set', name: 'all', values: null, local: false, all: true, at }
  return { kind: 'set', name: parseShownName(cursor), values: null, local: false, all: false, at }
}

/** The cursor is behind SHOW. */
export function parseShow(cursor: TokenCursor, at: number): ShowStatement {
  if (cursor.acceptWord('all')) return { kind: 'show', name: 'all', at }
  return { kind: 'show', name: parseShownName(cursor), at }
}

function parseShownName(cursor: TokenCursor): string {
  if (cursor.acceptWords('time', 'zone')) return 'timezone'
  if (cursor.isWords('transaction', 'isolation')) {
    cursor.expectWords('transaction', 'isolation', 'level')
    return 'transaction_isolation'
  }
  if (cursor.acceptWords('session', 'authorization')) return 'session_authorization'
  return parseSettingName(cursor)
}

/** SET CONSTRAINTS ALL | names DEFERRED | IMMEDIATE; the cursor is behind CONSTRAINTS. */
function parseSetConstraints(cursor: TokenCursor, at: number): TransactionStatement {
  const names = cursor.acceptWord('all') ? 'all' : cursor.list(inner => inner.qualifiedName())
  const deferred = cursor.acceptWord('deferred')
  if (!deferred) cursor.expectWord('immediate')
  return { kind: 'transaction', action: { kind: 'set constraints', names, deferred }, at }
}
