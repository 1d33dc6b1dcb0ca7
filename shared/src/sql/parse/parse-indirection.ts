// What may follow a column, a parameter or a closing parenthesis: `.field`, `.*`, `[index]`, `[from:to]`.

import type { Expression } from '../ast.ts'
import { lateGrammar } from './late-grammar.ts'
import type { TokenCursor } from './token-cursor.ts'

/** `operand` with all its fields and subscripts. */
export function parseIndirection(cursor: TokenCursor, operand: Expression): Expression {
  return cursor.is('.') || cursor.is('[') ? lateGrammar.get().parseParts(cursor, operand) : operand
}
