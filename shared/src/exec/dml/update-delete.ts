// UPDATE and DELETE. A row that FROM or USING joins several times is changed once, by the first of its matches.

import type { Cell, Key } from '../../base/cell.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { BoundAssignment, DeletePlan, UpdatePlan } from '../../sql/plan.ts'
import type { Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { RowWriter } from '../execution-context.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { Operator } from '../operator.ts'
import { ChangeOperator, type ChangeSteps } from './change-operator.ts'
import { rowsOfVectors } from './row-cells.ts'
import { RowChecks } from './row-checks.ts'

export interface RowChange {
  readonly key: Key
  /** For RETURNING of a DELETE; empty when nobody asks. */
  readonly old: readonly Cell[]
  /** null: delete. */
  readonly values: readonly Cell[] | null
  /** Columns of FROM or USING, for RETURNING. */
  readonly extra: readonly Cell[]
}

export function createUpdate(plan: UpdatePlan, source: Operator, scope: CompileScope): ChangeOperator<RowChange> {
  return new ChangeOperator('UPDATE', source, new UpdateSteps(plan, scope), returningOf(plan), scope)
}

export function createDelete(plan: DeletePlan, source: Operator, scope: CompileScope): ChangeOperator<RowChange> {
  return new ChangeOperator('DELETE', source, new DeleteSteps(plan), returningOf(plan), scope)
}

function returningOf({ returning, source }: UpdatePlan | DeletePlan): ConstructorParameters<typeof ChangeOperator>[3] {
  return returning === null ? null : { expressions: returning, inputTypes: source.output.slice(1).map(column => column.type) }
}

/** The first row of each key among the selected rows, over all batches. null keeps all: keys are unique anyway. */
class FirstPerKey {
  readonly #seen = new Set<Key>()
  readonly #selected = new SelectionBuffer()
  readonly #isNeeded: boolean

  constructor(table: TableDefinition, source: UpdatePlan['source']) {
    this.#isNeeded = source.output.length > 1 + table.columns.length
  }

  reset(): void {
    this.#seen.clear()
  }

  /** Notes keys only when `commit` is called, so that a fault afterwards forgets nothing. */
  select({ columns, selection, count, length }: Batch): Batch {
    if (!this.#isNeeded) return { columns, selection, count, length }
    const keys = columns[0].data
    const out = this.#selected.take(count)
    const fresh = new Set<Key>()
    let n = 0
    for (let i = 0; i < count; i++) {
      const key = keys[selection[i]] as Key
      if (this.#seen.has(key) || fresh.has(key)) continue
      fresh.add(key)
      out[n++] = selection[i]
    }
    return { columns, selection: out, count: n, length }
  }

  commit(changes: readonly RowChange[]): void {
    if (this.#isNeeded) for (const { key } of changes) this.#seen.add(key)
  }
}

export interface CompiledAssignment {
  readonly column: number
  readonly evaluate: Evaluate
}

export function compileAssignments(assignments: readonly BoundAssignment[], scope: CompileScope): CompiledAssignment[] {
  return assignments.map(({ column, value }) => ({ column, evaluate: scope.compile(value) }))
}

/** The table's columns after the assignments, then after the generated columns over them. */
export function assignedColumns(
  rows: Batch,
  oldColumns: readonly Vector[],
  assignments: readonly CompiledAssignment[],
  generated: readonly CompiledAssignment[],
): Batch {
  const columns = oldColumns.slice()
  for (const { column, evaluate } of assignments) columns[column] = evaluate(rows)
  const changed: Batch = { columns, selection: rows.selection, count: rows.count, length: rows.length }
  if (generated.length === 0) return changed
  const computed = generated.map(({ evaluate }) => evaluate(changed))
  const all = columns.slice()
  for (let g = 0; g < generated.length; g++) all[generated[g].column] = computed[g]
  return { ...changed, columns: all }
}

class UpdateSteps implements ChangeSteps<RowChange> {
  readonly #plan: UpdatePlan
  readonly #assignments: readonly CompiledAssignment[]
  readonly #generated: readonly CompiledAssignment[]
  readonly #checks: RowChecks
  readonly #firsts: FirstPerKey

  constructor(plan: UpdatePlan, scope: CompileScope) {
    this.#plan = plan
    this.#assignments = compileAssignments(plan.assignments, scope)
    this.#generated = compileAssignments(plan.generated, scope)
    this.#checks = new RowChecks(plan.table, plan.checks, scope)
    this.#firsts = new FirstPerKey(plan.table, plan.source)
  }

  reset(): void {
    this.#firsts.reset()
  }

  collect(batch: Batch): ReturnType<ChangeSteps<RowChange>['collect']> {
    const rows = this.#firsts.select(batch)
    if (rows.count === 0) return { changes: [], violation: null }
    const width = this.#plan.table.columns.length
    const oldColumns = rows.columns.slice(1, 1 + width)
    const changed = assignedColumns(rows, oldColumns, this.#assignments, this.#generated)
    const violation = this.#checks.firstViolation(changed)
    const values = rowsOfVectors(changed.columns, rows.selection, rows.count)
    const changes = changesOf(rows, width, this.#plan.returning !== null, values)
    this.#firsts.commit(changes)
    return { changes, violation }
  }

  apply({ key, values, extra }: RowChange, writer: RowWriter): readonly Cell[] | null {
    if (values === null || !writer.update(this.#plan.table, key, values)) return null
    return extra.length === 0 ? values : [...values, ...extra]
  }
}

class DeleteSteps implements ChangeSteps<RowChange> {
  readonly #plan: DeletePlan
  readonly #firsts: FirstPerKey

  constructor(plan: DeletePlan) {
    this.#plan = plan
    this.#firsts = new FirstPerKey(plan.table, plan.source)
  }

  reset(): void {
    this.#firsts.reset()
  }

  collect(batch: Batch): ReturnType<ChangeSteps<RowChange>['collect']> {
    const rows = this.#firsts.select(batch)
    const changes = changesOf(rows, this.#plan.table.columns.length, this.#plan.returning !== null, null)
    this.#firsts.commit(changes)
    return { changes, violation: null }
  }

  apply({ key, old, extra }: RowChange, writer: RowWriter): readonly Cell[] | null {
    if (!writer.delete(this.#plan.table, key)) return null
    return extra.length === 0 ? old : [...old, ...extra]
  }
}

function changesOf(rows: Batch, width: number, withExtra: boolean, values: readonly (readonly Cell[])[] | null): RowChange[] {
  const keys = rows.columns[0].data
  const olds = withExtra && values === null ? rowsOfVectors(rows.columns.slice(1, 1 + width), rows.selection, rows.count) : null
  const extras = withExtra ? rowsOfVectors(rows.columns.slice(1 + width), rows.selection, rows.count) : null
  const changes: RowChange[] = []
  for (let i = 0; i < rows.count; i++) {
    changes.push({
      key: keys[rows.selection[i]] as Key,
      old: olds === null ? noCells : olds[i],
      values: values === null ? null : values[i],
      extra: extras === null ? noCells : extras[i],
    })
  }
  return changes
}

const noCells: readonly Cell[] = []
