// MERGE: for each source row the first clause whose kind and condition fit says what happens to it.

import type { Cell, Key } from '../../base/cell.ts'
import { SqlError } from '../../base/errors.ts'
import type { MergePlan } from '../../sql/plan.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import { withSelection, type Batch } from '../batch.ts'
import type { RowWriter } from '../execution-context.ts'
import type { CompileScope, Evaluate, Refine } from '../expression/evaluate.ts'
import type { Operator } from '../operator.ts'
import { ChangeOperator, type ChangeSteps } from './change-operator.ts'
import { rowsOfVectors } from './row-cells.ts'
import { RowChecks, type Violation } from './row-checks.ts'
import { assignedColumns, compileAssignments, type CompiledAssignment } from './update-delete.ts'

type MergeChange =
  | { readonly kind: 'insert'; readonly values: Cell[] }
  | { readonly kind: 'update'; readonly key: Key; readonly old: readonly Cell[]; readonly values: readonly Cell[] }
  | { readonly kind: 'delete'; readonly key: Key; readonly old: readonly Cell[] }

interface CompiledClause {
  readonly matched: boolean
  readonly condition: Refine | null
  readonly action:
    | { readonly kind: 'nothing' | 'delete' }
    | { readonly kind: 'update'; readonly assignments: readonly CompiledAssignment[]; readonly generated: readonly CompiledAssignment[] }
    | { readonly kind: 'insert'; readonly expressions: readonly Evaluate[] }
}

export function createMerge(plan: MergePlan, source: Operator, scope: CompileScope): ChangeOperator<MergeChange> {
  return new ChangeOperator('MERGE', source, new MergeSteps(plan, scope), null, scope)
}

class MergeSteps implements ChangeSteps<MergeChange> {
  readonly #plan: MergePlan
  readonly #clauses: readonly CompiledClause[]
  readonly #checks: RowChecks
  readonly #touched = new Set<Key>()

  constructor(plan: MergePlan, scope: CompileScope) {
    this.#plan = plan
    this.#clauses = plan.clauses.map(clause => compileClause(clause, scope))
    this.#checks = new RowChecks(plan.table, plan.checks, scope)
  }

  reset(): void {
    this.#touched.clear()
  }

  collect(batch: Batch): { readonly changes: readonly MergeChange[]; readonly violation: Violation | null } {
    /** By position: the change for the row, and the error that it breaks on. */
    const byPosition: (MergeChange | undefined)[] = []
    const errors: (SqlError | undefined)[] = []
    for (const matched of [true, false]) {
      let rest = selectRows(batch, position => isNullAt(batch.columns[0], position) !== matched)
      for (const clause of this.#clauses) {
        if (clause.matched !== matched || rest.count === 0) continue
        const hits = new Int32Array(rest.count)
        const n = clause.condition === null ? copy(rest, hits) : clause.condition(rest, hits)
        if (n > 0) this.#take(clause, withSelection(batch, hits, n), byPosition, errors)
        const taken = new Set(hits.subarray(0, n))
        rest = selectRows(rest, position => !taken.has(position))
      }
    }
    return this.#inOrder(batch, byPosition, errors)
  }

  #inOrder(
    batch: Batch,
    byPosition: readonly (MergeChange | undefined)[],
    errors: readonly (SqlError | undefined)[],
  ): ReturnType<MergeSteps['collect']> {
    const changes: MergeChange[] = []
    for (let i = 0; i < batch.count; i++) {
      const position = batch.selection[i]
      const error = errors[position]
      if (error !== undefined) return { changes, violation: { row: changes.length, error } }
      const change = byPosition[position]
      if (change !== undefined) changes.push(change)
    }
    return { changes, violation: null }
  }

  #take({ action }: CompiledClause, rows: Batch, byPosition: (MergeChange | undefined)[], errors: (SqlError | undefined)[]): void {
    const width = this.#plan.table.columns.length
    const oldColumns = rows.columns.slice(1, 1 + width)
    if (action.kind === 'nothing') return
    if (action.kind === 'insert') {
      const columns: Vector[] = action.expressions.map(evaluate => evaluate(rows))
      this.#check({ ...rows, columns }, errors)
      const values = rowsOfVectors(columns, rows.selection, rows.count)
      for (let i = 0; i < rows.count; i++) byPosition[rows.selection[i]] = { kind: 'insert', values: values[i] }
      return
    }
    const olds = rowsOfVectors(oldColumns, rows.selection, rows.count)
    const keys = rows.columns[0].data
    const changed = action.kind === 'update' ? assignedColumns(rows, oldColumns, action.assignments, action.generated) : null
    if (changed !== null) this.#check(changed, errors)
    const values = changed === null ? null : rowsOfVectors(changed.columns, rows.selection, rows.count)
    for (let i = 0; i < rows.count; i++) {
      const key = keys[rows.selection[i]] as Key
      byPosition[rows.selection[i]] =
        values === null ? { kind: 'delete', key, old: olds[i] } : { kind: 'update', key, old: olds[i], values: values[i] }
    }
  }

  /** Notes the first error of a clause's rows: what follows it is never reached. */
  #check(rows: Batch, errors: (SqlError | undefined)[]): void {
    const violation = this.#checks.firstViolation(rows)
    if (violation !== null) errors[rows.selection[violation.row]] = violation.error
  }

  apply(change: MergeChange, writer: RowWriter): readonly Cell[] | null {
    const { table } = this.#plan
    if (change.kind === 'insert') {
      writer.insert(table, change.values)
      return change.values
    }
    if (this.#touched.has(change.key)) {
      throw new SqlError('21000', 'MERGE command cannot affect row a second time', {
        hint: 'Ensure that not more than one source row matches any one target row.',
      })
    }
    const isDone = change.kind === 'delete' ? writer.delete(table, change.key) : writer.update(table, change.key, change.values)
    this.#touched.add(change.key)
    return isDone ? change.old : null
  }
}

function compileClause({ matched, condition, action }: MergePlan['clauses'][number], scope: CompileScope): CompiledClause {
  return {
    matched,
    condition: condition === null ? null : scope.compilePredicate(condition),
    action:
      action.kind === 'update'
        ? {
            kind: 'update',
            assignments: compileAssignments(action.assignments, scope),
            generated: compileAssignments(action.generated, scope),
          }
        : action.kind === 'insert'
          ? { kind: 'insert', expressions: action.rowExpressions.map(expression => scope.compile(expression)) }
          : action,
  }
}

function copy({ selection, count }: Batch, out: Int32Array): number {
  for (let i = 0; i < count; i++) out[i] = selection[i]
  return count
}

function selectRows(batch: Batch, isWanted: (position: number) => boolean): Batch {
  const out = new Int32Array(batch.count)
  let n = 0
  for (let i = 0; i < batch.count; i++) if (isWanted(batch.selection[i])) out[n++] = batch.selection[i]
  return withSelection(batch, out, n)
}
