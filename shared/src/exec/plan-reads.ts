// Which cells a planned statement reads: tables, columns and, where the plan names rows by their whole key, the rows. For rule R17 b of
// sync: a change set stands on the undecided ones that wrote a cell which its transaction read. Never less than what is read;
// more where a plan is not followed to its end (an index range counts as the whole table).

import type { ColumnId, TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'
import type { BoundAssignment, Plan, PlannedStatement, ScanColumn, UpdatePlan } from '../sql/plan.ts'
import { childrenOf, markInputs, neededBy, type NeededColumns } from './needed-columns.ts'
import { expressionsOf, inputPlans, subplanOf } from './plan-facts.ts'
import { compileScanKey, type ParameterValues } from './point-access.ts'

/** Cells of one table that are read. Whether a row is there is read with any of its cells. */
export interface CellsRead {
  readonly table: TableId
  readonly columns: ReadonlySet<ColumnId>
  readonly rows:
    /** Any row may have been looked at. */
    | { readonly kind: 'all' }
    /** Those that the transaction changes: an existing row that ON CONFLICT found. */
    | { readonly kind: 'changed' }
    /** One row by its key; null: the key holds a NULL, and no row was read. */
    | { readonly kind: 'key'; readonly keyOf: (parameters: ParameterValues) => Key | null }
}

const readsOfStatements = new WeakMap<PlannedStatement, readonly CellsRead[]>()

/** Kept with the plan: a statement that runs often is looked at once. */
export function readsOf(planned: PlannedStatement): readonly CellsRead[] {
  let reads = readsOfStatements.get(planned)
  if (reads === undefined) {
    const found: CellsRead[] = []
    visit(planned.plan, null, found)
    readsOfStatements.set(planned, (reads = found))
  }
  return reads
}

type TableScan = Extract<Plan, { kind: 'table scan' }>
type IndexScan = Extract<Plan, { kind: 'index scan' }>

/** `needed`: output columns that somebody reads; null: all. The same flow as in build-operators.ts, coarser at joins and WITH. */
function visit(plan: Plan, needed: NeededColumns | null, found: CellsRead[]): void {
  for (const expression of expressionsOf(plan)) if (expression !== null) visitSubplans(expression, found)
  switch (plan.kind) {
    case 'table scan':
    case 'index scan':
      found.push(readOfScan(plan, needed))
      return
    case 'filter':
    case 'sort':
    case 'limit':
    case 'distinct on':
      return visit(plan.input, needed === null ? null : alsoRead(needed, expressionsOf(plan)), found)
    case 'project':
      return visit(plan.input, neededForProject(plan, needed), found)
    case 'project set':
    case 'aggregate':
      return visit(plan.input, neededBy(plan.input.output.length, expressionsOf(plan)), found)
    case 'insert':
      if (plan.onConflict !== null && plan.onConflict.update !== null) found.push(readOfConflict(plan.table, plan.onConflict.update))
      return visit(plan.source, neededBy(plan.source.output.length, plan.rowExpressions), found)
    case 'update':
      return visitTarget(plan.source, neededForUpdate(plan), found)
    case 'delete':
      return visitTarget(plan.source, neededForReturning(plan.source, plan.returning ?? []), found)
    default:
      for (const input of inputPlans(plan)) visit(input, null, found)
  }
}

/** Of rows that the filter leaves out only what the filter reads was read. */
function visitTarget(source: Plan, needed: NeededColumns, found: CellsRead[]): void {
  if (source.kind !== 'table scan' && source.kind !== 'index scan' && source.kind !== 'project') return visit(source, needed, found)
  for (const expression of expressionsOf(source)) if (expression !== null) visitSubplans(expression, found)
  if (source.kind === 'project') return visitTarget(source.input, neededForProject(source, needed), found)
  const looked = readOfScan(source, new Array<boolean>(needed.length).fill(false))
  const taken = readOfScan(source, needed)
  found.push(looked, looked.rows.kind === 'key' ? taken : { ...taken, rows: { kind: 'changed' } })
}

function visitSubplans(expression: BoundExpression, found: CellsRead[]): void {
  const subplan = subplanOf(expression)
  if (subplan !== null) visit(subplan.plan, null, found)
  for (const child of childrenOf(expression)) visitSubplans(child, found)
}

function alsoRead(needed: NeededColumns, expressions: readonly (BoundExpression | null)[]): NeededColumns {
  const all = [...needed]
  for (const expression of expressions) if (expression !== null) markInputs(expression, all)
  return all
}

function neededForProject({ input, expressions }: Extract<Plan, { kind: 'project' }>, needed: NeededColumns | null): NeededColumns {
  return neededBy(input.output.length, needed === null ? expressions : expressions.filter((_, i) => needed[i]))
}

function readOfScan(plan: TableScan | IndexScan, needed: NeededColumns | null): CellsRead {
  const { table } = plan
  const filtered = neededBy(plan.columns.length, [plan.filter])
  const columns = new Set<ColumnId>()
  for (const [i, column] of plan.columns.entries()) if (needed === null || needed[i] || filtered[i]) addColumn(columns, table, column)
  const keyOf = plan.kind === 'table scan' ? compileScanKey(plan) : null
  if (keyOf !== null) return { table: table.id, columns, rows: { kind: 'key', keyOf } }
  // What decides which rows are in the range was read too; a key never changes under a row.
  if (plan.kind === 'index scan' && plan.bounds !== null) for (const { column } of plan.index.columns) columns.add(column)
  return { table: table.id, columns, rows: { kind: 'all' } }
}

function addColumn(columns: Set<ColumnId>, table: TableDefinition, column: ScanColumn): void {
  if (column !== 'key') columns.add(table.columns[column].id)
}

/** The source gives the key, the table's columns, then what FROM brings. */
function neededForUpdate({ table, source, assignments, generated, returning }: UpdatePlan): NeededColumns {
  const needed = neededForReturning(source, returning ?? [])
  for (const { value } of assignments) markInputs(value, needed)
  markTableColumns(generated, table, needed)
  return needed
}

/** What RETURNING shows of a changed row the application has read. */
function neededForReturning(source: Plan, returning: readonly BoundExpression[]): boolean[] {
  const needed = new Array<boolean>(source.output.length).fill(false)
  const shown = neededBy(source.output.length, returning)
  for (let i = 0; i + 1 < needed.length; i++) needed[i + 1] = shown[i]
  return needed
}

/** Generated columns are computed from the new row, most of which is the old one. */
function markTableColumns(generated: readonly BoundAssignment[], table: TableDefinition, needed: boolean[]): void {
  const inputs = neededBy(
    table.columns.length,
    generated.map(({ value }) => value),
  )
  for (const [i, isRead] of inputs.entries()) if (isRead) needed[i + 1] = true
}

/** Assignments and the condition see the existing row's columns first, then those of the row that was to be inserted. */
function readOfConflict(
  table: TableDefinition,
  update: {
    readonly assignments: readonly BoundAssignment[]
    readonly generated?: readonly BoundAssignment[]
    readonly where: BoundExpression | null
  },
): CellsRead {
  const width = table.columns.length
  const inputs = neededBy(2 * width, [...[...update.assignments, ...(update.generated ?? [])].map(({ value }) => value), update.where])
  return { table: table.id, columns: new Set(table.columns.filter((_, i) => inputs[i]).map(({ id }) => id)), rows: { kind: 'changed' } }
}
