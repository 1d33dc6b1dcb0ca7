// Makes and remakes whole tables: new ones, ones whose columns or key changed, and indexes over existing rows.
// Rows are read through cursors that survive page faults, and written in key order, which is the tree's fast path.

import type { Cell, Key } from '../base/cell.ts'
import { SqlError } from '../base/errors.ts'
import { indexLayout, tableLayout } from '../exec/table-layout.ts'
import type { IndexDefinition, TableDefinition } from '../schema/database-schema.ts'
import type { StoredRow, TreeReader } from '../storage/tree-contract.ts'
import { indexKeyOf } from '../exec/row-key.ts'
import { printCell } from './head-writer.ts'
import { indexState } from './index-state.ts'
import { withPages } from './load-pages.ts'
import { TableState, type IndexState } from './table-state.ts'
import type { TreeFactory } from './tree-factory.ts'

/** A table without rows. */
export function emptyTable(definition: TableDefinition, trees: TreeFactory): TableState {
  const indexes = new Map<string, IndexState>()
  for (const index of definition.indexes) indexes.set(index.name, indexState(definition, index, trees.empty(indexLayout(definition))))
  return new TableState(definition, trees.empty(tableLayout(definition)), indexes)
}

/** Calls `visit` for every row in key order, loading pages as needed. */
export async function forEachRow(reader: TreeReader, visit: (key: Key, row: StoredRow) => void): Promise<void> {
  const cursor = reader.scan({}, 'ascending')
  for (;;) {
    const slice = await withPages(() => cursor.next())
    if (slice === null) return
    for (let i = slice.start; i < slice.end; i++) {
      const row = await withPages(() => slice.leaf.row(i))
      visit(slice.leaf.keys[i], row)
    }
  }
}

/**
 * `table` under a new definition: every row mapped (null drops it), all indexes built again.
 * The old state is left as it was.
 */
export async function rebuildTable(
  table: TableState,
  definition: TableDefinition,
  trees: TreeFactory,
  map: (key: Key, row: StoredRow) => { readonly key: Key; readonly row: StoredRow },
): Promise<TableState> {
  const rows: { readonly key: Key; readonly row: StoredRow }[] = []
  await forEachRow(table.rows, (key, row) => rows.push(map(key, row)))
  rows.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const tree = trees.empty(tableLayout(definition))
  for (const { key, row } of rows) tree.put(key, row)
  const rebuilt = new TableState(definition, tree, new Map())
  return withIndexes(rebuilt, definition, trees)
}

/** `table` with all indexes of `definition`; those that exist already under the same name and shape are kept. */
export async function withIndexes(table: TableState, definition: TableDefinition, trees: TreeFactory): Promise<TableState> {
  const indexes = new Map<string, IndexState>()
  for (const index of definition.indexes) {
    const existing = table.indexes.get(index.name)
    indexes.set(index.name, existing ? { ...existing, definition: index } : await buildIndex(table, definition, index, trees))
  }
  return new TableState(definition, table.tree, indexes)
}

async function buildIndex(table: TableState, definition: TableDefinition, index: IndexDefinition, trees: TreeFactory): Promise<IndexState> {
  const state = indexState(definition, index, trees.empty(indexLayout(definition)))
  const entries: { readonly entry: string; readonly key: Key; readonly cells: readonly Cell[] }[] = []
  await forEachRow(table.rows, (key, row) => {
    if (state.holds === null || state.holds(row.cells))
      entries.push({ entry: indexKeyOf(index, definition, row.cells, key), key, cells: row.cells })
  })
  entries.sort((a, b) => (a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : 0))
  if (index.unique) checkUnique(definition, state, entries)
  for (const { entry, key } of entries) state.tree.put(entry, { cells: [key], birth: null, cellStamps: null })
  return state
}

function checkUnique(definition: TableDefinition, index: IndexState, sorted: readonly { readonly cells: readonly Cell[] }[]): void {
  for (let i = 1; i < sorted.length; i++) {
    const [a, b] = [sorted[i - 1].cells, sorted[i].cells]
    const hasNull = index.positions.some(position => b[position] === null)
    if (hasNull && !index.definition.nullsNotDistinct) continue
    // Equal values have equal text; the index key would do too, but it ends in the row's own key.
    if (!index.positions.every(position => printCell(definition, position, a[position]) === printCell(definition, position, b[position])))
      continue
    const names = index.positions.map(position => definition.columns[position].name).join(', ')
    const values = index.positions.map(position => printCell(definition, position, b[position])).join(', ')
    throw new SqlError('23505', `could not create unique index "${index.definition.name}"`, {
      detail: `Key (${names})=(${values}) is duplicated.`,
      table: definition.name,
      constraint: index.definition.name,
    })
  }
}
