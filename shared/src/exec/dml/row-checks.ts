// NOT NULL and CHECK on new rows, with PostgreSQL's errors. NOT NULL is tested first, then the checks in their order.

import type { Cell } from '../../base/cell.ts'
import { SqlError } from '../../base/errors.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { BoundCheck } from '../../sql/plan.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { printValue } from '../../values/text-io.ts'
import { isNullAt } from '../../values/vector.ts'
import { withSelection, type Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { rowsOfVectors } from './row-cells.ts'

/** The first row that breaks a rule, by its number among the selected rows. */
export interface Violation {
  readonly row: number
  readonly error: SqlError
}

/** PostgreSQL cuts printed values of a failing row at this many bytes. */
const printedValueMax = 64

export class RowChecks {
  readonly #table: TableDefinition
  readonly #checks: readonly { readonly constraint: string; readonly evaluate: Evaluate }[]
  readonly #notNull: readonly number[]

  constructor(table: TableDefinition, checks: readonly BoundCheck[], scope: CompileScope) {
    this.#table = table
    this.#checks = checks.map(({ constraint, condition }) => ({ constraint, evaluate: scope.compile(condition) }))
    this.#notNull = table.columns.flatMap((column, c) => (column.notNull ? [c] : []))
  }

  /** `rows`: the table's columns of the new rows. null when all rows are fine. */
  firstViolation(rows: Batch): Violation | null {
    let worst: Violation | null = null
    let rest = rows
    for (const column of this.#notNull) {
      const row = firstNull(rest, column)
      if (row < 0) continue
      worst = { row, error: this.#notNullError(rows, row, column) }
      rest = withSelection(rows, rows.selection, row)
    }
    for (const { constraint, evaluate } of this.#checks) {
      if (rest.count === 0) break
      const row = firstFalse(rest, evaluate)
      if (row < 0) continue
      worst = { row, error: this.#checkError(rows, row, constraint) }
      rest = withSelection(rows, rows.selection, row)
    }
    return worst
  }

  #notNullError(rows: Batch, row: number, column: number): SqlError {
    const { name, columns } = this.#table
    return new SqlError('23502', `null value in column "${columns[column].name}" of relation "${name}" violates not-null constraint`, {
      detail: this.#describe(rows, row),
      table: name,
      column: columns[column].name,
    })
  }

  #checkError(rows: Batch, row: number, constraint: string): SqlError {
    const { name } = this.#table
    return new SqlError('23514', `new row for relation "${name}" violates check constraint "${constraint}"`, {
      detail: this.#describe(rows, row),
      table: name,
      constraint,
    })
  }

  #describe(rows: Batch, row: number): string {
    const columns = rows.columns.slice(0, this.#table.columns.length)
    const [cells] = rowsOfVectors(columns, rows.selection.subarray(row, row + 1), 1)
    return `Failing row contains (${cells.map((cell, c) => this.#print(cell, c)).join(', ')}).`
  }

  #print(cell: Cell, column: number): string {
    if (cell === null) return 'null'
    const { type } = this.#table.columns[column]
    // A cell of a column is a runtime value of its type, but for booleans.
    const value = type.name === 'bool' && typeof cell === 'number' ? cell !== 0 : (cell as SqlValue)
    const text = printValue(type, value)
    return text.length > printedValueMax ? `${text.slice(0, printedValueMax)}...` : text
  }
}

function firstNull({ columns, selection, count }: Batch, column: number): number {
  const vector = columns[column]
  if (vector.nulls === null && !Array.isArray(vector.data)) return -1
  for (let i = 0; i < count; i++) if (isNullAt(vector, selection[i])) return i
  return -1
}

function firstFalse(rows: Batch, evaluate: Evaluate): number {
  const vector = evaluate(rows)
  for (let i = 0; i < rows.count; i++) {
    const p = rows.selection[i]
    if (!isNullAt(vector, p) && vector.data[p] === 0) return i
  }
  return -1
}
