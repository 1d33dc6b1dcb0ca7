// Expressions that live in the schema (defaults, checks, partial-index predicates) compiled for the engine's own use.
// Compiled once per (table definition, text): definitions are immutable, so a WeakMap keyed by them never goes stale.

import { systemClock } from '../base/clock.ts'
import type { Cell } from '../base/cell.ts'
import { SqlError } from '../base/errors.ts'
import { systemRandom } from '../base/random.ts'
import { compileRowExpression, type RowExpression } from '../exec/compile-row-expression.ts'
import type { EvaluationContext } from '../functions/function-definition.ts'
import type { ColumnDefinition, TableDefinition } from '../schema/database-schema.ts'
import { bindTableExpression } from '../sql/bind/bind-table-expression.ts'
import { findCast } from '../values/cast-value.ts'
import type { SqlType } from '../values/sql-type.ts'
import { sqlTypes } from '../values/sql-type.ts'
import { utcContext } from '../values/value-context.ts'
import { valueOfCell } from './head-writer.ts'
import type { RowPredicate } from './row-predicate.ts'

const noSequences = (): never => {
  throw new SqlError('0A000', 'feature not supported: sequences in an index predicate')
}

/** For immutable expressions: nothing of it can be seen by them. */
export const immutableContext: EvaluationContext = {
  clock: systemClock,
  random: systemRandom,
  nowMicros: 0,
  settings: new Map(),
  user: '',
  database: '',
  sequences: { nextval: noSequences, currval: noSequences, setval: noSequences, lastval: noSequences },
}

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

/** Converts stored cells of one type into another, as ALTER COLUMN TYPE does. 42804 when there is no cast. */
export function cellConverter(from: SqlType, to: SqlType): (cell: Cell) => Cell {
  const cast = findCast(from, to, 'assignment')
  if (cast === null)
    throw new SqlError('42804', `column cannot be cast automatically to type ${to.name}`, {
      hint: 'You might need to specify a USING expression.',
    })
  return cell => {
    if (cell === null) return null
    const result = cast.apply(valueOfCell(from, cell), utcContext)
    return typeof result === 'boolean' ? Number(result) : result
  }
}

/** A column's default as ON DELETE SET DEFAULT uses it. */
export function columnDefault(table: TableDefinition, column: ColumnDefinition): Cell {
  if (column.default === null) return null
  const evaluate = compileRowExpression(bindTableExpression(column.default, { ...table, columns: [] }, column.type))
  const value = evaluate([], immutableContext)
  return typeof value === 'boolean' ? Number(value) : value
}
