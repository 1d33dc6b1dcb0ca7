// INSERT, UPDATE, DELETE and MERGE nodes: the source as a plan, and every expression over the rows that plan.ts promises.

import { assert, unreachable } from '../../base/assert.ts'
import { forEachInput, mapRelation } from '../bind/relation-tree.ts'
import type { ColumnNumber, InsertRelation, LogicalAssignment, LogicalCheck, Relation } from '../bind/relation.ts'
import type { BoundAssignment, BoundCheck, Plan } from '../plan.ts'
import { latePlanning } from './late-planning.ts'
import { type Built, type Frame, Layout, type PlanContext } from './plan-context.ts'

type ChangeRelation = Extract<Relation, { kind: 'insert' | 'update' | 'delete' | 'merge' }>

export function buildChange(context: PlanContext, r: ChangeRelation, frame: Frame | null): Built {
  const plan = changePlan(context, r, frame)
  return { plan, layout: new Layout(r.columns), cost: plan.rows * 10, order: [] }
}

function changePlan(context: PlanContext, r: ChangeRelation, frame: Frame | null): Plan {
  const shared = { table: r.table, output: context.output(r.columns) }
  const row = new Layout(r.rowColumns)
  switch (r.kind) {
    case 'insert': {
      const source = insertSource(context, r, frame)
      return {
        kind: 'insert',
        ...shared,
        rows: source.plan.rows,
        source: source.plan,
        rowExpressions: context.lowerAll(r.rowExpressions, source.layout, frame),
        checks: lowerChecks(context, r.checks, row, frame),
        onConflict: r.onConflict && lowerConflict(context, r, r.onConflict, frame),
        returning: r.returning && context.lowerAll(r.returning, row, frame),
      }
    }
    case 'update': {
      const { source, layout, others } = changeSource(context, r, frame)
      const after = new Layout([...r.rowColumns, ...others])
      return {
        kind: 'update',
        ...shared,
        rows: source.rows,
        source,
        assignments: lowerAssignments(context, r.assignments, layout, frame),
        generated: lowerAssignments(context, r.generated, row, frame),
        checks: lowerChecks(context, r.checks, row, frame),
        returning: r.returning && context.lowerAll(r.returning, after, frame),
      }
    }
    case 'delete': {
      const { source, others } = changeSource(context, r, frame)
      const before = new Layout([...r.rowColumns, ...others])
      return {
        kind: 'delete',
        ...shared,
        rows: source.rows,
        source,
        returning: r.returning && context.lowerAll(r.returning, before, frame),
      }
    }
    case 'merge': {
      const { source, layout } = changeSource(context, r, frame)
      return {
        kind: 'merge',
        ...shared,
        rows: source.rows,
        source,
        clauses: latePlanning.get().lowerClauses(context, r, layout, frame),
        checks: lowerChecks(context, r.checks, row, frame),
      }
    }
    default:
      return unreachable(r)
  }
}

/** The source with only the columns that the row needs. */
function insertSource(context: PlanContext, r: InsertRelation, frame: Frame | null): Built {
  const required = new Set<ColumnNumber>()
  for (const e of r.rowExpressions) forEachInput(e, column => required.add(column))
  return context.build(r.source, { required, frame })
}

interface ChangeSource {
  readonly source: Plan
  readonly layout: Layout
  /** Columns of FROM or USING that are read, in the source's order. */
  readonly others: readonly ColumnNumber[]
}

/** Key, all columns of the target, then those of the others that some expression uses. */
function changeSource(context: PlanContext, r: Exclude<ChangeRelation, InsertRelation>, frame: Frame | null): ChangeSource {
  const { target } = r
  assert(target.key !== null, 'the target of a change has its key')
  const used = new Set<ColumnNumber>()
  mapRelation(
    r,
    e => {
      forEachInput(e, column => used.add(column))
      return e
    },
    input => input,
  )
  const others = r.fromColumns.filter(c => used.has(c))
  const columns = [target.key, ...target.columns, ...others]
  return { source: context.buildQuery({ relation: r.source, columns }, frame), layout: new Layout(columns), others }
}

export function lowerAssignments(
  context: PlanContext,
  list: readonly LogicalAssignment[],
  layout: Layout,
  frame: Frame | null,
): BoundAssignment[] {
  return list.map(a => ({ column: a.column, value: context.lower(a.value, layout, frame) }))
}

function lowerChecks(context: PlanContext, list: readonly LogicalCheck[], layout: Layout, frame: Frame | null): BoundCheck[] {
  return list.map(c => ({ constraint: c.constraint, condition: context.lower(c.condition, layout, frame) }))
}

type Conflict = NonNullable<InsertRelation['onConflict']>

function lowerConflict(
  context: PlanContext,
  r: InsertRelation,
  conflict: Conflict,
  frame: Frame | null,
): Extract<Plan, { kind: 'insert' }>['onConflict'] {
  const { update } = conflict
  if (update === null) return { arbiters: conflict.arbiters, update: null }
  const layout = new Layout([...update.existingColumns, ...update.excludedColumns])
  return {
    arbiters: conflict.arbiters,
    update: {
      assignments: lowerAssignments(context, update.assignments, layout, frame),
      generated: lowerAssignments(context, update.generated, new Layout(r.rowColumns), frame),
      where: update.where && context.lower(update.where, layout, frame),
    },
  }
}
