// Select lists and RETURNING: stars expanded, every item bound and named.

import { SqlError } from '../../base/errors.ts'
import type { Expression, SelectItem } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import type { TargetItem } from './bind-order.ts'
import { outputColumnName } from './column-name.ts'
import type { LogicalExpression } from './relation.ts'
import { findItem, noteUse, visibleColumns, type Scope, type ScopeColumn } from './scope.ts'

export function bindTargets(scope: Scope, items: readonly SelectItem[]): TargetItem[] {
  const targets: TargetItem[] = []
  for (const { expression, alias, at } of items) {
    if (expression.kind === 'star') {
      for (const column of starColumns(scope, expression)) targets.push({ name: column.name, expression: use(scope, column.value, at), at })
    } else if (expression.kind === 'field' && expression.field === '*') {
      for (const target of fieldStar(scope, expression, at)) targets.push(target)
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
  const name = star.qualifier[star.qualifier.length - 1]
  if (found === null) throw new SqlError('42P01', `missing FROM-clause entry for table "${name}"`, { position: star.at })
  noteUse(scope, found.scope)
  return found.item.columns
}

/** `(x).*`: the fields of a row. */
function fieldStar(scope: Scope, e: Extract<Expression, { kind: 'field' }>, at: number): TargetItem[] {
  const operand = bindExpression(scope, e.operand)
  const fields = operand.kind === 'input' ? scope.statement.recordColumns.get(operand.index) : undefined
  if (fields !== undefined)
    return fields.map((f, index) => ({ name: f.name, expression: { kind: 'field', type: f.type, operand, index }, at }))
  if (operand.kind === 'row') return operand.items.map((item, i) => ({ name: operand.names?.[i] ?? `f${i + 1}`, expression: item, at }))
  throw new SqlError('42809', 'row expansion via "*" is not supported here', { position: at })
}
