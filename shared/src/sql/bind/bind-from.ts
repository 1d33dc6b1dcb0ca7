// FROM: tables, views, common tables, subqueries, functions and joins become a relation and the names it brings.

import { unreachable } from '../../base/assert.ts'
import { SqlError, notSupported } from '../../base/errors.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { FromItem, TableAlias } from '../ast.ts'
import { findRelation } from '../catalog.ts'
import { bindJoin } from './bind-join.ts'
import { lateBinding } from './late-binding.ts'
import { isSystemName, lateSystem } from './late-system.ts'
import type { Relation, TableRelation } from './relation.ts'
import type { Scope } from './scope.ts'
import { type ScopeColumn, type ScopeItem, checkAliases } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

/** A part of FROM: what it computes and what it makes visible. */
export interface BoundFrom {
  readonly relation: Relation
  readonly items: readonly ScopeItem[]
  /** It reads columns of the items before it. */
  readonly lateral: boolean
}

/** Binds a whole FROM list into `scope`. */
export function bindFromList(scope: Scope, list: readonly FromItem[]): Relation {
  let relation: Relation | null = null
  for (const item of list) {
    const bound = bindFromItem(scope, item, scope.items)
    checkAliases(scope.items, bound.items, item.at)
    for (const added of bound.items) scope.items.push(added)
    relation =
      relation === null
        ? bound.relation
        : { kind: 'join', type: 'inner', left: relation, right: bound.relation, condition: null, lateral: bound.lateral }
  }
  return relation ?? { kind: 'values', columns: [], rows: [[]] }
}

/** Binds one item; `visible` are the items that a lateral one may use. */
export function bindFromItem(scope: Scope, item: FromItem, visible: readonly ScopeItem[]): BoundFrom {
  switch (item.kind) {
    case 'table':
      return bindTableItem(scope, item)
    case 'subquery':
      return lateBinding.get().bindSubqueryItem(scope, item, visible)
    case 'function':
      return lateBinding.get().bindFunctionsItem(scope, item, visible)
    case 'join':
      return bindJoin(scope, item, visible)
    default:
      return unreachable(item)
  }
}

/** A plain scope item. */
export function itemOf(alias: string, columns: readonly ScopeColumn[], isNamed = true): ScopeItem {
  return { alias, schema: null, columns, table: null, isNamed, columnsVisible: true, lateralAllowed: true }
}

/** Applies `AS t(a, b)`. */
export function renameColumns(
  columns: readonly ScopeColumn[],
  alias: TableAlias | null,
  source: { readonly name: string; readonly at: number },
): readonly ScopeColumn[] {
  const names = alias?.columns ?? []
  if (names.length === 0) return columns
  if (names.length > columns.length) {
    throw new SqlError('42P10', `table "${source.name}" has ${columns.length} columns available but ${names.length} columns specified`, {
      position: source.at,
    })
  }
  return columns.map((c, i) => (i < names.length ? { name: names[i], value: c.value } : c))
}

export type TableItem = Extract<FromItem, { kind: 'table' }>

function bindTableItem(scope: Scope, item: TableItem): BoundFrom {
  const { statement } = scope
  const { name } = item
  if (item.sample !== null) throw notSupported('TABLESAMPLE', item.at)
  const common = name.length === 1 ? scope.findCommonTable(name[0]) : null
  if (common !== null) return lateBinding.get().bindCommonItem(statement, common, item)
  const found = findRelation(statement.catalog, name)
  if (found === null) {
    const system = !isSystemName(name) ? null : lateSystem.get().systemRelation(statement, name, item.alias, item.at)
    if (system !== null) return system
    throw new SqlError('42P01', `relation "${name.join('.')}" does not exist`, { position: item.at })
  }
  return found.kind === 'view' ? lateBinding.get().bindView(scope, found, item) : bindTable(statement, found, item)
}

function bindTable(statement: StatementContext, table: TableDefinition, item: TableItem): BoundFrom {
  statement.tablesRead.add(table.id)
  const alias = item.alias?.name ?? table.name
  const relation = tableRelation(statement, table, alias)
  const scopeItem = tableItem(statement, relation, item.alias === null)
  const items =
    item.alias === null || item.alias.columns.length === 0
      ? scopeItem
      : { ...scopeItem, columns: renameColumns(scopeItem.columns, item.alias, { name: alias, at: item.at }) }
  return { relation, items: [items], lateral: false }
}

/** One use of a base table: fresh numbers for all its columns. */
export function tableRelation(statement: StatementContext, table: TableDefinition, alias: string): TableRelation {
  const columns: number[] = []
  const { types, names, origins } = statement
  const first = types.length
  for (let position = 0; position < table.columns.length; position++) {
    const column = table.columns[position]
    names.push(column.name)
    const number = types.push(column.type) - 1
    origins[number] = { table, position, first }
    columns.push(number)
  }
  return { kind: 'table', table, alias, columns, key: null }
}

export function tableItem(statement: StatementContext, relation: TableRelation, bySchema: boolean): ScopeItem {
  const { table, columns, alias } = relation
  return {
    alias,
    schema: bySchema ? table.schema : null,
    columns: columns.map((number, i) => ({ name: table.columns[i].name, value: statement.column(number) })),
    table,
    isNamed: true,
    columnsVisible: true,
    lateralAllowed: true,
  }
}
