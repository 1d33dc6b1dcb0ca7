// Window specifications: PARTITION BY, ORDER BY, frames. Comes with the part of rare queries (late-grammar.ts).

import { SqlError } from '../../base/errors.ts'
import { parseOrderBy } from './parse-order.ts'
import type { FrameBound, WindowFrame, WindowSpec } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Words that begin a clause of a window and are therefore not taken as the name of a base window. */
const windowClauses: ReadonlySet<string> = new Set(['partition', 'range', 'rows', 'groups'])

/** ( [base] [PARTITION BY …] [ORDER BY …] [frame] ) */
export function parseWindowSpec(cursor: TokenCursor): WindowSpec {
  const at = cursor.at
  cursor.expect('(')
  const base = cursor.isColumnName && !cursor.isOneOf(windowClauses) ? cursor.columnName() : null
  const partitionBy = cursor.acceptWords('partition', 'by') ? cursor.list(cursor.rules.expression) : []
  const orderBy = parseOrderBy(cursor)
  const frame = parseFrame(cursor)
  cursor.expect(')')
  return { base, partitionBy, orderBy, frame, at }
}

function parseFrame(cursor: TokenCursor): WindowFrame | null {
  if (!cursor.isWord('rows') && !cursor.isWord('range') && !cursor.isWord('groups')) return null
  const at = cursor.at
  const word = cursor.take()
  const mode = word === 'rows' || word === 'range' ? word : 'groups'
  let start: FrameBound
  let end: FrameBound = { kind: 'current row' }
  if (cursor.acceptWord('between')) {
    start = parseFrameBound(cursor)
    cursor.expectWord('and')
    end = parseFrameBound(cursor)
    checkFrame(start, end, at)
  } else {
    start = parseFrameBound(cursor)
    if (start.kind === 'unbounded following') throw frameError('frame start cannot be UNBOUNDED FOLLOWING', at)
    if (start.kind === 'following') throw frameError('frame starting from following row cannot end with current row', at)
  }
  return { mode, start, end, exclude: parseExclusion(cursor) }
}

function parseFrameBound(cursor: TokenCursor): FrameBound {
  if (cursor.isWord('unbounded')) {
    const next = cursor.wordAhead(1)
    if (next === 'preceding' || next === 'following') {
      cursor.advance()
      cursor.advance()
      return { kind: next === 'preceding' ? 'unbounded preceding' : 'unbounded following' }
    }
  }
  if (cursor.acceptWords('current', 'row')) return { kind: 'current row' }
  const offset = cursor.rules.expression(cursor)
  if (cursor.acceptWord('preceding')) return { kind: 'preceding', offset }
  cursor.expectWord('following')
  return { kind: 'following', offset }
}

function checkFrame(start: FrameBound, end: FrameBound, at: number): void {
  if (start.kind === 'unbounded following') throw frameError('frame start cannot be UNBOUNDED FOLLOWING', at)
  if (end.kind === 'unbounded preceding') throw frameError('frame end cannot be UNBOUNDED PRECEDING', at)
  if (start.kind === 'current row' && end.kind === 'preceding')
    throw frameError('frame starting from current row cannot have preceding rows', at)
  if (start.kind === 'following' && (end.kind === 'preceding' || end.kind === 'current row')) {
    throw frameError('frame starting from following row cannot have preceding rows', at)
  }
}

function frameError(message: string, position: number): SqlError {
  return new SqlError('42P20', message, { position })
}

function parseExclusion(cursor: TokenCursor): WindowFrame['exclude'] {
  if (!cursor.acceptWord('exclude')) return 'no others'
  if (cursor.acceptWords('current', 'row')) return 'current row'
  if (cursor.acceptWord('group')) return 'group'
  if (cursor.acceptWord('ties')) return 'ties'
  cursor.expectWords('no', 'others')
  return 'no others'
}
