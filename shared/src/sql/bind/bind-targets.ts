// Select lists and RETURNING: stars expanded, every item bound and named.

import { SqlError } from '../../base/errors.ts'
import type { Expression, SelectItem } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import type { TargetItem } from './bind-order.ts'
import { outputColumnName } from './column-name.ts'
import { lateBinding } from './late-binding.ts'
import type { LogicalExpression } from './relation.ts'
import { type Scope, type ScopeColumn, findItem, missingItem, noteUse, visibleColumns } from './scope.ts'

export function bindTargets(scope: Scope, items: readonly SelectItem[]): TargetItem[] {
  const targets: TargetItem[] = []
  for (const { expression, alias, at } of items) {
    if (expression.kind === 'star') {
      for (const column of starColumns(scope, expression)) targets.push({ name: column.name, expression: use(scope, column.value, at), at })
    } else if (expression.kind === 'field' && expression.field === '*') {
      for (const target of lateBinding.get().fieldStar(scope, expression, at)) targets.push(target)
    } else {
      targets.push({ name: alias ?? outputColumnName(expression), expression: bindExpression(scope, expression), at: expression.at })
    }
  }
  return targets
}

/** A column of a star, with its place noted for later errors. */
function use(scope: Scope, value: LogicalExpression, at: number): LogicalExpression {
  if (value.kind !== 'input') return value
  const node: LogicalExpression = { kind: 'input', type: value.type, index: value.index }
  scope.statement.uses.push({ node, at })
  return node
}

function starColumns(scope: Scope, star: Extract<Expression, { kind: 'star' }>): readonly ScopeColumn[] {
  if (star.qualifier === null) {
    if (scope.items.length === 0) throw new SqlError('42601', 'SELECT * with no tables specified is not valid', { position: star.at })
    return visibleColumns(scope)
  }
  const found = findItem(scope, star.qualifier, star.at)
  if (found === null) throw missingItem(scope, star.qualifier, star.at)
  noteUse(scope, found.scope)
  return found.item.columns
}
