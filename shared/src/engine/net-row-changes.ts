// A transaction's journal -> its row changes: first state against last, per row. What was undone inside the
// transaction leaves no trace, and only changed columns travel (rule R8).

import { assert } from '../base/assert.ts'
import type { ColumnId } from '../base/brand.ts'
import { isSameCell, type Cell, type Key } from '../base/cell.ts'
import { sameBirth, type Birth } from '../base/stamp.ts'
import type { RowChange } from '../changes/row-change.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import { CellChange } from './cell-change.ts'
import type { JournalEntry } from './write-journal.ts'

/** One net change per row, in the order in which rows were first touched. `mayRepeatRows`: entries can be about the same row. */
export function netRowChanges(entries: readonly JournalEntry[], mayRepeatRows: boolean): readonly RowChange[] {
  const changes = new ChangeList()
  const net = mayRepeatRows && entries.length > 1 ? netEntries(entries) : entries
  for (let i = 0; i < net.length; i++) changes.add(net[i])
  return changes.rows
}

/** Entries of one row as one entry; most rows have one. */
function netEntries(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const byTable = new Map<TableDefinition['id'], Map<Key, number>>()
  const net: JournalEntry[] = []
  for (const entry of entries) {
    const { id } = entry.table.definition
    let indexByKey = byTable.get(id)
    if (indexByKey === undefined) byTable.set(id, (indexByKey = new Map()))
    const index = indexByKey.get(entry.key)
    if (index === undefined) {
      indexByKey.set(entry.key, net.length)
      net.push(entry)
    } else {
      const { table, key, before, moved, movedTo } = net[index]
      net[index] = { table, key, before, after: entry.after, positions: null, moved: moved || entry.moved, movedTo }
    }
  }
  return net
}

const noPositions: readonly number[] = []
const noColumns: readonly ColumnId[] = []

interface Update {
  readonly before: StoredRow
  readonly after: StoredRow
  readonly birth: Birth
  readonly positions: readonly number[] | null
}

class ChangeList {
  readonly rows: RowChange[] = []
  /** Which columns the update before this one changed: the next one changes the same, as a rule. */
  #definition: TableDefinition | null = null
  #positions: readonly number[] = noPositions
  #columns: readonly ColumnId[] = noColumns

  add(entry: JournalEntry): void {
    if (entry instanceof CellChange) return this.#cells(entry)
    const { table, key, before, after, positions, moved } = entry
    const { definition } = table
    if (before === null) {
      if (after !== null) this.#insert(definition, key, after)
      return
    }
    assert(before.birth, 'rows of tables carry a birth')
    if (after === null) {
      this.rows.push({ kind: 'delete', table: definition.id, key, birth: before.birth, must: moved })
      return
    }
    assert(after.birth, 'rows of tables carry a birth')
    if (sameBirth(before.birth, after.birth)) return this.#update(definition, key, { before, after, birth: before.birth, positions })
    this.rows.push({ kind: 'delete', table: definition.id, key, birth: before.birth, must: moved })
    this.#insert(definition, key, after)
  }

  #cells({ table: { definition }, key, birth, positions, cells: values }: CellChange): void {
    if (definition !== this.#definition || positions !== this.#positions) this.#changeColumns(definition, positions)
    this.rows.push({ kind: 'update', table: definition.id, key, birth, cells: { columns: this.#columns, values } })
  }

  #changeColumns(definition: TableDefinition, positions: readonly number[]): void {
    this.#definition = definition
    this.#positions = positions
    this.#columns = positions.map(position => definition.columns[position].id)
  }

  #insert(definition: TableDefinition, key: Key, { cells }: StoredRow): void {
    this.rows.push({ kind: 'insert', table: definition.id, key, cells: { columns: allColumns(definition), values: cells }, ordinal: 0 })
  }

  #update(definition: TableDefinition, key: Key, { before, after, birth, positions: known }: Update): void {
    const isAsBefore = known === null ? changesExactly(this.#positions, before.cells, after.cells) : known === this.#positions
    if (definition !== this.#definition || !isAsBefore)
      this.#changeColumns(definition, known ?? changedPositions(before.cells, after.cells))
    const positions = this.#positions
    if (positions.length === 0) return
    const values = new Array<Cell>(positions.length)
    for (let i = 0; i < positions.length; i++) values[i] = after.cells[positions[i]]
    this.rows.push({ kind: 'update', table: definition.id, key, birth, cells: { columns: this.#columns, values } })
  }
}

function changesExactly(positions: readonly number[], before: readonly Cell[], after: readonly Cell[]): boolean {
  let next = 0
  for (let i = 0; i < after.length; i++) {
    if (isSameCell(before[i], after[i])) continue
    if (positions[next] !== i) return false
    next++
  }
  return next === positions.length
}

function changedPositions(before: readonly Cell[], after: readonly Cell[]): readonly number[] {
  const positions: number[] = []
  for (let i = 0; i < after.length; i++) if (!isSameCell(before[i], after[i])) positions.push(i)
  return positions
}

const columnsOfTables = new WeakMap<TableDefinition, readonly ColumnId[]>()

/** One list a definition, so that all inserted rows share it. */
function allColumns(definition: TableDefinition): readonly ColumnId[] {
  let columns = columnsOfTables.get(definition)
  if (columns === undefined) columnsOfTables.set(definition, (columns = definition.columns.map(({ id }) => id)))
  return columns
}
