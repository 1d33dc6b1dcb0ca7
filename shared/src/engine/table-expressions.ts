// Expressions that live in the schema (defaults, checks, partial-index predicates) compiled for the engine's own use.
// Compiled once per (table definition, text): definitions are immutable, so a WeakMap keyed by them never goes stale.

import type { Cell } from '../base/cell.ts'
import { type RowExpression, compileRowExpression } from '../exec/compile-row-expression.ts'
import type { ColumnDefinition, TableDefinition } from '../schema/database-schema.ts'
import { bindTableExpression } from '../sql/bind/bind-table-expression.ts'
import { immutableContext } from '../sql/bind/fold-constants.ts'
import { sqlTypes } from '../values/sql-type.ts'
import type { RowPredicate } from './row-predicate.ts'

const predicates = new WeakMap<TableDefinition, Map<string, RowPredicate>>()

/** True for the rows of a table that `text` accepts. */
export function rowPredicate(table: TableDefinition, text: string): RowPredicate {
  let byText = predicates.get(table)
  if (byText === undefined) predicates.set(table, (byText = new Map()))
  let predicate = byText.get(text)
  if (predicate === undefined) {
    const evaluate: RowExpression = compileRowExpression(bindTableExpression(text, table, sqlTypes.bool))
    predicate = cells => evaluate(cells, immutableContext) === true
    byText.set(text, predicate)
  }
  return predicate
}

/** What existing rows get for a new column: its default when that is a constant, else NULL (the session fills the rest by an UPDATE). */
export function constantDefault(table: TableDefinition, column: ColumnDefinition): Cell {
  if (column.default === null) return null
  const bound = bindTableExpression(column.default, { ...table, columns: [] }, column.type)
  if (bound.kind !== 'constant') return null
  return typeof bound.value === 'boolean' ? Number(bound.value) : bound.value
}

/** A column's default as ON DELETE SET DEFAULT uses it. */
export function columnDefault(table: TableDefinition, column: ColumnDefinition): Cell {
  if (column.default === null) return null
  const evaluate = compileRowExpression(bindTableExpression(column.default, { ...table, columns: [] }, column.type))
  const value = evaluate([], immutableContext)
  return typeof value === 'boolean' ? Number(value) : value
}
