// Row changes of a transaction that also changed the schema. Its rows are told under the final schema, since a change
// set's schema changes come before its rows: a table that the transaction made is told whole, others row by row.

import { assert } from '../base/assert.ts'
import type { ColumnId, TableId } from '../base/brand.ts'
import type { Cell, Key } from '../base/cell.ts'
import { notSupported } from '../base/errors.ts'
import { sameBirth } from '../base/stamp.ts'
import { changedCells } from '../changes/changed-cells.ts'
import type { RowChange } from '../changes/row-change.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import type { Head } from './head.ts'
import type { TableState } from './table-state.ts'
import type { WriteTransaction } from './write-transaction.ts'

/** `before`: the database's head as it was when the transaction began. */
export function rowChangesAfterDdl(before: Head, transaction: WriteTransaction): readonly RowChange[] {
  const changes: RowChange[] = []
  const done = new Map<TableId, Set<Key>>()
  for (const entry of transaction.journal.entries) {
    const id = entry.table.definition.id
    const now = transaction.head.tables.get(id)
    if (now === undefined) continue
    const old = before.tables.get(id)
    let keys = done.get(id)
    if (keys === undefined) {
      done.set(id, (keys = new Set()))
      if (old === undefined) changes.push(...wholeTable(now))
      else if (String(old.definition.primaryKey) !== String(now.definition.primaryKey))
        throw notSupported('changing the primary key of a table and writing to it in one transaction')
    }
    if (old === undefined || keys.has(entry.key)) continue
    keys.add(entry.key)
    changes.push(...changesOfRow(old, now, entry.key))
  }
  return changes
}

function wholeTable(table: TableState): RowChange[] {
  const changes: RowChange[] = []
  const cursor = table.tree.scan({}, 'ascending')
  for (let slice = cursor.next(); slice !== null; slice = cursor.next())
    for (let i = slice.start; i < slice.end; i++) changes.push(insertion(table.definition, slice.leaf.keys[i], slice.leaf.row(i)))
  return changes
}

function insertion(definition: TableDefinition, key: Key, row: StoredRow): RowChange {
  return { kind: 'insert', table: definition.id, key, cells: changedCells(cellsById(definition, row)), ordinal: 0 }
}

function cellsById(definition: TableDefinition, row: StoredRow): ReadonlyMap<ColumnId, Cell> {
  return new Map(definition.columns.map((column, i) => [column.id, row.cells[i]]))
}

function changesOfRow(old: TableState, now: TableState, key: Key): RowChange[] {
  const before = old.tree.get(key)
  const after = now.tree.get(key)
  if (after === null) {
    if (before === null) return []
    assert(before.birth, 'rows of tables carry a birth')
    return [{ kind: 'delete', table: now.definition.id, key, birth: before.birth, must: false }]
  }
  if (before === null) return [insertion(now.definition, key, after)]
  assert(before.birth && after.birth, 'rows of tables carry a birth')
  if (!sameBirth(before.birth, after.birth))
    return [{ kind: 'delete', table: now.definition.id, key, birth: before.birth, must: false }, insertion(now.definition, key, after)]
  const known = cellsById(old.definition, before)
  const cells = new Map<ColumnId, Cell>()
  for (const [id, cell] of cellsById(now.definition, after)) if (known.get(id) !== cell) cells.set(id, cell)
  return cells.size === 0 ? [] : [{ kind: 'update', table: now.definition.id, key, birth: before.birth, cells: changedCells(cells) }]
}
