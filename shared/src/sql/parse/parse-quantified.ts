// `= ANY (array)`, `< ALL (SELECT …)`: an operator over all elements of an array or rows of a query.

import { notSupported } from '../../base/errors.ts'
import type { Expression } from '../ast.ts'
import { parseOperand } from './parse-operand.ts'
import { plainCall } from './plain-call.ts'
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

const normalForms: ReadonlySet<string> = new Set(['nfc', 'nfd', 'nfkc', 'nfkd'])

/** IS [NOT] NFC NORMALIZED and its kin, behind NOT. */
export function parseRareTest(cursor: TokenCursor, left: Expression, negated: boolean, at: number): Expression {
  if (cursor.isOneOf(normalForms) && cursor.wordAhead(1) === 'normalized') {
    const form: Expression = { kind: 'string', value: cursor.take().toUpperCase(), at }
    cursor.advance()
    const call = plainCall('is_normalized', [left, form], at)
    return negated ? { kind: 'not', operand: call, at } : call
  }
  if (cursor.isWord('document')) throw notSupported('IS DOCUMENT', at)
  throw cursor.unexpected()
}
