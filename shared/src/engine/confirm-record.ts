// One accepted record of the server's log applied to `confirmed` (rule R7). The caller has checked its position and holds the
// write lock; pages are loaded as they are missed.

import type { TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import type { LogRecord } from '../sync/log-record.ts'
import { applyRowChange } from '../sync/merge-row.ts'
import { alterHead } from './alter-head.ts'
import { followRows } from './follow-sequences.ts'
import type { Head } from './head.ts'
import { withPages } from './load-pages.ts'
import { rowShape } from './row-shape.ts'
import type { TreeFactory } from './tree-factory.ts'

/** Adds the rows that it touched to `touched`: `local` must look at them again. */
export async function confirmRecord(
  confirmed: Head,
  { changeSet, hlc }: LogRecord,
  trees: TreeFactory,
  touched: Map<TableId, Set<Key>>,
): Promise<void> {
  if (changeSet.schemaChanges.length > 0) {
    await withPages(() => confirmed.settle())
    for (const change of changeSet.schemaChanges) await alterHead(confirmed, change, trees)
  }
  followRows(confirmed, changeSet.rows)
  const from = { origin: changeSet.origin, seq: changeSet.seq, hlc }
  for (const change of changeSet.rows) {
    const table = confirmed.tables.get(change.table)
    if (table === undefined) continue
    touch(touched, change.table, change.key)
    const shape = rowShape(table.definition)
    await withPages(() => {
      const before = table.rows.get(change.key)
      const { row } = applyRowChange(before, change, from, shape)
      if (row !== before) table.replace(change.key, before, row)
    })
  }
}

export function touch(touched: Map<TableId, Set<Key>>, table: TableId, key: Key): void {
  const keys = touched.get(table)
  if (keys === undefined) touched.set(table, new Set([key]))
  else keys.add(key)
}
