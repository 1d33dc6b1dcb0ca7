// WITHIN GROUP (ORDER BY …). Part of rare queries.

import { parseOrderBy } from './parse-order.ts'
import { grammarError } from './syntax-error.ts'
import type { FunctionCall, OrderTerm } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

export function parseWithinGroup(cursor: TokenCursor, call: FunctionCall): readonly OrderTerm[] {
  const at = cursor.at
  if (call.orderBy.length > 0) throw grammarError('cannot use multiple ORDER BY clauses with WITHIN GROUP', at)
  if (call.distinct) throw grammarError('cannot use DISTINCT with WITHIN GROUP', at)
  if (call.args.some(arg => arg.variadic)) throw grammarError('cannot use VARIADIC with WITHIN GROUP', at)
  cursor.expectWords('within', 'group')
  cursor.expect('(')
  if (!cursor.isWord('order')) throw cursor.unexpected()
  const terms = parseOrderBy(cursor)
  cursor.expect(')')
  return terms
}
