// ORDER BY inside of aggregate calls, and WITHIN GROUP. Part of rare queries.

import { SqlError } from '../../base/errors.ts'
import type { FunctionCall, OrderTerm } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { sortKeyOf } from './bind-order.ts'
import { coerce, isUnknown } from './coerce.ts'
import type { LogicalExpression, LogicalSortKey } from './relation.ts'
import type { Scope } from './scope.ts'

export function checkOrderedSet(name: string, call: FunctionCall, isOrderedSet: boolean): void {
  if (isOrderedSet && call.withinGroup === null) {
    throw new SqlError('42809', `WITHIN GROUP is required for ordered-set aggregate ${name}`, { position: call.at })
  }
  if (!isOrderedSet && call.withinGroup !== null) {
    throw new SqlError('42809', `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`, { position: call.at })
  }
}

/** `string_agg(x, ',' ORDER BY x)`: an argument that was cast for the call is sorted as cast. */
export function aggregateOrder(scope: Scope, term: OrderTerm, args: readonly LogicalExpression[], call: FunctionCall): LogicalSortKey {
  const same = call.args.findIndex(a => sameSource(a.value, term.expression))
  if (same >= 0) return sortKeyOf(term, args[same])
  const bound = bindExpression(scope, term.expression)
  return sortKeyOf(term, isUnknown(bound.type) ? coerce(scope.statement, bound, args[0]?.type ?? bound.type) : bound)
}

const sameSource = (a: { readonly kind: string }, b: { readonly kind: string }): boolean =>
  a.kind === b.kind &&
  a.kind !== 'call' &&
  a.kind === 'column' &&
  String((a as { name?: unknown }).name) === String((b as { name?: unknown }).name)
