// A transaction's journal -> its row changes: first state against last, per row. What was undone inside the
// transaction leaves no trace, and only changed columns travel (rule R8).

import { assert } from '../base/assert.ts'
import type { ColumnId } from '../base/brand.ts'
import type { Cell, Key } from '../base/cell.ts'
import { sameBirth } from '../base/stamp.ts'
import type { RowChange } from '../changes/row-change.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import type { JournalEntry } from './write-journal.ts'

interface NetChange {
  readonly definition: TableDefinition
  readonly key: Key
  readonly before: StoredRow | null
  after: StoredRow | null
  moved: boolean
}

/** One net change per row, in the order in which rows were first touched. */
export function netRowChanges(entries: readonly JournalEntry[]): readonly RowChange[] {
  if (entries.length === 1) return changesOf({ ...entries[0], definition: entries[0].table.definition })
  const byTable = new Map<TableDefinition['id'], Map<Key, NetChange>>()
  const ordered: NetChange[] = []
  for (const entry of entries) {
    const { definition } = entry.table
    let byKey = byTable.get(definition.id)
    if (byKey === undefined) byTable.set(definition.id, (byKey = new Map()))
    const net = byKey.get(entry.key)
    if (net === undefined) {
      const fresh = { definition, key: entry.key, before: entry.before, after: entry.after, moved: entry.moved }
      byKey.set(entry.key, fresh)
      ordered.push(fresh)
    } else {
      net.after = entry.after
      net.moved ||= entry.moved
    }
  }
  return ordered.flatMap(changesOf)
}

function changesOf(net: NetChange): RowChange[] {
  const { definition, key, before, after } = net
  const table = definition.id
  if (after === null) {
    if (before === null) return []
    return [deletion(net, before)]
  }
  if (before === null) return [{ kind: 'insert', table, key, cells: allCells(definition, after.cells), ordinal: 0 }]
  assert(before.birth && after.birth, 'rows of tables carry a birth')
  if (!sameBirth(before.birth, after.birth))
    return [deletion(net, before), { kind: 'insert', table, key, cells: allCells(definition, after.cells), ordinal: 0 }]
  const cells = changedCells(definition, before.cells, after.cells)
  return cells.size === 0 ? [] : [{ kind: 'update', table, key, birth: before.birth, cells }]
}

function deletion(net: NetChange, before: StoredRow): RowChange {
  assert(before.birth, 'rows of tables carry a birth')
  return { kind: 'delete', table: net.definition.id, key: net.key, birth: before.birth, must: net.moved }
}

function allCells(definition: TableDefinition, cells: readonly Cell[]): ReadonlyMap<ColumnId, Cell> {
  const result = new Map<ColumnId, Cell>()
  for (let i = 0; i < definition.columns.length; i++) result.set(definition.columns[i].id, cells[i])
  return result
}

function changedCells(definition: TableDefinition, before: readonly Cell[], after: readonly Cell[]): ReadonlyMap<ColumnId, Cell> {
  const result = new Map<ColumnId, Cell>()
  for (let i = 0; i < definition.columns.length; i++) if (before[i] !== after[i]) result.set(definition.columns[i].id, after[i])
  return result
}
