// As relation-tree.ts, for the relations that only rare rules make, and walks that only they need. Part of rare queries.

import { unreachable } from '../../base/assert.ts'
import { forEachChild } from './expression-tree.ts'
import {
  type MapExpression,
  type MapRelation,
  forEachProduced,
  mapAssignments,
  mapChecks,
  mapKeys,
  mapWindow,
  visitRelation,
} from './relation-tree.ts'
import type { ColumnNumber, LogicalExpression, Relation } from './relation.ts'

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

type Rare = Extract<
  Relation,
  {
    kind: 'function' | 'project set' | 'window' | 'distinct on' | 'set operation' | 'cte scan' | 'recursive union' | 'with' | 'merge'
  }
>

export function forEachRareProduced(relation: Rare, add: (column: ColumnNumber) => void): void {
  switch (relation.kind) {
    case 'function':
    case 'set operation':
    case 'cte scan':
    case 'recursive union':
    case 'merge':
      relation.columns.forEach(add)
      return
    case 'distinct on':
      forEachProduced(relation.input, add)
      return
    case 'window':
      forEachProduced(relation.input, add)
      relation.columns.forEach(add)
      return
    case 'project set':
      forEachProduced(relation.input, add)
      for (const set of relation.sets) add(set.column)
      return
    case 'with':
      forEachProduced(relation.body, add)
      return
    default:
      unreachable(relation)
  }
}

export function mapRareRelation(r: Rare, map: MapExpression, mapInput: MapRelation): Relation {
  switch (r.kind) {
    case 'cte scan':
      return r
    case 'function':
      return { ...r, calls: r.calls.map(call => ({ ...call, args: call.args.map(map) })) }
    case 'project set':
      return { ...r, input: mapInput(r.input), sets: r.sets.map(set => ({ ...set, args: set.args.map(map) })) }
    case 'window':
      return {
        ...r,
        input: mapInput(r.input),
        partitionBy: r.partitionBy.map(map),
        orderBy: mapKeys(r.orderBy, map),
        functions: r.functions.map(f => mapWindow(f, map)),
      }
    case 'distinct on':
      return { ...r, input: mapInput(r.input), keys: r.keys.map(map) }
    case 'set operation':
      return { ...r, left: { ...r.left, relation: mapInput(r.left.relation) }, right: { ...r.right, relation: mapInput(r.right.relation) } }
    case 'with':
      for (const table of r.tables) if (table.query !== null) table.query = { ...table.query, relation: mapInput(table.query.relation) }
      return { ...r, body: mapInput(r.body) }
    case 'recursive union':
      return { ...r, start: { ...r.start, relation: mapInput(r.start.relation) }, step: { ...r.step, relation: mapInput(r.step.relation) } }
    case 'merge':
      return {
        ...r,
        source: mapInput(r.source),
        returning: r.returning && r.returning.map(map),
        checks: mapChecks(map)(r.checks),
        clauses: r.clauses.map(c => mapMergeClause(c, map, mapAssignments(map))),
      }
    default:
      return unreachable(r)
  }
}
