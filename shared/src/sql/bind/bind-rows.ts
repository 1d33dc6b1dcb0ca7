// Rows as values: ROW(a, t.*), comparisons of rows, whole rows of tables, and the fields of a row as columns. Part of rare queries.

import { SqlError } from '../../base/errors.ts'
import { resolveOperator } from '../../functions/resolve-function.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { Assignment, Expression, QualifiedName } from '../ast.ts'
import type { ComparisonOperator } from '../bound-expression.ts'
import { bindExpression } from './bind-expression.ts'
import { bindComparison } from './bind-operator.ts'
import type { TargetItem } from './bind-order.ts'
import { scalarColumns } from './bind-subquery.ts'
import { coerce } from './coerce.ts'
import { comparisonType } from './operand-types.ts'
import type { LogicalExpression } from './relation.ts'
import { type Scope, type ScopeItem, findItem, missingItem, noteUse, resolveColumn } from './scope.ts'

/** (a, b) < (c, d) in its SQL meaning; `=` and `<>` column by column. */
export function compareRows(
  scope: Scope,
  operator: ComparisonOperator,
  left: readonly LogicalExpression[],
  right: readonly LogicalExpression[],
  at: number,
): LogicalExpression {
  if (left.length !== right.length) throw new SqlError('42601', 'unequal number of entries in row expressions', { position: at })
  if (left.length === 0) throw new SqlError('0A000', 'cannot compare rows of zero length', { position: at })
  const pairs = (op: ComparisonOperator) => left.map((l, i) => bindComparison(scope, op, l, right[i], at))
  if (left.length === 1) return pairs(operator)[0]
  if (operator === '=') return { kind: 'and', type: sqlTypes.bool, operands: pairs('=') }
  if (operator === '<>') return { kind: 'or', type: sqlTypes.bool, operands: pairs('<>') }
  // (a, b) < (c, d)  =  a < c or (a = c and b < d)
  const strictOperator: ComparisonOperator = operator === '<' || operator === '<=' ? '<' : '>'
  const last = left.length - 1
  let result = bindComparison(scope, operator, left[last], right[last], at)
  for (let i = last - 1; i >= 0; i--) {
    const before = bindComparison(scope, strictOperator, left[i], right[i], at)
    const equal = bindComparison(scope, '=', left[i], right[i], at)
    result = { kind: 'or', type: sqlTypes.bool, operands: [before, { kind: 'and', type: sqlTypes.bool, operands: [equal, result] }] }
  }
  return result
}

export function distinctRows(
  scope: Scope,
  left: readonly LogicalExpression[],
  right: readonly LogicalExpression[],
  e: { readonly negated: boolean; readonly at: number },
): LogicalExpression {
  if (left.length !== right.length) throw new SqlError('42601', 'unequal number of entries in row expressions', { position: e.at })
  const operands = left.map((l, i) => distinctOf(scope, l, right[i], e.negated, e.at))
  return { kind: e.negated ? 'and' : 'or', type: sqlTypes.bool, operands }
}

/** Items of ROW(…): `t.*` inside is expanded. */
export function bindRowItems(scope: Scope, items: readonly Expression[]): LogicalExpression[] {
  return items.flatMap(item => {
    if (item.kind !== 'star') return [bindExpression(scope, item)]
    if (item.qualifier === null) throw new SqlError('42601', 'row expansion via "*" is not supported here', { position: item.at })
    const found = findItem(scope, item.qualifier, item.at)
    if (found === null) throw missingItem(scope, item.qualifier, item.at)
    return found.item.columns.map(c => resolveColumn(scope, [found.item.alias, c.name], item.at))
  })
}

/** `t` as a value: a record of its columns, or NULL where an outer join found no row of it. */
export function wholeRow(item: ScopeItem): LogicalExpression {
  const { columns } = item
  const row: LogicalExpression = { kind: 'row', type: sqlTypes.record, items: columns.map(c => c.value), names: columns.map(c => c.name) }
  if (item.isNullable !== true || columns.length === 0) return row
  const present = item.table?.columns.findIndex(c => c.notNull) ?? -1
  const witnesses = present >= 0 ? [columns[present]] : columns
  const tests = witnesses.map((c): LogicalExpression => ({ kind: 'is null', type: sqlTypes.bool, negated: false, operand: c.value }))
  const isMissing: LogicalExpression = tests.length === 1 ? tests[0] : { kind: 'and', type: sqlTypes.bool, operands: tests }
  const missing: LogicalExpression = { kind: 'constant', type: sqlTypes.record, value: null }
  return { kind: 'case', type: sqlTypes.record, branches: [{ when: isMissing, then: missing }], otherwise: row }
}

/** `t.*` where one value is expected: t's whole row. */
export function wholeRowOf(scope: Scope, qualifier: QualifiedName, at: number): LogicalExpression {
  const found = findItem(scope, qualifier, at)
  if (found === null) throw missingItem(scope, qualifier, at)
  noteUse(scope, found.scope)
  return wholeRow(found.item)
}

/** `(x).*`: the fields of a row. */
export function fieldStar(scope: Scope, e: Extract<Expression, { kind: 'field' }>, at: number): TargetItem[] {
  const operand = bindExpression(scope, e.operand)
  const fields = operand.kind === 'input' ? scope.statement.recordColumns.get(operand.index) : undefined
  if (fields !== undefined)
    return fields.map((f, index) => ({ name: f.name, expression: { kind: 'field', type: f.type, operand, index }, at }))
  if (operand.kind === 'row') return operand.items.map((item, i) => ({ name: operand.names?.[i] ?? `f${i + 1}`, expression: item, at }))
  throw new SqlError('42809', 'row expansion via "*" is not supported here', { position: at })
}

/** `(a, b) < (c, d)` as written. */
export function compareListedRows(
  scope: Scope,
  operator: ComparisonOperator,
  [left, right]: readonly [RowExpression, RowExpression],
  at: number,
): LogicalExpression {
  return compareRows(scope, operator, bindRowItems(scope, left.items), bindRowItems(scope, right.items), at)
}

type RowExpression = Extract<Expression, { kind: 'row' }>

/** The values of SET (a, b) = (x, y), (c, d) = (SELECT …); null stands for DEFAULT. */
export function assignedList(scope: Scope, { columns, value, at }: Omit<Assignment, 'kind'>): (LogicalExpression | null)[] {
  const unequal = (): SqlError => new SqlError('42601', 'number of columns does not match number of values', { position: value.at })
  if (value.kind === 'row') {
    if (columns.length === 1 && columns.length !== value.items.length) return [bindExpression(scope, value)]
    const width = value.items.some(item => item.kind === 'star') ? bindRowItems(scope, value.items).length : value.items.length
    if (width !== columns.length) throw unequal()
    return value.items.flatMap(item => (item.kind === 'default' ? [null] : bindRowItems(scope, [item])))
  }
  if (value.kind === 'scalar query') {
    const values = scalarColumns(scope, value.query)
    if (values.length !== columns.length) throw unequal()
    return values
  }
  throw new SqlError('0A000', 'source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression', { position: at })
}

export function bindIsDistinct(scope: Scope, e: Extract<Expression, { kind: 'is distinct' }>): LogicalExpression {
  const left = bindExpression(scope, e.left)
  const right = bindExpression(scope, e.right)
  if (left.kind === 'row' && right.kind === 'row') return distinctRows(scope, left.items, right.items, e)
  return distinctOf(scope, left, right, e.negated, e.at)
}

/** `negated`: IS NOT DISTINCT FROM. */
export function distinctOf(
  scope: Scope,
  left: LogicalExpression,
  right: LogicalExpression,
  negated: boolean,
  at: number,
): LogicalExpression {
  const { statement } = scope
  const type = comparisonType(left.type, right.type) ?? resolveOperator('=', left.type, right.type, { position: at }).argumentTypes[0]
  return {
    kind: 'is distinct',
    type: sqlTypes.bool,
    negated,
    operandType: type,
    left: coerce(statement, left, type, at),
    right: coerce(statement, right, type, at),
  }
}

/** The operator's result must be boolean where it is quantified. */
export function checkBooleanOperator(bound: LogicalExpression, at: number): LogicalExpression {
  if (bound.type.name === 'bool') return bound
  throw new SqlError('42809', `op ANY/ALL (array) requires operator to yield boolean`, { position: at })
}
