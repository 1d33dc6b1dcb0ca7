// What a change set from outside must be before it is tried: rows of known forms. Clients make them from rows that they have checked, so only
// a mistake, an old program or ill will fails here; but what gets past would be in everybody's pages, where nothing can mend it.

import { SqlError } from '../base/errors.ts'
import type { Cell, Key } from '../base/cell.ts'
import type { ChangedCells } from '../changes/changed-cells.ts'
import { changedCell } from '../changes/changed-cells.ts'
import type { RowChange } from '../changes/row-change.ts'
import { primaryKeyOf } from '../exec/row-key.ts'
import { columnKindOf, rowKeyKind } from '../exec/table-layout.ts'
import { columnPosition, type TableDefinition } from '../schema/database-schema.ts'
import { printValue } from '../values/text-io.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { utcContext } from '../values/value-context.ts'
import { rowShape } from './row-shape.ts'

/** Throws 08P01 when the change cannot be one of this table. Columns that are gone are the merge's business (R30). */
export function requireFitting(table: TableDefinition, change: RowChange): void {
  const kind = rowKeyKind(table)
  if (typeof change.key !== (kind === 'number' ? 'number' : 'string')) throw unfit(table, 'a key of another kind')
  if (change.kind === 'delete') return
  const given = change.kind === 'upsert' ? [change.insert, change.update] : [change.cells]
  for (const cells of given) requireCells(table, cells)
  if (table.primaryKey.length === 0) return
  if (change.kind === 'update') {
    if (table.primaryKey.some(column => change.cells.columns.includes(column))) throw unfit(table, 'an update of its key')
    return
  }
  if (keyIn(table, given[0]) !== change.key) throw unfit(table, 'a key that is not that of its row')
}

function requireCells(table: TableDefinition, { columns, values }: ChangedCells): void {
  if (columns.length !== values.length) throw unfit(table, 'columns without values')
  const shape = rowShape(table)
  for (let i = 0; i < columns.length; i++) {
    const position = shape.position(columns[i])
    if (position < 0 || values[i] === null) continue
    const { name, type } = table.columns[position]
    if (!isOfType(values[i], type)) throw unfit(table, `a value in "${name}" that is not of its type`)
  }
}

/** The key that an inserted row has; null when a part of it is not there. */
function keyIn(table: TableDefinition, cells: ChangedCells): Key | null {
  const row: Cell[] = table.columns.map(() => null)
  for (const id of table.primaryKey) {
    const cell = changedCell(cells, id) ?? null
    if (cell === null) return null
    row[columnPosition(table, id)] = cell
  }
  return primaryKeyOf(table, row)
}

function isOfType(cell: Cell, type: SqlType): boolean {
  switch (columnKindOf(type)) {
    case 'i32':
      return typeof cell === 'number' && Number.isInteger(cell) && isInRange(cell, type)
    case 'f64':
      return typeof cell === 'number'
    case 'i64':
      // One value, one form: a bigint is beyond what a number holds.
      return typeof cell === 'bigint' ? BigInt.asIntN(64, cell) === cell && !Number.isSafeInteger(Number(cell)) : Number.isSafeInteger(cell)
    case 'text':
      return typeof cell === 'string' && isTextOf(cell, type)
    default:
      return typeof cell !== 'boolean' && isPrintable(cell, type)
  }
}

function isInRange(value: number, type: SqlType): boolean {
  if (type.name === 'bool') return value === 0 || value === 1
  return type.name === 'int2' ? value >= -32768 && value <= 32767 : value === (value | 0)
}

function isTextOf(text: string, type: SqlType): boolean {
  if (type.kind === 'enum') return type.labels === undefined || type.labels.includes(text)
  if (type.name === 'uuid') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
  if (type.name !== 'json' && type.name !== 'jsonb') return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Structures and bytes: what can be printed has all of its parts. */
function isPrintable(cell: Cell, type: SqlType): boolean {
  if (type.name === 'bytea' || cell instanceof Uint8Array) return type.name === 'bytea' && cell instanceof Uint8Array
  try {
    printValue(type, cell as SqlValue, utcContext)
    return true
  } catch {
    return false
  }
}

function unfit(table: TableDefinition, what: string): SqlError {
  return new SqlError('08P01', `a change of "${table.name}" carries ${what}`, { table: table.name, constraint: 'malformed' })
}
