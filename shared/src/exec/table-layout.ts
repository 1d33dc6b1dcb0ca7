// The shape of a table's tree and of its index trees: what storage is told when a table or an index is made.
// Called by the engine (to make trees) and by exec (to know how keys are made). Both must always agree with row-key.ts.

import { columnPosition, type TableDefinition } from '../schema/database-schema.ts'
import type { ColumnKind, TreeLayout } from '../storage/tree-contract.ts'
import { keyKindOf } from '../values/key-codec.ts'
import { physicalKind, type SqlType } from '../values/sql-type.ts'

/** How a column of this type is held in leaves. Types whose runtime form is a string are 'text'. */
export function columnKindOf(type: SqlType): ColumnKind {
  const physical = physicalKind(type)
  if (physical !== 'any') return physical
  if (type.kind === 'enum') return 'text'
  if (type.kind === 'array') return 'any'
  switch (type.name) {
    case 'int8':
      return 'i64'
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'name':
    case 'uuid':
    case 'json':
    case 'jsonb':
      return 'text' // prettier-ignore
    default:
      return 'any'
  }
}

/** Types of the primary key's columns, in key order; empty when the table has none. */
export function primaryKeyTypes(table: TableDefinition): SqlType[] {
  return table.primaryKey.map(id => table.columns[columnPosition(table, id)].type)
}

/** 'number' when the row key is the value of a single int2, int4 or date column; 'binary' for all else and for hidden keys. */
export function rowKeyKind(table: TableDefinition): 'number' | 'binary' {
  return table.primaryKey.length === 1 ? keyKindOf(primaryKeyTypes(table)) : 'binary'
}

const tableLayouts = new WeakMap<TableDefinition, TreeLayout>()
const indexLayouts = new WeakMap<TableDefinition, TreeLayout>()

/** Layout of the tree that holds the table's rows. */
export function tableLayout(table: TableDefinition): TreeLayout {
  let layout = tableLayouts.get(table)
  if (layout === undefined) {
    const keyKind = rowKeyKind(table)
    layout = Object.freeze({
      keyKind,
      columns: Object.freeze(table.columns.map(column => columnKindOf(column.type))),
      keyColumn: keyKind === 'number' ? columnPosition(table, table.primaryKey[0]) : -1,
      stamped: true,
    })
    tableLayouts.set(table, layout)
  }
  return layout
}

/** Layout of every index tree of the table: the key holds the values, column 0 the row's Key. */
export function indexLayout(table: TableDefinition): TreeLayout {
  let layout = indexLayouts.get(table)
  if (layout === undefined) {
    const rowKey: ColumnKind = rowKeyKind(table) === 'number' ? 'f64' : 'text'
    layout = Object.freeze({ keyKind: 'binary', columns: Object.freeze([rowKey]), keyColumn: -1, stamped: false })
    indexLayouts.set(table, layout)
  }
  return layout
}
