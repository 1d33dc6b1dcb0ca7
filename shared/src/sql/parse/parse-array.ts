// ARRAY[…] and ARRAY(query). Part of rare queries.

import { parseQueryInParentheses } from './parse-rare-operand.ts'
import type { Expression } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is at ARRAY. */
export function parseArray(cursor: TokenCursor): Expression {
  const at = cursor.at
  cursor.advance()
  if (cursor.is('(')) return { kind: 'array query', query: parseQueryInParentheses(cursor), at }
  return parseArrayItems(cursor, at)
}

/** [1, 2] or [[1, 2], [3, 4]]: either all items are nested arrays, or none. */
function parseArrayItems(cursor: TokenCursor, at: number): Expression {
  cursor.expect('[')
  if (cursor.accept(']')) return { kind: 'array', items: [], at }
  const items = cursor.is('[') ? cursor.list(inner => parseNestedArray(inner)) : cursor.list(cursor.rules.expression)
  cursor.expect(']')
  return { kind: 'array', items, at }
}

function parseNestedArray(cursor: TokenCursor): Expression {
  cursor.enter()
  const nested = parseArrayItems(cursor, cursor.at)
  cursor.leave()
  return nested
}
