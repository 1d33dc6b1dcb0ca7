// NOT NULL and CHECK on a merged row, as the acceptor tests them (rule R16: what is checked is the result of the merge).
// Where a statement runs, exec has tested the row before it was written.

import type { Cell } from '../base/cell.ts'
import { SqlError } from '../base/errors.ts'
import { compileRowExpression, type RowExpression } from '../exec/compile-row-expression.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import { bindTableExpression } from '../sql/bind/bind-table-expression.ts'
import { sqlTypes } from '../values/sql-type.ts'
import { printCell, valueOfCell } from './head-writer.ts'
import { immutableContext } from '../sql/bind/fold-constants.ts'

interface Check {
  readonly name: string
  readonly holds: RowExpression
}

const checksOf = new WeakMap<TableDefinition, readonly Check[]>()

/** Throws 23502 or 23514 with PostgreSQL's words. */
export function checkRow(table: TableDefinition, cells: readonly Cell[]): void {
  for (let i = 0; i < table.columns.length; i++) {
    const column = table.columns[i]
    if (column.notNull && cells[i] === null)
      throw new SqlError('23502', `null value in column "${column.name}" of relation "${table.name}" violates not-null constraint`, {
        detail: failingRow(table, cells),
        table: table.name,
        column: column.name,
      })
  }
  const checks = compiledChecks(table)
  if (checks.length === 0) return
  const values = cells.map((cell, i) => valueOfCell(table.columns[i].type, cell))
  for (const check of checks)
    if (check.holds(values, immutableContext) === false)
      throw new SqlError('23514', `new row for relation "${table.name}" violates check constraint "${check.name}"`, {
        detail: failingRow(table, cells),
        table: table.name,
        constraint: check.name,
      })
}

function compiledChecks(table: TableDefinition): readonly Check[] {
  let checks = checksOf.get(table)
  if (checks === undefined) {
    checks = table.constraints.flatMap(constraint =>
      constraint.kind === 'check'
        ? [{ name: constraint.name, holds: compileRowExpression(bindTableExpression(constraint.expression, table, sqlTypes.bool)) }]
        : [],
    )
    checksOf.set(table, checks)
  }
  return checks
}

function failingRow(table: TableDefinition, cells: readonly Cell[]): string {
  return `Failing row contains (${cells.map((cell, i) => printCell(table, i, cell)).join(', ')}).`
}
