// SELECT: the clauses bound in PostgreSQL's order and stacked into a relation:
// from, where, aggregate, having, windows, set-returning functions, select list, distinct, order by, limit.

import { SqlError } from '../../base/errors.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { SelectQuery } from '../ast.ts'
import { bindCondition } from './bind-expression.ts'
import { bindFromList } from './bind-from.ts'
import { bindGroups, noGrouping, type Grouping } from './bind-grouping.ts'
import { bindTerm, checkHashable, sortKeyOf, type TargetItem } from './bind-order.ts'
import { withLimit, type BoundQuery, type QueryOptions } from './bind-query.ts'
import { bindTargets } from './bind-targets.ts'
import { coerce, isUnknown } from './coerce.ts'
import { equalExpressions, someExpression } from './expression-tree.ts'
import { lateBinding } from './late-binding.ts'
import { mapKeys, mapWindow } from './relation-tree.ts'
import type { ColumnNumber, LogicalExpression, LogicalSortKey, Relation } from './relation.ts'
import { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export function bindSelect(statement: StatementContext, parent: Scope | null, query: SelectQuery, options: QueryOptions): BoundQuery {
  if (query.into !== null) throw new SqlError('42601', 'SELECT ... INTO is not allowed here', { position: query.at })
  const scope = new Scope(statement, parent)
  const firstColumn = statement.types.length
  if (query.windows.length > 0) lateBinding.get().checkWindowNames(query)
  scope.windowSpecs = query.windows
  const from = bindFromList(scope, query.from)
  scope.clause = 'SELECT'
  const targets = bindTargets(scope, query.items)
  if (query.distinct !== null || options.keepUnknown !== true) settle(statement, targets)
  const { where, having } = query
  const filtered =
    where === null
      ? from
      : filter(
          from,
          scope.within('WHERE', () => bindCondition(scope, where, 'WHERE')),
        )
  const boundHaving = having === null ? null : scope.within('HAVING', () => bindCondition(scope, having, 'HAVING'))
  const order = query.orderBy.map(term => sortKeyOf(term, bindTerm(scope, term.expression, targets, 'ORDER BY')))
  const groups = query.groupBy.length === 0 ? null : bindGroups(scope, query, targets)
  const distinctOn = (query.distinct ?? []).map(e => bindTerm(scope, e, targets, 'DISTINCT ON'))
  if (query.locking.length > 0) lateBinding.get().checkLocking(scope, query)
  const isGrouped = groups !== null || having !== null || scope.aggregates.length > 0 || scope.groupings.length > 0
  const grouping = isGrouped ? (groups ?? noGrouping(scope)).over(filtered) : null
  return stack({ scope, query, firstColumn, grouping }, filtered, { targets, having: boundHaving, order, distinctOn })
}

interface Built {
  readonly scope: Scope
  readonly query: SelectQuery
  readonly firstColumn: ColumnNumber
  readonly grouping: Grouping | null
}

interface Clauses {
  readonly targets: readonly TargetItem[]
  readonly having: LogicalExpression | null
  readonly order: readonly LogicalSortKey[]
  readonly distinctOn: readonly LogicalExpression[]
}

/** Puts the clauses on top of each other; above an aggregation every expression is first rewritten over its output. */
function stack(built: Built, input: Relation, clauses: Clauses): BoundQuery {
  const { scope, query, grouping } = built
  const rewrite = grouping === null ? (e: LogicalExpression) => e : (e: LogicalExpression) => grouping.rewrite(e)
  const targets = clauses.targets.map(t => ({ ...t, expression: rewrite(t.expression) }))
  const having = clauses.having && rewrite(clauses.having)
  const order = mapKeys(clauses.order, rewrite)
  const distinctOn = clauses.distinctOn.map(rewrite)
  const windows = scope.windows.map(w => ({
    ...w,
    call: mapWindow(w.call, rewrite),
    partitionBy: w.partitionBy.map(rewrite),
    orderBy: mapKeys(w.orderBy, rewrite),
  }))
  const sets = scope.setCalls.map(s => ({ ...s, args: s.args.map(rewrite) }))
  let relation = grouping === null ? input : grouping.relation(input)
  if (having !== null) relation = filter(relation, having)
  if (windows.length > 0) relation = lateBinding.get().addWindows(relation, windows)
  if (sets.length > 0) relation = lateBinding.get().addSets(relation, sets)
  const projected = project(built, relation, targets, order)
  const { columns } = projected
  const sorted = arrange(built, projected.relation, { targets, columns, order, distinctOn })
  const limited = withLimit(scope, sorted.relation, query, sorted.keys)
  return { relation: withColumns(limited, projected.late), columns, names: targets.map(t => t.name) }
}

const filter = (input: Relation, condition: LogicalExpression): Relation => ({ kind: 'filter', input, condition })

function settle(statement: StatementContext, targets: readonly TargetItem[]): void {
  for (const target of targets)
    if (isUnknown(target.expression.type)) target.expression = coerce(statement, target.expression, sqlTypes.text)
}

interface AddedColumns {
  readonly columns: ColumnNumber[]
  readonly expressions: LogicalExpression[]
}

interface Projected {
  readonly relation: Relation
  readonly columns: readonly ColumnNumber[]
  /** Computed only for the rows that ORDER BY and LIMIT leave, in their order. */
  readonly late: AddedColumns
}

/** The select list as columns: a column of this very query keeps its number, all else gets a new one. */
function project(built: Built, input: Relation, targets: readonly TargetItem[], order: readonly LogicalSortKey[]): Projected {
  const { scope, query } = built
  const { statement } = scope
  const columns: ColumnNumber[] = []
  const early: AddedColumns = { columns: [], expressions: [] }
  const late: AddedColumns = { columns: [], expressions: [] }
  const isLimited = query.limit !== null || query.offset !== null
  const isLate = (e: LogicalExpression): boolean =>
    query.distinct === null && (isLimited || (order.length > 0 && isVolatile(e))) && !order.some(key => equalExpressions(key.expression, e))
  for (const { name, expression } of targets) {
    const isOwn = expression.kind === 'input' && expression.index >= built.firstColumn && statement.isOwnColumn(expression.index, scope)
    // The same column twice is two columns to whoever reads the query.
    if (isOwn && !columns.includes(expression.index)) {
      columns.push(expression.index)
      continue
    }
    const number = statement.addColumn(name, expression.type)
    columns.push(number)
    const added = isLate(expression) ? late : early
    added.columns.push(number)
    added.expressions.push(expression)
  }
  return { columns, relation: withColumns(input, early), late }
}

function withColumns(input: Relation, { columns, expressions }: AddedColumns): Relation {
  return columns.length === 0 ? input : { kind: 'project', input, columns, expressions }
}

function isVolatile(e: LogicalExpression): boolean {
  return someExpression(e, x => x.kind === 'call' && x.function.volatility === 'volatile')
}

interface Arrangement {
  readonly targets: readonly TargetItem[]
  readonly columns: readonly ColumnNumber[]
  readonly order: readonly LogicalSortKey[]
  readonly distinctOn: readonly LogicalExpression[]
}

/** DISTINCT, DISTINCT ON and ORDER BY. */
function arrange(built: Built, input: Relation, parts: Arrangement): { relation: Relation; keys: readonly LogicalSortKey[] } {
  const { statement } = built.scope
  const { targets, columns } = parts
  const { query } = built
  const overTargets = (e: LogicalExpression): LogicalExpression => {
    const index = targets.findIndex(t => equalExpressions(t.expression, e))
    return index < 0 ? e : statement.column(columns[index])
  }
  const keys = mapKeys(parts.order, overTargets)
  let relation = input
  if (query.distinct !== null && query.distinct.length === 0) {
    keys.forEach((key, i) => {
      if (key.expression.kind === 'input' && columns.includes(key.expression.index)) return
      throw new SqlError('42P10', 'for SELECT DISTINCT, ORDER BY expressions must appear in select list', {
        position: query.orderBy[i].expression.at,
      })
    })
    targets.forEach(t => checkHashable(t.expression, t.at))
    relation = { kind: 'distinct', input: relation, columns: [...new Set(columns)] }
  }
  if (parts.distinctOn.length > 0) return lateBinding.get().distinctOn(query, relation, parts.distinctOn.map(overTargets), keys)
  return { relation: keys.length === 0 ? relation : { kind: 'sort', input: relation, keys }, keys }
}
