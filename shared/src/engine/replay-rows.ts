// Row changes of the log's tail, collected by table and row, and folded into a row when it is asked for.

import type { TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import type { StoredRow } from '../base/stored-row.ts'
import type { RowChange } from '../changes/row-change.ts'
import { applyRowChange, type ChangeSetStamp, type RowShape } from '../sync/merge-row.ts'
import type { Head } from './head.ts'
import { PendingMap } from './pending-map.ts'
import { rowShape } from './row-shape.ts'

export interface StampedChange {
  readonly change: RowChange
  readonly from: ChangeSetStamp
}

/** Changes per row, in log order. */
export class RowTail {
  readonly #byTable = new Map<TableId, Map<Key, StampedChange[]>>()

  add(changes: readonly RowChange[], from: ChangeSetStamp): void {
    for (const change of changes) {
      let byKey = this.#byTable.get(change.table)
      if (byKey === undefined) this.#byTable.set(change.table, (byKey = new Map()))
      const list = byKey.get(change.key)
      if (list === undefined) byKey.set(change.key, [{ change, from }])
      else list.push({ change, from })
    }
  }

  /** Hands the tail to the tables of `head`, to be applied when rows are read, and forgets it. */
  attachTo(head: Head): void {
    for (const [id, changes] of this.#byTable) {
      const table = head.tables.get(id)
      // The table was dropped later in the tail.
      if (table === undefined) continue
      const shape = rowShape(table.definition)
      table.pending = new PendingMap(table, changes, (key, list) => {
        const before = table.tree.get(key)
        const after = foldChanges(before, list, shape)
        if (before !== null || after !== null) table.replace(key, before, after)
      })
    }
    this.#byTable.clear()
  }
}

/** The row after all changes. */
export function foldChanges(row: StoredRow | null, changes: readonly StampedChange[], shape: RowShape): StoredRow | null {
  let result = row
  for (const { change, from } of changes) result = applyRowChange(result, change, from, shape).row
  return result
}
