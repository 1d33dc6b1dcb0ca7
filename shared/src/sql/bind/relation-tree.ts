// Walking and rewriting logical relations: what a relation produces, and every expression in it, nested subqueries included.

import { unreachable } from '../../base/assert.ts'
import { mapChildren, forEachChild } from './expression-tree.ts'
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
    case 'function':
    case 'distinct':
    case 'set operation':
    case 'cte scan':
    case 'recursive union':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      relation.columns.forEach(add)
      return
    case 'filter':
    case 'sort':
    case 'limit':
    case 'distinct on':
      forEachProduced(relation.input, add)
      return
    case 'project':
    case 'window':
      forEachProduced(relation.input, add)
      relation.columns.forEach(add)
      return
    case 'project set':
      forEachProduced(relation.input, add)
      for (const set of relation.sets) add(set.column)
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
    case 'with':
      forEachProduced(relation.body, add)
      return
    default:
      unreachable(relation)
  }
}

export function producedColumns(relation: Relation): Set<ColumnNumber> {
  const columns = new Set<ColumnNumber>()
  forEachProduced(relation, column => columns.add(column))
  return columns
}

type MapExpression = (expression: LogicalExpression) => LogicalExpression
type MapRelation = (relation: Relation) => Relation

/** Rebuilds one node: its expressions by `map`, its inputs by `mapInput`. */
export function mapRelation(r: Relation, map: MapExpression, mapInput: MapRelation): Relation {
  switch (r.kind) {
    case 'table':
    case 'cte scan':
      return r
    case 'values':
      return { ...r, rows: r.rows.map(row => row.map(map)) }
    case 'function':
      return { ...r, calls: r.calls.map(call => ({ ...call, args: call.args.map(map) })) }
    case 'filter':
      return { ...r, input: mapInput(r.input), condition: map(r.condition) }
    case 'project':
      return { ...r, input: mapInput(r.input), expressions: r.expressions.map(map) }
    case 'project set':
      return { ...r, input: mapInput(r.input), sets: r.sets.map(set => ({ ...set, args: set.args.map(map) })) }
    case 'join':
      return { ...r, left: mapInput(r.left), right: mapInput(r.right), condition: r.condition && map(r.condition) }
    case 'aggregate':
      return { ...r, input: mapInput(r.input), groupBy: r.groupBy.map(map), aggregates: r.aggregates.map(a => mapAggregate(a, map)) }
    case 'window':
      return {
        ...r,
        input: mapInput(r.input),
        partitionBy: r.partitionBy.map(map),
        orderBy: mapKeys(r.orderBy, map),
        functions: r.functions.map(f => mapWindow(f, map)),
      }
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
    case 'distinct on':
      return { ...r, input: mapInput(r.input), keys: r.keys.map(map) }
    case 'set operation':
      return { ...r, left: { ...r.left, relation: mapInput(r.left.relation) }, right: { ...r.right, relation: mapInput(r.right.relation) } }
    case 'with':
      for (const table of r.tables) if (table.query !== null) table.query = { ...table.query, relation: mapInput(table.query.relation) }
      return { ...r, body: mapInput(r.body) }
    case 'recursive union':
      return { ...r, start: { ...r.start, relation: mapInput(r.start.relation) }, step: { ...r.step, relation: mapInput(r.step.relation) } }
    default:
      return mapChange(r, map, mapInput)
  }
}

function mapChange(r: Extract<Relation, { rowColumns: unknown }>, map: MapExpression, mapInput: MapRelation): Relation {
  const source = mapInput(r.source)
  const returning = r.returning && r.returning.map(map)
  const assign = <T extends { readonly value: LogicalExpression }>(list: readonly T[]): T[] =>
    list.map(a => ({ ...a, value: map(a.value) }))
  const check = <T extends { readonly condition: LogicalExpression }>(list: readonly T[]): T[] =>
    list.map(c => ({ ...c, condition: map(c.condition) }))
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
    case 'merge':
      return { ...r, source, returning, checks: check(r.checks), clauses: r.clauses.map(c => mapMergeClause(c, map, assign)) }
    default:
      return unreachable(r)
  }
}

type MergeClause = Extract<Relation, { kind: 'merge' }>['clauses'][number]

function mapMergeClause(
  clause: MergeClause,
  map: MapExpression,
  assign: <T extends { readonly value: LogicalExpression }>(list: readonly T[]) => T[],
): MergeClause {
  const { action } = clause
  const condition = clause.condition && map(clause.condition)
  if (action.kind === 'update')
    return { ...clause, condition, action: { ...action, assignments: assign(action.assignments), generated: assign(action.generated) } }
  if (action.kind === 'insert') return { ...clause, condition, action: { ...action, rowExpressions: action.rowExpressions.map(map) } }
  return { ...clause, condition }
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

/** Does anything in the relation, at any depth, satisfy `test`? */
export function someInRelation(relation: Relation, test: (e: LogicalExpression) => boolean): boolean {
  let found = false
  const visit = (e: LogicalExpression): void => {
    if (found) return
    if (test(e)) found = true
    else forEachChild(e, visit, query => walk(query.relation))
  }
  const walk = (r: Relation): void => {
    if (!found) visitRelation(r, visit, walk)
  }
  walk(relation)
  return found
}

/** Every column that any node below makes, those of nested subqueries and hidden ones included. */
export function collectAllProduced(relation: Relation, into: Set<ColumnNumber>): void {
  const inExpression = (e: LogicalExpression): void => forEachChild(e, inExpression, query => collectAllProduced(query.relation, into))
  forEachProduced(relation, column => into.add(column))
  if ('rowColumns' in relation) relation.rowColumns.forEach(column => into.add(column))
  if (relation.kind === 'insert' && relation.onConflict?.update) {
    for (const column of [...relation.onConflict.update.existingColumns, ...relation.onConflict.update.excludedColumns]) into.add(column)
  }
  visitRelation(relation, inExpression, inner => collectAllProduced(inner, into))
}
