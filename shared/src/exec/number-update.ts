// The updates that applications run by the thousand in one transaction: numbers by the row's key. Known when the statement is
// prepared, so that the engine can run them without a plan's machinery (engine/update-numbers.ts).

import type { ColumnId } from '../base/brand.ts'
import type { Constraint, TableDefinition } from '../schema/database-schema.ts'
import type { PlannedStatement, UpdatePlan } from '../sql/plan.ts'
import type { SqlType } from '../values/sql-type.ts'
import { neededBy } from './needed-columns.ts'
import { scanOf, type TableScan } from './point-access.ts'
import { primaryKeyCodec } from './row-key.ts'

/** An UPDATE of one row by its key whose values are parameters: numbers that are stored as they are given. */
export interface NumberUpdate {
  readonly table: TableDefinition
  /** The parameter that is the key. */
  readonly key: number
  /** Columns that change, and by column the parameter that it is set to. */
  readonly positions: readonly number[]
  readonly values: readonly number[]
  /** By parameter of the statement: it takes integers of 32 bits only. */
  readonly areIntegers: readonly boolean[]
}

/** null: the statement is of another form, or a change of these columns concerns more than their row. */
export function numberUpdateOf({ plan, parameterTypes, columnParameters }: PlannedStatement): NumberUpdate | null {
  if (plan.kind !== 'update' || plan.returning !== null) return null
  const { table } = plan
  const scan = scanOf(plan.source)?.scan
  const key = scan === undefined || scan.filter !== null ? null : singleEqual(scan)
  const assignments = [...plan.assignments].sort((a, b) => a.column - b.column)
  const values = assignments.map(({ value }) => (value.kind === 'parameter' ? value.index : -1))
  const positions = assignments.map(({ column }) => column)
  if (key === null || values.includes(-1) || !isApart(plan, positions)) return null
  const numbers = parameterTypes.map((type, i) => numberType(type, columnParameters[i]))
  const areStored = values.every((value, i) => numbers[value] === numberType(table.columns[positions[i]].type, true))
  if (numbers.includes(null) || numbers[key] !== 'int4' || !areStored) return null
  return { table, key, positions, values, areIntegers: numbers.map(type => type === 'int4') }
}

/** A float8 parameter that is not a column's would be a numeric for some numbers: another plan. */
function numberType({ kind, name, modifier }: SqlType, isColumns: boolean): 'int4' | 'float8' | null {
  if (kind !== 'scalar' || modifier !== undefined) return null
  if (name === 'int4') return 'int4'
  return name === 'float8' && isColumns ? 'float8' : null
}

/** The parameter that the scan's whole key equals. */
function singleEqual({ table, bounds }: TableScan): number | null {
  if (bounds?.length !== 1 || table.primaryKey.length !== 1 || primaryKeyCodec(table).codec.kind !== 'number') return null
  const [{ equal, lower, upper }] = bounds
  const [value] = equal
  return equal.length === 1 && lower === null && upper === null && value.kind === 'parameter' ? value.index : null
}

/** Nothing but the row itself depends on these columns: no key, index, foreign key, check or generated column. */
function isApart({ table, checks, generated }: UpdatePlan, positions: readonly number[]): boolean {
  const ids = new Set(positions.map(position => table.columns[position].id))
  const isOther = (id: ColumnId): boolean => !ids.has(id)
  const read = neededBy(table.columns.length, [...checks.map(check => check.condition), ...generated.map(({ value }) => value)])
  return (
    table.primaryKey.every(isOther) &&
    !positions.some(position => read[position]) &&
    table.indexes.every(index => index.where === null && index.columns.every(({ column }) => isOther(column))) &&
    table.constraints.every(constraint => isKept(constraint, isOther))
  )
}

/** A row may have broken a check that is not valid, and then no update of it is allowed. */
function isKept(constraint: Constraint, isOther: (id: ColumnId) => boolean): boolean {
  if (constraint.kind === 'check') return !constraint.notValid
  return constraint.kind !== 'foreign key' || constraint.columns.every(isOther)
}
