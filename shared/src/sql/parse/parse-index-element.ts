// The elements of an index: a column, a call, or an expression in parentheses.

import { lateGrammar } from './late-grammar.ts'
import * as token from './token.ts'
import type { Expression } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The expression with its COLLATE, without operator class and order. */
export function parseIndexExpression(cursor: TokenCursor): Expression {
  const expression = parsePlainIndexExpression(cursor)
  const at = cursor.at
  if (!cursor.acceptWord('collate')) return expression
  return { kind: 'collate', operand: expression, collation: cursor.qualifiedName(), at }
}

function parsePlainIndexExpression(cursor: TokenCursor): Expression {
  const at = cursor.at
  if (cursor.accept('(')) {
    const inner = cursor.rules.expression(cursor)
    cursor.expect(')')
    return inner
  }
  const isCall = cursor.isPunctuationAhead(1, '(') || cursor.isPunctuationAhead(1, '.') || cursor.kind === token.reservedToken
  if (isCall || !cursor.isColumnName) return { kind: 'call', ...lateGrammar.get().parseTableFunction(cursor) }
  return { kind: 'column', name: [cursor.columnName()], at }
}
