// Set-returning functions in the select list: each is a column of a `project set` node. Comes with the part of rare queries.

import { SqlError } from '../../base/errors.ts'
import type { TableFunction } from '../../functions/function-definition.ts'
import type { ResolvedFunction } from '../../functions/resolve-function.ts'
import { coerceArguments } from './bind-call.ts'
import { forEachChild } from './expression-tree.ts'
import type { ColumnNumber, LogicalExpression, Relation, SetCall } from './relation.ts'
import type { Clause, Scope } from './scope.ts'

/** A set-returning function where a value is expected: a column of a `project set` node below. */
export function bindSetCall(
  scope: Scope,
  resolved: ResolvedFunction<TableFunction>,
  args: readonly LogicalExpression[],
  at: number,
): LogicalExpression {
  const { statement } = scope
  const { definition } = resolved
  const allowed: readonly Clause[] = ['SELECT', 'ORDER BY', 'GROUP BY', 'DISTINCT ON']
  const hint = 'You might be able to move the set-returning function into a LATERAL FROM item.'
  const refuse = (where: string) => new SqlError('0A000', `set-returning functions are not allowed in ${where}`, { position: at, hint })
  if (scope.clause === 'aggregate arguments')
    throw new SqlError('0A000', 'aggregate function calls cannot contain set-returning function calls', { position: at, hint })
  if (scope.clause === 'window arguments')
    throw new SqlError('0A000', 'window function calls cannot contain set-returning function calls', { position: at, hint })
  if (!allowed.includes(scope.clause)) throw refuse(scope.clause)
  if (scope.conditionalDepth > 0) throw refuse('CASE')
  if (definition.volatility !== 'immutable') statement.isVolatile = true
  const column = statement.newColumn(definition.name, resolved.resultType)
  const coerced = coerceArguments(scope, resolved, args, at)
  const columns = definition.columns(coerced.map(a => a.type))
  if (columns.length > 1) statement.recordColumns.set(column.index, columns)
  scope.setCalls.push({ column: column.index, function: definition, args: coerced })
  return column
}

/** Set-returning functions run side by side, those in the arguments of others first. */
export function addSets(input: Relation, sets: readonly SetCall[]): Relation {
  let relation = input
  let rest = sets
  while (rest.length > 0) {
    const pending = new Set(rest.map(s => s.column))
    const ready = rest.filter(s => !s.args.some(arg => uses(arg, pending)))
    relation = { kind: 'project set', input: relation, sets: ready }
    rest = rest.filter(s => !ready.includes(s))
  }
  return relation
}

function uses(e: LogicalExpression, columns: ReadonlySet<ColumnNumber>): boolean {
  if (e.kind === 'input') return columns.has(e.index)
  let found = false
  forEachChild(e, child => {
    found ||= uses(child, columns)
  })
  return found
}
