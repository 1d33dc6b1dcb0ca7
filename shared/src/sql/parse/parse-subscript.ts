// Fields of rows and items of arrays. Part of rare queries.

import type { Expression } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

export function parseSubscript(cursor: TokenCursor, operand: Expression, at: number): Expression {
  const lower = cursor.is(':') ? null : cursor.rules.expression(cursor)
  if (lower !== null && cursor.accept(']')) return { kind: 'subscript', operand, index: lower, at }
  cursor.expect(':')
  const upper = cursor.is(']') ? null : cursor.rules.expression(cursor)
  cursor.expect(']')
  return { kind: 'slice', operand, lower, upper, at }
}

/** `operand` with all the fields and subscripts that follow. */
export function parseParts(cursor: TokenCursor, operand: Expression): Expression {
  let left = operand
  while (cursor.kind === token.punctuationToken) {
    const at = cursor.at
    if (cursor.accept('.')) {
      const field = cursor.isOperator('*') ? '*' : null
      if (field !== null) cursor.advance()
      left = { kind: 'field', operand: left, field: field ?? cursor.label(), at }
      if (field !== null) return left
    } else if (cursor.accept('[')) {
      left = parseSubscript(cursor, left, at)
    } else {
      break
    }
  }
  return left
}
