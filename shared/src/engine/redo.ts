// Makes the rows of a refused change set again on the state of now: inserts and updates are checked like any write, what is
// gone stays gone. The caller holds the write lock.

import { notSupported } from '../base/errors.ts'
import type { Cell } from '../base/cell.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { changedCell } from '../changes/changed-cells.ts'
import type { RowChange } from '../changes/row-change.ts'
import { checkRow } from './check-row.ts'
import { commit, type Committed } from './commit.ts'
import type { Database } from './database.ts'
import { enforceForeignKeys, nothingDeferred } from './foreign-keys.ts'
import { rowShape } from './row-shape.ts'
import { ReadNotes } from './read-notes.ts'
import { WriteTransaction } from './write-transaction.ts'

/** Throws SqlError with everything undone when a row does not fit, and PageFault to be called again. */
export function redo(database: Database, changeSet: ChangeSet): Committed {
  if (changeSet.schemaChanges.length > 0) throw notSupported('retrying a refused change of the schema; run its statements again')
  const transaction = new WriteTransaction('direct', database.head, database.identity.begin(), ReadNotes.begin(database.commitLog))
  try {
    for (const change of changeSet.rows) redoRow(transaction, change)
    enforceForeignKeys(transaction.head, transaction.writer, transaction.journal, 0, nothingDeferred)
  } catch (error) {
    transaction.journal.undoTo(0)
    throw error
  }
  return commit(database, transaction, null)
}

function redoRow({ head, writer }: WriteTransaction, change: RowChange): void {
  const table = head.tables.get(change.table)
  if (table === undefined) return
  const { definition } = table
  const current = table.rows.get(change.key)
  if (change.kind === 'delete') {
    if (current !== null) writer.delete(definition, change.key)
    return
  }
  const given = change.kind === 'upsert' ? change.insert : change.cells
  const base: readonly Cell[] | null = change.kind === 'insert' ? rowShape(definition).missing : (current?.cells ?? null)
  if (base === null) return
  const cells = definition.columns.map((column, i) => {
    const cell = changedCell(given, column.id)
    return cell === undefined ? base[i] : cell
  })
  checkRow(definition, cells)
  if (change.kind === 'insert') writer.insert(definition, cells)
  else if (current !== null) writer.update(definition, change.key, cells)
}
