// Items of FROM that are no tables: views, subqueries, common tables, functions. Part of rare queries.

import type { ViewDefinition } from '../../schema/database-schema.ts'
import type { FromItem, TableAlias } from '../ast.ts'
import { type BoundFrom, type TableItem, itemOf, renameColumns } from './bind-from.ts'
import { bindFunctionItem } from './bind-function-item.ts'
import { type BoundQuery, bindQuery, settleColumns } from './bind-query.ts'
import { parseViewQuery } from './parsed-text.ts'
import type { BoundCommonTable } from './relation.ts'
import { Scope, type ScopeItem } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

/** A scope beside `scope` in which earlier FROM items are visible. */
export function lateralScope(scope: Scope, visible: readonly ScopeItem[]): Scope {
  const inner = new Scope(scope.statement, scope.parent)
  inner.items.push(...visible)
  return inner
}

export function queryItem(statement: StatementContext, query: BoundQuery, alias: TableAlias | null, at: number): ScopeItem {
  const columns = query.columns.map((column, i) => ({ name: query.names[i], value: statement.column(column) }))
  return itemOf(alias?.name ?? '', renameColumns(columns, alias, { name: alias?.name ?? '', at }), alias !== null)
}

export function bindView(scope: Scope, view: ViewDefinition, item: TableItem): BoundFrom {
  const { statement } = scope
  const query = statement.nested(() => settleColumns(statement, bindQuery(statement, null, parseViewQuery(view))))
  const alias = item.alias?.name ?? view.name
  const columns = query.columns.map((column, i) => ({ name: view.columns[i]?.name ?? query.names[i], value: statement.column(column) }))
  return {
    relation: query.relation,
    items: [
      {
        ...itemOf(alias, renameColumns(columns, item.alias, { name: alias, at: item.at })),
        schema: item.alias === null ? view.schema : null,
      },
    ],
    lateral: false,
  }
}

export function bindSubqueryItem(scope: Scope, item: Extract<FromItem, { kind: 'subquery' }>, visible: readonly ScopeItem[]): BoundFrom {
  const inner = item.lateral ? lateralScope(scope, visible) : scope.parent
  const query = scope.statement.nested(() => settleColumns(scope.statement, bindQuery(scope.statement, inner, item.query)))
  const lateral = item.lateral && inner !== null && inner.wasUsed
  return { relation: query.relation, items: [queryItem(scope.statement, query, item.alias, item.at)], lateral }
}

export function bindFunctionsItem(scope: Scope, item: Extract<FromItem, { kind: 'function' }>, visible: readonly ScopeItem[]): BoundFrom {
  return bindFunctionItem(lateralScope(scope, visible), item)
}

export function bindCommonItem(statement: StatementContext, common: BoundCommonTable, item: TableItem): BoundFrom {
  common.references++
  const alias = item.alias?.name ?? common.name
  const columns = common.output.map(c => statement.addColumn(c.name, c.type))
  const visible = common.output.map((c, i) => ({ name: c.name, value: statement.column(columns[i]) }))
  return {
    relation: { kind: 'cte scan', table: common, columns, alias },
    items: [itemOf(alias, renameColumns(visible, item.alias, { name: alias, at: item.at }))],
    lateral: false,
  }
}
