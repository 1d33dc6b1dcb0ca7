// Applies one schema change to a head: the schema, and what it means for rows and indexes. Runs where DDL is made,
// where it is replayed from a log, and where the server accepts it, and gives the same trees everywhere (rule R30).

import { assert, unreachable } from '../base/assert.ts'
import type { TableId } from '../base/brand.ts'
import type { Cell, Key } from '../base/cell.ts'
import { SqlError } from '../base/errors.ts'
import type { Stamp } from '../base/stamp.ts'
import { primaryKeyOf } from '../exec/row-key.ts'
import { applySchemaChange } from '../schema/apply-schema-change.ts'
import {
  type ColumnDefinition,
  type DatabaseSchema,
  type TableDefinition,
  columnPosition,
  qualifiedName,
  tableById,
} from '../schema/database-schema.ts'
import type { SchemaChange } from '../schema/schema-change.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import { findCast } from '../values/cast-value.ts'
import { type SqlType, sameType } from '../values/sql-type.ts'
import { utcContext } from '../values/value-context.ts'
import { emptyTable, rebuildTable, withIndexes } from './build-table.ts'
import { valueOfCell } from './head-writer.ts'
import type { Head } from './head.ts'
import { loadExpressionParts } from './load-expression-parts.ts'
import { startSequence } from './sequence-state.ts'
import { constantDefault } from './table-expressions.ts'
import { TableState } from './table-state.ts'
import type { TreeFactory } from './tree-factory.ts'

/** Changes `head` in place; on an error it is left half-way, so callers work on a fork. */
export async function alterHead(head: Head, change: SchemaChange, trees: TreeFactory): Promise<void> {
  const before = head.schema
  const after = applySchemaChange(before, change)
  await loadPartsOfChange(after, change)
  head.schema = after
  if ('table' in change) await alterTables(head, change, trees)
  else if (change.kind === 'create sequence') {
    head.sequences.set(qualifiedName(change.sequence.schema, change.sequence.name), startSequence(change.sequence))
  } else if (change.kind === 'drop sequence') head.sequences.delete(qualifiedName(change.schema, change.name))
}

async function loadPartsOfChange(after: DatabaseSchema, change: SchemaChange): Promise<void> {
  if (!('table' in change)) return
  const definition = change.kind === 'create table' ? change.table : tableById(after, change.table)
  const loading = definition ? loadExpressionParts(definition) : null
  if (loading !== null) await loading
}

async function alterTables(head: Head, change: Extract<SchemaChange, { table: unknown }>, trees: TreeFactory): Promise<void> {
  if (change.kind === 'create table') {
    head.tables.set(change.table.id, emptyTable(change.table, trees))
    return
  }
  if (change.kind === 'drop table') {
    head.tables.delete(change.table)
    return
  }
  const table = head.tables.get(change.table)
  const definition = tableById(head.schema, change.table)
  assert(table && definition, `table ${change.table} exists`)
  head.tables.set(change.table, await alteredTable(table, definition, change, trees))
}

async function alteredTable(
  table: TableState,
  definition: TableDefinition,
  change: Exclude<Extract<SchemaChange, { table: TableId }>, { kind: 'create table' | 'drop table' }>,
  trees: TreeFactory,
): Promise<TableState> {
  switch (change.kind) {
    case 'add column': {
      const fill = constantDefault(definition, change.column)
      return rebuildTable(table, definition, trees, (key, row) => ({ key, row: { ...row, cells: [...row.cells, fill] } }))
    }
    case 'drop column': {
      const position = columnPosition(table.definition, change.column)
      return rebuildTable(table, definition, trees, (key, row) => ({ key, row: withoutColumn(row, position) }))
    }
    case 'alter column':
      return alterColumn(table, definition, change.column, trees)
    case 'create index':
      return withIndexes(table, definition, trees)
    case 'drop index':
      return new TableState(definition, table.tree, new Map([...table.indexes].filter(([name]) => name !== change.name)))
    case 'rename index':
      return new TableState(definition, table.tree, renamedIndexes(table, definition, change.name, change.to))
    case 'add constraint':
    case 'drop constraint':
      return String(table.definition.primaryKey) === String(definition.primaryKey)
        ? new TableState(definition, table.tree, table.indexes)
        : rebuildTable(table, definition, trees, (key, row) => ({ key: rekeyed(definition, key, row.cells), row }))
    case 'rename table':
    case 'rename constraint':
      return new TableState(definition, table.tree, table.indexes)
    default:
      return unreachable(change)
  }
}

async function alterColumn(
  table: TableState,
  definition: TableDefinition,
  column: ColumnDefinition,
  trees: TreeFactory,
): Promise<TableState> {
  const position = columnPosition(definition, column.id)
  const before = table.definition.columns[position]
  if (sameType(before.type, column.type)) return new TableState(definition, table.tree, table.indexes)
  const convert = cellConverter(before.type, column.type)
  return rebuildTable(table, definition, trees, (key, row) => {
    const cells = row.cells.slice()
    cells[position] = convert(cells[position])
    return { key: definition.primaryKey.includes(column.id) ? rekeyed(definition, key, cells) : key, row: { ...row, cells } }
  })
}

/** The key of a row after its table's primary key changed. Without one: made from the old key, the same on every replica. */
function rekeyed(definition: TableDefinition, key: Key, cells: readonly Cell[]): Key {
  if (definition.primaryKey.length > 0) return primaryKeyOf(definition, cells)
  return typeof key === 'string' ? key : `n${String(key).padStart(17, '0')}`
}

function withoutColumn(row: StoredRow, position: number): StoredRow {
  const cells = row.cells.filter((_, i) => i !== position)
  if (row.cellStamps === null) return { ...row, cells }
  const stamps = new Map<number, Stamp>()
  for (const [i, stamp] of row.cellStamps) if (i !== position) stamps.set(i > position ? i - 1 : i, stamp)
  return { cells, birth: row.birth, cellStamps: stamps.size === 0 ? null : stamps }
}

function renamedIndexes(table: TableState, definition: TableDefinition, from: string, to: string) {
  const renamed = definition.indexes.find(index => index.name === to)
  assert(renamed, `index ${to} exists`)
  return new Map([...table.indexes].map(([name, index]) => (name === from ? [to, { ...index, definition: renamed }] : [name, index])))
}

/** Converts stored cells of one type into another, as ALTER COLUMN TYPE does. 42804 when there is no cast. */
function cellConverter(from: SqlType, to: SqlType): (cell: Cell) => Cell {
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
