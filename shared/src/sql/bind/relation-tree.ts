// Walking and rewriting logical relations: what a relation produces, and every expression in it, nested subqueries included.

import { unreachable } from '../../base/assert.ts'
import { forEachChild, mapChildren } from './expression-tree.ts'
import { lateBinding } from './late-binding.ts'
import type {
  ColumnNumber,
  LogicalAggregate,
  LogicalExpression,
  LogicalQuery,
  LogicalSortKey,
  LogicalWindow,
  Relation,
} from './relation.ts'

/** Calls `add` with every column that is visible above `relation`. */
export function forEachProduced(relation: Relation, add: (column: ColumnNumber) => void): void {
  switch (relation.kind) {
    case 'table':
      relation.columns.forEach(add)
      if (relation.key !== null) add(relation.key)
      return
    case 'values':
    case 'distinct':
    case 'insert':
    case 'update':
    case 'delete':
      relation.columns.forEach(add)
      return
    case 'filter':
    case 'sort':
    case 'limit':
      forEachProduced(relation.input, add)
      return
    case 'project':
      forEachProduced(relation.input, add)
      relation.columns.forEach(add)
      return
    case 'join':
      forEachProduced(relation.left, add)
      if (relation.type !== 'semi' && relation.type !== 'anti') forEachProduced(relation.right, add)
      return
    case 'aggregate':
      relation.groupColumns.forEach(add)
      relation.aggregateColumns.forEach(add)
      relation.maskColumns.forEach(add)
      return
    default:
      lateBinding.get().forEachRareProduced(relation, add)
  }
}

export function producedColumns(relation: Relation): Set<ColumnNumber> {
  const columns = new Set<ColumnNumber>()
  forEachProduced(relation, column => columns.add(column))
  return columns
}

export type MapExpression = (expression: LogicalExpression) => LogicalExpression

export type MapRelation = (relation: Relation) => Relation

/** Rebuilds one node: its expressions by `map`, its inputs by `mapInput`. */
export function mapRelation(r: Relation, map: MapExpression, mapInput: MapRelation): Relation {
  switch (r.kind) {
    case 'table':
      return r
    case 'values':
      return { ...r, rows: r.rows.map(row => row.map(map)) }
    case 'filter':
      return { ...r, input: mapInput(r.input), condition: map(r.condition) }
    case 'project':
      return { ...r, input: mapInput(r.input), expressions: r.expressions.map(map) }
    case 'join':
      return { ...r, left: mapInput(r.left), right: mapInput(r.right), condition: r.condition && map(r.condition) }
    case 'aggregate':
      return { ...r, input: mapInput(r.input), groupBy: r.groupBy.map(map), aggregates: r.aggregates.map(a => mapAggregate(a, map)) }
    case 'sort':
      return { ...r, input: mapInput(r.input), keys: mapKeys(r.keys, map) }
    case 'limit':
      return {
        ...r,
        input: mapInput(r.input),
        limit: r.limit && map(r.limit),
        offset: r.offset && map(r.offset),
        withTies: r.withTies && mapKeys(r.withTies, map),
      }
    case 'distinct':
      return { ...r, input: mapInput(r.input) }
    case 'insert':
    case 'update':
    case 'delete':
      return mapChange(r, map, mapInput)
    default:
      return lateBinding.get().mapRareRelation(r, map, mapInput)
  }
}

export const mapChecks =
  (map: MapExpression) =>
  <T extends { readonly condition: LogicalExpression }>(list: readonly T[]): T[] =>
    list.map(c => ({ ...c, condition: map(c.condition) }))

export const mapAssignments =
  (map: MapExpression) =>
  <T extends { readonly value: LogicalExpression }>(list: readonly T[]): T[] =>
    list.map(a => ({ ...a, value: map(a.value) }))

function mapChange(r: Extract<Relation, { kind: 'insert' | 'update' | 'delete' }>, map: MapExpression, mapInput: MapRelation): Relation {
  const source = mapInput(r.source)
  const returning = r.returning && r.returning.map(map)
  const assign = mapAssignments(map)
  const check = mapChecks(map)
  switch (r.kind) {
    case 'insert': {
      const update = r.onConflict?.update
      const mapped = update && {
        ...update,
        assignments: assign(update.assignments),
        generated: assign(update.generated),
        where: update.where && map(update.where),
      }
      const onConflict = r.onConflict && { ...r.onConflict, update: mapped ?? null }
      return { ...r, source, returning, rowExpressions: r.rowExpressions.map(map), checks: check(r.checks), onConflict }
    }
    case 'update':
      return { ...r, source, returning, assignments: assign(r.assignments), generated: assign(r.generated), checks: check(r.checks) }
    case 'delete':
      return { ...r, source, returning }
    default:
      return unreachable(r)
  }
}

export function mapKeys(keys: readonly LogicalSortKey[], map: MapExpression): LogicalSortKey[] {
  return keys.map(key => ({ ...key, expression: map(key.expression) }))
}

export function mapAggregate(a: LogicalAggregate, map: MapExpression): LogicalAggregate {
  return { ...a, args: a.args.map(map), orderBy: mapKeys(a.orderBy, map), filter: a.filter && map(a.filter) }
}

export function mapWindow(w: LogicalWindow, map: MapExpression): LogicalWindow {
  return { ...w, args: w.args.map(map), filter: w.filter && map(w.filter) }
}

/** Rewrites an expression bottom-up, its subqueries included. */
export function mapDeep(expression: LogicalExpression, map: MapExpression): LogicalExpression {
  const inner = (e: LogicalExpression): LogicalExpression => map(mapChildren(e, inner, query => mapQueryDeep(query, map)))
  return inner(expression)
}

/** Rewrites every expression of a query, at any depth. */
export function mapQueryDeep(query: LogicalQuery, map: MapExpression): LogicalQuery {
  const mapIn = (relation: Relation): Relation => mapRelation(relation, e => mapDeep(e, map), mapIn)
  return { ...query, relation: mapIn(query.relation) }
}

/** Calls `visit` for every expression that stands directly in `r`, and `visitInput` for its inputs. */
export function visitRelation(r: Relation, visit: (e: LogicalExpression) => void, visitInput: (r: Relation) => void): void {
  mapRelation(
    r,
    e => {
      visit(e)
      return e
    },
    input => {
      visitInput(input)
      return input
    },
  )
}

/** Calls `use` with every column number that occurs in the expression, at any depth. */
export function forEachInput(expression: LogicalExpression, use: (column: ColumnNumber) => void): void {
  if (expression.kind === 'input') use(expression.index)
  else forEachChild(expression, child => forEachInput(child, use), query => forEachInputOfQuery(query.relation, use)) // prettier-ignore
}

export function forEachInputOfQuery(relation: Relation, use: (column: ColumnNumber) => void): void {
  visitRelation(relation, e => forEachInput(e, use), inner => forEachInputOfQuery(inner, use)) // prettier-ignore
}
