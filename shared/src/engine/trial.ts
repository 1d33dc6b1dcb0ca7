// A change set applied on trial, for the acceptor: merged row by row, then checked as a whole (rules R15, R16).
// What it changed is in its journal; a rejected one is undone, an accepted one stays.

import type { ColumnId, TableId } from '../base/brand.ts'
import { isSameCell, type Cell, type Key } from '../base/cell.ts'
import { SqlError, ZenError, notSupported } from '../base/errors.ts'
import { PartNeeded } from '../base/load-part.ts'
import { compareStamps } from '../base/stamp.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { changedCell } from '../changes/changed-cells.ts'
import type { RowChange } from '../changes/row-change.ts'
import { PageFault } from '../storage/tree-contract.ts'
import { applyRowChange, stampOfCell, type ChangeSetStamp } from '../sync/merge-row.ts'
import type { Judgement } from '../sync/decide.ts'
import { printCell, findConflict, HeadWriter, uniqueViolation } from './head-writer.ts'
import type { Head } from './head.ts'
import { checkRow } from './check-row.ts'
import { requireFitting } from './fitting-change.ts'
import { enforceForeignKeys, type DeferredConstraints } from './foreign-keys.ts'
import { netRowChanges } from './net-row-changes.ts'
import { rowShape } from './row-shape.ts'
import type { TableState } from './table-state.ts'
import type { JournalEntry, WriteJournal } from './write-journal.ts'

const checkedNow: DeferredConstraints = { isDeferred: () => false }

/**
 * Applies the rows of `changeSet` to `head`. Accepted: the head has changed as `journal` says. Rejected or thrown
 * (PageFault): the head is as it was.
 */
export function judgeRows(head: Head, journal: WriteJournal, changeSet: ChangeSet, stamp: ChangeSetStamp): Judgement {
  const mark = journal.mark
  try {
    let lostCells = 0
    const rows = changeSet.rows.filter(change => !isRepeatedMigration(head, change))
    const newKeys = newKeysIn(rows)
    for (const change of rows) lostCells += mergeInto(head, journal, change, { stamp, newKeys })
    for (const entry of journal.entries.slice(mark))
      checkMerged(entry.table, entry.after === null ? null : entry.table.rows.get(entry.key), entry.key)
    const merged = journal.mark
    const writer = new HeadWriter(head, journal, { birth: { ...stamp, ordinal: 0 }, hiddenKey: noHiddenKeys })
    enforceForeignKeys(head, writer, journal, mark, checkedNow)
    const written = journal.entries.slice(merged)
    if (written.some(entry => hasNewerCells(entry, stamp))) {
      journal.undoTo(mark)
      return { kind: 'outdated' }
    }
    // What ON DELETE and ON UPDATE did here goes into the log with the change set, so that every replica does the same.
    const actions = netRowChanges(written, true)
    const isAsSent = actions.length === 0 && rows.length === changeSet.rows.length
    return { kind: 'accept', lostCells, changeSet: isAsSent ? changeSet : { ...changeSet, rows: [...rows, ...actions] } }
  } catch (error) {
    journal.undoTo(mark)
    const { code, message, constraint } = refusalOf(error)
    return { kind: 'reject', sqlState: code, message, constraint: constraint ?? null }
  }
}

/**
 * Did a referential action change a cell that is newer than the change set which the action belongs to? The log would carry it as an
 * update, and wherever that is merged the cell would keep its value: the state here would be nobody else's, nor this one's after a restart.
 */
function hasNewerCells({ before, after }: JournalEntry, stamp: ChangeSetStamp): boolean {
  if (before === null || after === null) return false
  return after.cells.some((cell, i) => !isSameCell(cell, before.cells[i]) && compareStamps(stampOfCell(before, i), stamp) > 0)
}

/**
 * The SQL error for whatever a change set did to the trial. One that makes the program stumble is refused like any other: left in the
 * queue it would stop all others. Throws what is no fault of the change set: a page or a part that must be loaded, a store that failed.
 */
export function refusalOf(error: unknown): SqlError {
  if (error instanceof SqlError) return error
  if (error instanceof PageFault || error instanceof PartNeeded || error instanceof ZenError) throw error
  return new SqlError('XX000', `the change set cannot be applied: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  })
}

/** Where clients record which migrations were run (client/src/service/run-migrations.ts). */
const migrationsTable = 'zendb_migrations'

/**
 * Two devices that ran the same migration offline both record it. The second record says nothing new; as an ordinary insert
 * it would refuse the change set, and with it everything that the device wrote afterwards.
 */
function isRepeatedMigration(head: Head, change: RowChange): boolean {
  if (change.kind !== 'insert') return false
  const table = head.tables.get(change.table)
  return table !== undefined && table.definition.name === migrationsTable && table.rows.find(change.key) !== null
}

const noHiddenKeys = (): never => {
  throw notSupported('a referential action that inserts rows')
}

/** What a change belongs to. */
interface Merged {
  readonly stamp: ChangeSetStamp
  readonly newKeys: ReadonlyMap<TableId, Key>
}

/** Merges one change; answers how many cells lost to newer ones. */
function mergeInto(head: Head, journal: WriteJournal, change: RowChange, { stamp, newKeys }: Merged): number {
  const table = head.tables.get(change.table)
  if (table === undefined) {
    // The table is gone: an update of its rows is late, an insert has nowhere to go.
    if (change.kind === 'delete' || change.kind === 'update') return 0
    throw new SqlError('42P01', `table ${change.table} does not exist any more`, { hint: 'Update the application, or discard the change.' })
  }
  requireFitting(table.definition, change)
  const before = table.rows.get(change.key)
  const { row, effect, lost } = applyRowChange(before, change, stamp, rowShape(table.definition))
  if (effect === 'occupied') throw keyTaken(table, change)
  if (effect === 'gone') {
    if (change.kind === 'delete' && change.must)
      throw new SqlError('40001', `the row of "${table.definition.name}" that was given a new key is gone`, { constraint: 'moved' })
    return lost.length
  }
  if (row !== before) {
    table.replace(change.key, before, row)
    // A row with a new key (rule R14) is no deleted one: its children follow ON UPDATE.
    if (before !== null && change.kind === 'delete' && change.must) journal.pushMove(table, change.key, before, newKeys.get(change.table))
    else journal.push(table, change.key, before, row)
  }
  return lost.length
}

/** Where a moved row went, by table: the one row that arrives where one leaves. Of several it is not said which is whose; then nothing can follow. */
function newKeysIn(rows: readonly RowChange[]): ReadonlyMap<TableId, Key> {
  const newKeys = new Map<TableId, Key>()
  if (!rows.some(row => row.kind === 'delete' && row.must)) return newKeys
  const [leaving, arriving] = [new Map<TableId, number>(), new Map<TableId, number>()]
  for (const row of rows) {
    const { table, key } = row
    if (row.kind === 'delete' && row.must) leaving.set(table, (leaving.get(table) ?? 0) + 1)
    if (row.kind !== 'insert') continue
    arriving.set(table, (arriving.get(table) ?? 0) + 1)
    newKeys.set(table, key)
  }
  for (const table of newKeys.keys()) if (leaving.get(table) !== 1 || arriving.get(table) !== 1) newKeys.delete(table)
  return newKeys
}

function keyTaken(table: TableState, change: RowChange): SqlError {
  const { definition } = table
  const primary = definition.constraints.find(constraint => constraint.kind === 'primary key')
  const names = definition.columns.filter(column => definition.primaryKey.includes(column.id))
  const values = names.map(column => printCell(definition, definition.columns.indexOf(column), cellOf(change, column.id)))
  return new SqlError('23505', `duplicate key value violates unique constraint "${primary?.name ?? `${definition.name}_pkey`}"`, {
    detail: `Key (${names.map(column => column.name).join(', ')})=(${values.join(', ')}) already exists.`,
    table: definition.name,
    constraint: primary?.name ?? `${definition.name}_pkey`,
  })
}

function cellOf(change: RowChange, column: ColumnId): Cell {
  return change.kind === 'insert' ? (changedCell(change.cells, column) ?? null) : null
}

function checkMerged(table: TableState, row: ReturnType<TableState['tree']['get']>, key: Parameters<TableState['tree']['get']>[0]): void {
  if (row === null) return
  checkRow(table.definition, row.cells)
  const conflict = findConflict(table, row.cells, key, name => name !== 'primary key')
  if (conflict !== null) throw uniqueViolation(table, row.cells, conflict)
}
