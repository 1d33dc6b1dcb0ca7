// Aggregate calls. An aggregate belongs to the query level of the innermost column it uses, which can be an outer query;
// there it is collected once and stands in expressions as a column.

import { SqlError } from '../../base/errors.ts'
import { resolveFunction } from '../../functions/resolve-function.ts'
import type { FunctionCall } from '../ast.ts'
import { bindArgument, coerceArguments } from './bind-call.ts'
import { bindCondition, bindExpression } from './bind-expression.ts'
import { sortKeyOf } from './bind-order.ts'
import { settleUnknown } from './coerce.ts'
import { equalExpressions, someExpression } from './expression-tree.ts'
import { lateBinding } from './late-binding.ts'
import type { LogicalAggregate, LogicalExpression, LogicalSortKey } from './relation.ts'
import type { Clause, Scope } from './scope.ts'

const allowedIn: readonly Clause[] = ['SELECT', 'HAVING', 'ORDER BY', 'DISTINCT ON', 'window definitions', 'window arguments']

export function bindAggregate(scope: Scope, name: string, call: FunctionCall): LogicalExpression {
  const outerUse = scope.deepestUse
  scope.deepestUse = -1
  const aggregate = scope.within('aggregate arguments', () => aggregateOf(scope, name, call))
  const owner = ownerOf(scope, scope.deepestUse)
  scope.deepestUse = Math.max(outerUse, scope.deepestUse)
  checkClause(owner, call)
  refuseNesting(owner, [...aggregate.args, ...(aggregate.filter === null ? [] : [aggregate.filter])])
  return collect({ owner, scope }, aggregate, name, call.at)
}

function ownerOf(scope: Scope, depth: number): Scope {
  if (depth < 0) return scope
  let owner: Scope = scope
  while (owner.depth > depth && owner.parent !== null) owner = owner.parent
  return owner
}

const nested = (place: { readonly position?: number }): SqlError =>
  new SqlError('42803', 'aggregate function calls cannot be nested', place)

/** An aggregate of the same query level inside of an aggregate has nothing to aggregate over. */
function refuseNesting(owner: Scope, expressions: readonly LogicalExpression[]): void {
  const refuse = (e: LogicalExpression): boolean => {
    if (e.kind === 'input' && owner.aggregates.some(a => a.column === e.index)) throw nested(owner.statement.placeOf(e))
    return false
  }
  for (const e of expressions) someExpression(e, refuse)
}

function checkClause(owner: Scope, call: FunctionCall): void {
  const { clause } = owner
  if (allowedIn.includes(clause)) return
  if (clause === 'aggregate arguments') throw nested({ position: call.at })
  const message =
    clause === 'FROM'
      ? 'aggregate functions are not allowed in FROM clause of their own query level'
      : `aggregate functions are not allowed in ${clause}`
  throw new SqlError('42803', message, { position: call.at })
}

/** The aggregate itself, its arguments over the input of the aggregation. */
function aggregateOf(scope: Scope, name: string, call: FunctionCall): LogicalAggregate {
  const { statement } = scope
  const own = call.args.map(a => bindArgument(scope, a.value))
  const ordered = (call.withinGroup ?? []).map(term => ({ term, value: bindExpression(scope, term.expression) }))
  const given = [...own, ...ordered.map(o => o.value)]
  if (!call.star && given.length === 0 && name === 'count') {
    throw new SqlError('42809', 'count(*) must be used to call a parameterless aggregate function', { position: call.at })
  }
  const resolved = resolveFunction(name, given.map(a => a.type), { variadic: call.args.some(a => a.variadic), position: call.at }) // prettier-ignore
  const { definition } = resolved
  if (definition.kind !== 'aggregate') throw new SqlError('42883', `function ${name} is not an aggregate`, { position: call.at })
  if (call.withinGroup !== null || definition.directArguments !== undefined)
    lateBinding.get().checkOrderedSet(name, call, definition.directArguments !== undefined)
  const args = coerceArguments(scope, resolved, given, call.at)
  const filter = call.filter === null ? null : scope.within('FILTER', () => bindCondition(scope, call.filter ?? trueLiteral, 'FILTER'))
  const orderBy: LogicalSortKey[] =
    call.withinGroup === null
      ? call.orderBy.map(term => lateBinding.get().aggregateOrder(scope, term, args, call))
      : ordered.map(({ term }, i) => sortKeyOf(term, settleUnknown(statement, args[own.length + i])))
  if (call.distinct && call.orderBy.length > 0 && orderBy.some(key => !args.some(arg => equalExpressions(arg, key.expression)))) {
    throw new SqlError('42P10', 'in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list', {
      position: call.orderBy[0].at,
    })
  }
  return {
    function: definition,
    args,
    distinct: call.distinct,
    orderBy,
    filter,
    orderedSet: call.withinGroup !== null,
    type: resolved.resultType,
  }
}

const trueLiteral = { kind: 'boolean', value: true, at: 0 } as const

/** Equal aggregates are computed once. */
function collect(
  { owner, scope }: { readonly owner: Scope; readonly scope: Scope },
  aggregate: LogicalAggregate,
  name: string,
  at: number,
): LogicalExpression {
  const { statement } = owner
  const known = owner.aggregates.find(other => equalAggregates(other.aggregate, aggregate))
  const column = known === undefined ? statement.newColumn(name, aggregate.type) : statement.column(known.column)
  statement.uses.push({ node: column, at })
  if (known !== undefined) return column
  owner.aggregates.push({ column: column.index, aggregate })
  if (owner !== scope) statement.aggregateOwners.set(column.index, owner)
  return column
}

function equalAggregates(a: LogicalAggregate, b: LogicalAggregate): boolean {
  return (
    a.function === b.function &&
    a.distinct === b.distinct &&
    a.orderedSet === b.orderedSet &&
    a.args.length === b.args.length &&
    a.args.every((arg, i) => equalExpressions(arg, b.args[i])) &&
    (a.filter === null ? b.filter === null : b.filter !== null && equalExpressions(a.filter, b.filter)) &&
    a.orderBy.length === b.orderBy.length &&
    a.orderBy.every((key, i) => {
      const other = b.orderBy[i]
      return (
        key.descending === other.descending && key.nullsFirst === other.nullsFirst && equalExpressions(key.expression, other.expression)
      )
    })
  )
}
