// INSERT, with ON CONFLICT.

import type { Cell, Key } from '../../base/cell.ts'
import { SqlError } from '../../base/errors.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { InsertPlan } from '../../sql/plan.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { RowWriter } from '../execution-context.ts'
import type { CompileScope, Evaluate, Refine } from '../expression/evaluate.ts'
import type { Operator } from '../operator.ts'
import { primaryKeyOf } from '../row-key.ts'
import type { StoredRow } from '../../storage/tree-contract.ts'
import { ChangeOperator, type ChangeSteps } from './change-operator.ts'
import { batchOfRows, rowsOfVectors } from './row-cells.ts'
import { RowChecks } from './row-checks.ts'

export function createInsert(plan: InsertPlan, source: Operator, scope: CompileScope): ChangeOperator<Cell[]> {
  const types = plan.table.columns.map(column => column.type)
  const returning = plan.returning === null ? null : { expressions: plan.returning, inputTypes: types }
  return new ChangeOperator('INSERT', source, new InsertSteps(plan, scope), returning, scope)
}

class InsertSteps implements ChangeSteps<Cell[]> {
  readonly #table: TableDefinition
  readonly #expressions: readonly Evaluate[]
  readonly #checks: RowChecks
  readonly #onConflict: OnConflict | null

  constructor(plan: InsertPlan, scope: CompileScope) {
    this.#table = plan.table
    this.#expressions = plan.rowExpressions.map(expression => scope.compile(expression))
    this.#checks = new RowChecks(plan.table, plan.checks, scope)
    this.#onConflict = plan.onConflict === null ? null : new OnConflict(plan.table, plan.onConflict, this.#checks, scope)
  }

  reset(): void {
    this.#onConflict?.reset()
  }

  collect(batch: Batch): ReturnType<ChangeSteps<Cell[]>['collect']> {
    const columns: Vector[] = []
    for (const evaluate of this.#expressions) columns.push(evaluate(batch))
    const rows: Batch = { columns, selection: batch.selection, count: batch.count, length: batch.length }
    const violation = this.#checks.firstViolation(rows)
    return { changes: rowsOfVectors(columns, rows.selection, rows.count), violation }
  }

  apply(values: Cell[], writer: RowWriter): readonly Cell[] | null {
    if (this.#onConflict !== null) return this.#onConflict.apply(values, writer)
    writer.insert(this.#table, values)
    return values
  }
}

interface CompiledAssignment {
  readonly column: number
  readonly evaluate: Evaluate
}

/** DO NOTHING and DO UPDATE: one row at a time, since each row may meet one that the statement itself inserted. */
class OnConflict {
  readonly #table: TableDefinition
  readonly #arbiters: readonly string[]
  readonly #types: readonly SqlType[]
  readonly #checks: RowChecks
  readonly #update: {
    readonly assignments: readonly CompiledAssignment[]
    readonly generated: readonly CompiledAssignment[]
    readonly where: Refine | null
  } | null
  /** Keys of rows that this statement inserted or updated: they cannot be updated again. */
  readonly #touched = new Set<Key>()
  readonly #one = new Int32Array(1)

  constructor(table: TableDefinition, { arbiters, update }: NonNullable<InsertPlan['onConflict']>, checks: RowChecks, scope: CompileScope) {
    this.#table = table
    this.#arbiters = arbiters
    this.#types = table.columns.map(column => column.type)
    this.#checks = checks
    const compile = (
      assignments: readonly { readonly column: number; readonly value: Parameters<CompileScope['compile']>[0] }[],
    ): CompiledAssignment[] => assignments.map(({ column, value }) => ({ column, evaluate: scope.compile(value) }))
    this.#update =
      update === null
        ? null
        : {
            assignments: compile(update.assignments),
            generated: compile(update.generated ?? []),
            where: update.where === null ? null : scope.compilePredicate(update.where),
          }
  }

  reset(): void {
    this.#touched.clear()
  }

  apply(values: Cell[], writer: RowWriter): readonly Cell[] | null {
    const conflict = writer.findConflict(this.#table, values, this.#arbiters)
    if (conflict !== null) return this.#update === null ? null : this.#updateRow(conflict.key, conflict.row, values, writer)
    writer.insert(this.#table, values)
    if (this.#update !== null) this.#noteInserted(values, writer)
    return values
  }

  #noteInserted(values: Cell[], writer: RowWriter): void {
    const key =
      this.#table.primaryKey.length > 0
        ? primaryKeyOf(this.#table, values)
        : (writer.findConflict(this.#table, values, this.#arbiters)?.key ?? null)
    if (key !== null) this.#touched.add(key)
  }

  #updateRow(key: Key, row: StoredRow, excluded: Cell[], writer: RowWriter): readonly Cell[] | null {
    if (this.#update === null) return null
    const { assignments, generated, where } = this.#update
    const input = batchOfRows([...this.#types, ...this.#types], [[...row.cells, ...excluded]])
    if (where !== null && where(input, this.#one) === 0) return null
    if (this.#touched.has(key)) {
      throw new SqlError('21000', 'ON CONFLICT DO UPDATE command cannot affect row a second time', {
        hint: 'Ensure that no rows proposed for insertion within the same command have duplicate constrained values.',
      })
    }
    const values = [...row.cells]
    for (const { column, evaluate } of assignments) values[column] = cellAt(evaluate(input), 0)
    const changed = batchOfRows(this.#types, [values])
    for (const { column, evaluate } of generated) values[column] = cellAt(evaluate(changed), 0)
    const violation = this.#checks.firstViolation(generated.length === 0 ? changed : batchOfRows(this.#types, [values]))
    if (violation !== null) throw violation.error
    if (!writer.update(this.#table, key, values)) return null
    this.#touched.add(this.#table.primaryKey.length > 0 ? primaryKeyOf(this.#table, values) : key)
    return values
  }
}

function cellAt(vector: Vector, position: number): Cell {
  const value: SqlValue = valueAt(vector, position)
  return typeof value === 'boolean' ? Number(value) : value
}
