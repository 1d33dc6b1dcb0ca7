// `= ANY (array)`, `< ALL (SELECT …)`: an operator over all elements of an array or rows of a query.

import { parseOperand } from './parse-operand.ts'
import type { Expression } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The left side and the operator, already read. */
export interface QuantifiedHead {
  readonly left: Expression
  readonly operator: string
  readonly at: number
}

/** The cursor is at ANY, SOME or ALL. */
export function parseQuantified(cursor: TokenCursor, head: QuantifiedHead): Expression {
  const quantifier = cursor.take() === 'all' ? 'all' : 'any'
  if (!cursor.is('(')) throw cursor.unexpected()
  const listAt = cursor.at
  const inner = parseOperand(cursor)
  if (inner.kind === 'row' && !inner.explicit && inner.at === listAt) throw cursor.unexpected()
  const right = inner.kind === 'scalar query' ? inner.query : inner
  return { kind: 'quantified', quantifier, operator: head.operator, left: head.left, right, at: head.at }
}
