// GROUP BY, grouping sets and GROUPING(): what is grouped by, and how expressions above an aggregation are rewritten over
// its output. A column that is neither grouped nor determined by a grouped primary key is error 42803.

import { SqlError } from '../../base/errors.ts'
import type { Expression, GroupingElement, SelectQuery } from '../ast.ts'
import { bindTerm, checkHashable, type TargetItem } from './bind-order.ts'
import { equalExpressions, mapChildren, someExpression } from './expression-tree.ts'
import { lateBinding } from './late-binding.ts'
import { mapQueryDeep, producedColumns } from './relation-tree.ts'
import type { ColumnNumber, LogicalAggregate, LogicalExpression, Relation } from './relation.ts'
import type { Scope } from './scope.ts'
import type { ColumnExpression } from './statement-context.ts'
import { firstValue } from './first-value.ts'

/** An aggregation in the making: `rewrite` may still add dependent columns; `relation` is called after all rewriting. */
export class Grouping {
  private readonly scope: Scope
  private readonly groupBy: LogicalExpression[]
  private readonly sets: number[][] | null
  private readonly groupColumns: ColumnNumber[]
  /** Columns that the grouped ones determine. */
  private readonly dependents: { readonly column: ColumnNumber; readonly expression: ColumnExpression }[] = []
  private local: Set<ColumnNumber> | null = null
  private readonly computed: Set<ColumnNumber>
  private input: Relation | null = null

  constructor(scope: Scope, groupBy: readonly LogicalExpression[], sets: readonly (readonly number[])[] | null) {
    this.scope = scope
    this.groupBy = [...groupBy]
    // GROUPING() needs the masks, which only come with sets.
    this.sets = sets?.map(s => [...s]) ?? (scope.groupings.length > 0 ? [groupBy.map((_, i) => i)] : null)
    this.groupColumns = groupBy.map(e => this.addGroupColumn(e))
    this.computed = new Set([
      ...scope.aggregates.map(a => a.column),
      ...scope.groupings.map(g => g.column),
      ...scope.windows.map(w => w.column),
      ...scope.setCalls.map(s => s.column),
    ])
  }

  /** Must be told what it aggregates before anything is rewritten. */
  over(input: Relation): this {
    this.input = input
    return this
  }

  private addGroupColumn(e: LogicalExpression): ColumnNumber {
    const name = e.kind === 'input' ? this.scope.statement.names[e.index] : 'group'
    return this.scope.statement.addColumn(name, e.type)
  }

  /** The expression over the aggregation's output. */
  rewrite(e: LogicalExpression): LogicalExpression {
    return this.rewriteAt(e, false)
  }

  private rewriteAt(e: LogicalExpression, inSubquery: boolean): LogicalExpression {
    const group = this.groupBy.findIndex(g => equalExpressions(g, e))
    if (group >= 0) return this.scope.statement.column(this.groupColumns[group])
    if (e.kind === 'input') return this.rewriteColumn(e, inSubquery)
    return mapChildren(
      e,
      child => this.rewriteAt(child, inSubquery),
      query => mapQueryDeep(query, inner => (inner.kind === 'input' ? this.rewriteAt(inner, true) : inner)),
    )
  }

  private rewriteColumn(e: Extract<LogicalExpression, { kind: 'input' }>, inSubquery: boolean): LogicalExpression {
    if (this.computed.has(e.index) || !this.isLocal(e.index)) return e
    const dependent = this.addDependent(e)
    if (dependent !== null) return dependent
    const { statement } = this.scope
    const name = this.describe(e.index)
    const place = statement.placeOf(e)
    if (inSubquery) throw new SqlError('42803', `subquery uses ungrouped column "${name}" from outer query`, place)
    throw new SqlError('42803', `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`, place)
  }

  private isLocal(column: ColumnNumber): boolean {
    if (this.local === null) this.local = this.input === null ? new Set() : producedColumns(this.input)
    return this.local.has(column)
  }

  private describe(column: ColumnNumber): string {
    for (const item of this.scope.items) {
      const found = item.columns.find(c => c.value.kind === 'input' && c.value.index === column)
      if (found !== undefined) return item.isNamed ? `${item.alias}.${found.name}` : found.name
    }
    return this.scope.statement.names[column]
  }

  /** A column whose table's whole primary key is grouped by is one value per group. */
  private addDependent(e: ColumnExpression): LogicalExpression | null {
    const { statement } = this.scope
    const origin = statement.origins[e.index]
    if (origin === undefined || origin.table.primaryKey.length === 0) return null
    const { table, first } = origin
    const isInScope = this.scope.items.some(item => item.table === table && item.columns[0]?.value.kind === 'input')
    if (!isInScope) return null
    const key = table.primaryKey.map(id => first + table.columns.findIndex(c => c.id === id))
    const positions = key.map(column => this.groupBy.findIndex(g => g.kind === 'input' && g.index === column))
    if (positions.includes(-1)) return null
    if (this.sets !== null && !this.sets.every(set => positions.every(p => set.includes(p)))) return null
    const known = this.dependents.find(d => d.expression.index === e.index)
    if (known !== undefined) return statement.column(known.column)
    const column = this.addGroupColumn(e)
    this.dependents.push({ column, expression: e })
    return statement.column(column)
  }

  /** The aggregate node. */
  relation(input: Relation): Relation {
    const { scope, dependents } = this
    const first = dependents.map((d): LogicalAggregate => ({
      function: firstValue,
      args: [d.expression],
      distinct: false,
      orderBy: [],
      filter: null,
      orderedSet: false,
      type: d.expression.type,
    }))
    return {
      kind: 'aggregate',
      input,
      groupColumns: this.groupColumns,
      groupBy: this.groupBy,
      groupingSets: this.sets,
      maskColumns: scope.groupings.map(g => g.column),
      masks: scope.groupings.map(g => g.items.map(item => this.groupingPosition(item))),
      aggregateColumns: [...scope.aggregates.map(a => a.column), ...dependents.map(d => d.column)],
      aggregates: [...scope.aggregates.map(a => a.aggregate), ...first],
    }
  }

  private groupingPosition(item: LogicalExpression): number {
    const position = this.groupBy.findIndex(g => equalExpressions(g, item))
    if (position >= 0) return position
    throw new SqlError(
      '42803',
      'arguments to GROUPING must be grouping expressions of the associated query level',
      this.scope.statement.placeOf(item),
    )
  }
}

/** Aggregates without GROUP BY. */
export function noGrouping(scope: Scope): Grouping {
  return new Grouping(scope, [], null)
}

/** Binds the GROUP BY clause. */
export function bindGroups(scope: Scope, query: SelectQuery, targets: TargetItem[]): Grouping {
  const groupBy: LogicalExpression[] = []
  const add = (e: Expression): number => {
    const bound = bindTerm(scope, e, targets, 'GROUP BY')
    refuseComputed(scope, bound, e.at)
    checkHashable(bound, e.at)
    const known = groupBy.findIndex(g => equalExpressions(g, bound))
    return known >= 0 ? known : groupBy.push(bound) - 1
  }
  const sets = plainSet(query.groupBy, add) ?? lateBinding.get().groupingSets(query, add)
  const isPlain = sets.length === 1 && sets[0].length === groupBy.length && groupBy.length > 0
  return new Grouping(scope, groupBy, isPlain || groupBy.length === 0 ? (sets.length > 1 ? sets : null) : sets)
}

/** The one set of a GROUP BY that lists expressions; null for all else. */
function plainSet(elements: readonly GroupingElement[], add: (e: Expression) => number): number[][] | null {
  const expressions = elements.flatMap(e => (e.kind === 'expression' && e.expression.kind !== 'row' ? [e.expression] : []))
  return expressions.length < elements.length ? null : [[...new Set(expressions.map(add))]]
}

function refuseComputed(scope: Scope, bound: LogicalExpression, at: number): void {
  const isOneOf = (list: readonly { readonly column: ColumnNumber }[]) => (e: LogicalExpression) =>
    e.kind === 'input' && list.some(x => x.column === e.index)
  if (someExpression(bound, isOneOf(scope.aggregates)))
    throw new SqlError('42803', 'aggregate functions are not allowed in GROUP BY', { position: at })
  if (someExpression(bound, isOneOf(scope.windows)))
    throw new SqlError('42P20', 'window functions are not allowed in GROUP BY', { position: at })
  if (someExpression(bound, isOneOf(scope.setCalls)))
    throw new SqlError('0A000', 'set-returning functions are not supported in GROUP BY', { position: at })
}
