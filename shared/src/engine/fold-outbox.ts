// `local` = fold of the outbox, in order, over `confirmed` (rule R21). Row by row when rows arrive, as a whole when the
// schema changed. Constraints were tested when the statement ran and are not enforced here.

import type { TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { SqlError } from '../base/errors.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { applyRowChange } from '../sync/merge-row.ts'
import { alterHead } from './alter-head.ts'
import type { Head } from './head.ts'
import { withPages } from './load-pages.ts'
import type { Outbox } from './outbox.ts'
import { refuseCollision } from './refuse-collision.ts'
import { rowShape } from './row-shape.ts'
import { isAlreadyApplied } from './schema-change-applied.ts'
import type { TableState } from './table-state.ts'
import type { TreeFactory } from './tree-factory.ts'
import type { WriteJournal } from './write-journal.ts'

/** The row that `local` must show under a key. `confirmed`: the row there, or null. */
export function foldRow(table: TableState, key: Key, confirmed: StoredRow | null, outbox: Outbox): StoredRow | null {
  let row = confirmed
  const shape = rowShape(table.definition)
  for (const { change, changeSet } of outbox.changesOfRow(table.definition.id, key)) row = applyRowChange(row, change, changeSet, shape).row
  return row
}

/** Brings rows of `local` up to date and journals what changed. Throws PageFault with everything undone. */
export function refoldRows(
  local: Head,
  confirmed: Head,
  outbox: Outbox,
  rows: ReadonlyMap<TableId, ReadonlySet<Key>>,
  journal: WriteJournal,
): void {
  const mark = journal.mark
  try {
    for (const [id, keys] of rows) {
      const table = local.tables.get(id)
      if (table === undefined) continue
      for (const key of keys) {
        const before = table.rows.get(key)
        const after = foldRow(table, key, confirmed.tables.get(id)?.rows.get(key) ?? null, outbox)
        if (before === null && after === null) continue
        table.replace(key, before, after)
        journal.push(table, key, before, after)
      }
    }
  } catch (error) {
    journal.undoTo(mark)
    throw error
  }
}

/**
 * A new `local` from scratch: a fork of `confirmed` with the whole outbox on top. A change set whose schema changes do not fit any more
 * shows nothing, nor does what depends on it: the acceptor will refuse it for the same reason.
 */
export async function rebuildLocal(confirmed: Head, outbox: Outbox, trees: TreeFactory): Promise<Head> {
  const local = await withPages(() => {
    confirmed.settle()
    return confirmed.fork()
  })
  const misfits = new Set<ChangeSet>()
  outbox.setMisfits(misfits)
  for (const changeSet of [...outbox.pending]) {
    if (!outbox.isFolded(changeSet)) continue
    if (await applySchemaChanges(local, changeSet, trees)) await applyRows(local, changeSet)
    else outbox.setMisfits(misfits.add(changeSet))
  }
  return local
}

/** All of them or none; false: none, because they do not fit. */
async function applySchemaChanges(local: Head, { schemaChanges }: ChangeSet, trees: TreeFactory): Promise<boolean> {
  if (schemaChanges.length === 0) return true
  const fork = await withPages(() => {
    local.settle()
    return local.fork()
  })
  try {
    for (const change of schemaChanges) {
      if (isAlreadyApplied(fork.schema, change)) continue
      refuseCollision(fork.schema, change)
      await alterHead(fork, change, trees)
    }
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    return false
  }
  local.adopt(fork)
  return true
}

async function applyRows(local: Head, changeSet: ChangeSet): Promise<void> {
  for (const change of changeSet.rows) {
    const table = local.tables.get(change.table)
    if (table === undefined) continue
    await withPages(() => {
      const before = table.rows.get(change.key)
      const { row } = applyRowChange(before, change, changeSet, rowShape(table.definition))
      if (before !== row) table.replace(change.key, before, row)
    })
  }
}
