// What few transaction statements say: modes, savepoints, AND CHAIN, PREPARED. Part of definitions.

import type { IsolationLevel, TransactionModes, TransactionStatement } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

type Action = TransactionStatement['action']

export function parseAction(cursor: TokenCursor, word: string): Action {
  switch (word) {
    case 'begin':
      acceptNoise(cursor)
      return { kind: 'begin', modes: parseTransactionModes(cursor) }
    case 'start':
      cursor.expectWord('transaction')
      return { kind: 'begin', modes: parseTransactionModes(cursor) }
    case 'savepoint':
      return { kind: 'savepoint', name: cursor.columnName() }
    case 'release':
      if (cursor.isWord('savepoint') && !isEndAhead(cursor)) cursor.advance()
      return { kind: 'release', name: cursor.columnName() }
    case 'commit':
    case 'end':
      return parseEnd(cursor, 'commit')
    default:
      return parseEnd(cursor, 'rollback')
  }
}

function isEndAhead(cursor: TokenCursor): boolean {
  return cursor.kindAhead(1) === 0
}

/** WORK | TRANSACTION. */
function acceptNoise(cursor: TokenCursor): void {
  if (!cursor.acceptWord('work')) cursor.acceptWord('transaction')
}

function parseEnd(cursor: TokenCursor, kind: 'commit' | 'rollback'): Action {
  if (cursor.isWord('prepared')) {
    cursor.advance()
    cursor.stringLiteral()
    return { kind: 'prepared', what: `${kind.toUpperCase()} PREPARED` }
  }
  acceptNoise(cursor)
  if (kind === 'rollback' && cursor.acceptWord('to')) {
    if (cursor.isWord('savepoint') && !isEndAhead(cursor)) cursor.advance()
    return { kind: 'rollback to', name: cursor.columnName() }
  }
  if (!cursor.acceptWord('and')) return { kind, chain: false }
  const chain = !cursor.acceptWord('no')
  cursor.expectWord('chain')
  return { kind, chain }
}

/** ISOLATION LEVEL …, READ ONLY | WRITE, [NOT] DEFERRABLE, with or without commas; later ones win. */
export function parseTransactionModes(cursor: TokenCursor): TransactionModes {
  let isolation: TransactionModes['isolation'] = null
  let readOnly: boolean | null = null
  let deferrable: boolean | null = null
  let isFirst = true
  while (!cursor.isAtEnd) {
    if (!isFirst) cursor.accept(',')
    isFirst = false
    if (cursor.acceptWord('isolation')) {
      cursor.expectWord('level')
      isolation = parseIsolation(cursor)
    } else if (cursor.acceptWord('read')) {
      readOnly = cursor.acceptWord('only')
      if (!readOnly) cursor.expectWord('write')
    } else {
      deferrable = !cursor.acceptWord('not')
      cursor.expectWord('deferrable')
    }
  }
  return { isolation, readOnly, deferrable }
}

/** The words of an isolation level. */
function parseIsolation(cursor: TokenCursor): IsolationLevel {
  if (cursor.acceptWord('serializable')) return 'serializable'
  if (cursor.acceptWord('repeatable')) {
    cursor.expectWord('read')
    return 'repeatable read'
  }
  cursor.expectWord('read')
  if (cursor.acceptWord('committed')) return 'read committed'
  cursor.expectWord('uncommitted')
  return 'read uncommitted'
}
