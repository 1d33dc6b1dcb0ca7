// Own change sets without a verdict, in order, and rejected ones that the app has not given up (rules R15, R17-R19, R21).
// Pure bookkeeping: what is stored and what is folded is the replica's part.

import type { ColumnId, TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import { printChangeSetId, type ChangeSet, type ChangeSetId } from '../changes/change-set.ts'
import type { RowChange } from '../changes/row-change.ts'
import type { SchemaChange } from '../schema/schema-change.ts'
import type { Rejection } from '../sync/log-record.ts'
import { notedReads, tablesRead } from './noted-reads.ts'
import type { NotedRead, ReadNotes } from './read-notes.ts'

export interface RejectedChangeSet {
  readonly changeSet: ChangeSet
  readonly rejection: Rejection
}

/** A change of a row that has no verdict yet. */
export interface PendingChange {
  readonly change: RowChange
  readonly changeSet: ChangeSet
}

const sameId = (a: ChangeSetId, b: ChangeSetId): boolean => a.origin === b.origin && a.seq === b.seq
const rowName = (table: TableId, key: Key): string => `${table} ${typeof key} ${key}`

export class Outbox {
  readonly #pending: ChangeSet[]
  readonly #rejected: RejectedChangeSet[]
  /** Pending changes by row, in order: a change set may have a hundred thousand rows, and is never searched for one. */
  readonly #byRow = new Map<string, PendingChange[]>()
  readonly #byTable = new Map<TableId, Set<ChangeSet>>()
  /** Pending ones that change the schema: few, and mostly none. */
  #schemaChanges = 0
  /** Pending ones that depend on a rejected one: not folded any more, their own rejection is on its way. */
  #doomed = new Set<ChangeSet>()
  /** Pending ones whose schema changes do not fit `confirmed`: their rejection is on its way. */
  #misfits: ReadonlySet<ChangeSet> = new Set()

  constructor(pending: readonly ChangeSet[] = [], rejected: readonly RejectedChangeSet[] = []) {
    this.#pending = []
    this.#rejected = [...rejected]
    for (const changeSet of pending) this.add(changeSet)
    this.#findDoomed()
  }

  get pending(): readonly ChangeSet[] {
    return this.#pending
  }

  get rejected(): readonly RejectedChangeSet[] {
    return this.#rejected
  }

  /** Pending change sets that `local` shows. */
  get folded(): readonly ChangeSet[] {
    return this.#doomed.size === 0 ? this.#pending : this.#pending.filter(changeSet => !this.#doomed.has(changeSet))
  }

  isFolded(changeSet: ChangeSet): boolean {
    return !this.#doomed.has(changeSet)
  }

  /** Names all pending ones: the last of an origin stands for those before it (R3). */
  lastOfEachOrigin(): readonly ChangeSetId[] {
    return [...new Map(this.#pending.map(({ origin, seq }) => [origin, { origin, seq }])).values()]
  }

  add(changeSet: ChangeSet): void {
    this.#pending.push(changeSet)
    if (changeSet.schemaChanges.length > 0) this.#schemaChanges++
    for (const change of changeSet.rows) {
      const name = rowName(change.table, change.key)
      const changes = this.#byRow.get(name)
      if (changes === undefined) this.#byRow.set(name, [{ change, changeSet }])
      else changes.push({ change, changeSet })
      addTo(this.#byTable, change.table, changeSet)
    }
  }

  /** Takes out a change set that will never be stored, or has its verdict; undefined when it is not here. */
  remove(id: ChangeSetId): ChangeSet | undefined {
    const at = this.#pending.findIndex(changeSet => sameId(changeSet, id))
    if (at < 0) return undefined
    const [changeSet] = this.#pending.splice(at, 1)
    this.#doomed.delete(changeSet)
    for (const { table, key } of changeSet.rows) {
      this.#removeFromRow(rowName(table, key), changeSet)
      removeFrom(this.#byTable, table, changeSet)
    }
    if (changeSet.schemaChanges.length > 0) this.#schemaChanges--
    return changeSet
  }

  #removeFromRow(name: string, changeSet: ChangeSet): void {
    const others = this.#byRow.get(name)?.filter(one => one.changeSet !== changeSet) ?? []
    if (others.length > 0) this.#byRow.set(name, others)
    else this.#byRow.delete(name)
  }

  /** A verdict against `id`: it is kept for the app, and what depends on it is not shown any more. Answers those. */
  reject(id: ChangeSetId, rejection: Rejection): { readonly changeSet: ChangeSet; readonly dependents: readonly ChangeSet[] } | undefined {
    const changeSet = this.remove(id)
    if (changeSet === undefined) return undefined
    this.#rejected.push({ changeSet, rejection })
    const before = this.#doomed
    this.#findDoomed()
    return { changeSet, dependents: [...this.#doomed].filter(one => !before.has(one)) }
  }

  /** They, and what depends on them, are not shown: their tables may have the ids of others. */
  setMisfits(misfits: ReadonlySet<ChangeSet>): void {
    this.#misfits = misfits
    this.#findDoomed()
  }

  discard(id: ChangeSetId): RejectedChangeSet | undefined {
    const at = this.#rejected.findIndex(({ changeSet }) => sameId(changeSet, id))
    return at < 0 ? undefined : this.#rejected.splice(at, 1)[0]
  }

  /** Takes a discard back: it could not be stored. */
  restore(rejected: readonly RejectedChangeSet[]): void {
    this.#rejected.push(...rejected)
    this.#findDoomed()
  }

  #findDoomed(): void {
    const lost = new Set(this.#rejected.map(({ changeSet }) => printChangeSetId(changeSet)))
    const doomed = new Set<ChangeSet>()
    for (const changeSet of this.#pending) {
      if (!this.#misfits.has(changeSet) && !changeSet.after.some(id => lost.has(printChangeSetId(id)))) continue
      doomed.add(changeSet)
      lost.add(printChangeSetId(changeSet))
    }
    this.#doomed = doomed
  }

  /** Pending changes of one row that `local` shows, in order. */
  changesOfRow(table: TableId, key: Key): readonly PendingChange[] {
    const changes = this.#byRow.get(rowName(table, key)) ?? noChanges
    return this.#doomed.size === 0 ? changes : changes.filter(({ changeSet }) => !this.#doomed.has(changeSet))
  }

  /**
   * Rule R17: pending change sets that (a) made, moved or deleted a row which these changes touch, or (b) wrote a cell that the
   * transaction read; and those whose schema it needs. A row that is moved carries all of its cells, so it has read them.
   */
  dependenciesOf(rows: readonly RowChange[], schemaChanges: readonly SchemaChange[], reads: ReadNotes): readonly ChangeSetId[] {
    if (this.#pending.length === 0) return none
    const found = new Set<ChangeSet>()
    // Rows that a change of the schema rewrote were read whole, like those that move.
    const isRewrite = schemaChanges.length > 0
    for (const change of rows)
      this.#findWriters(found, change.table, change.key, isRewrite || (change.kind === 'delete' && change.must) ? 'all cells' : noColumns)
    for (const read of notedReads(reads)) this.#findWritersOf(found, read, rows)
    this.#findSchemas(found, rows, schemaChanges, reads)
    // What is not shown any more was not read either.
    return [...found].filter(changeSet => !this.#doomed.has(changeSet)).map(({ origin, seq }) => ({ origin, seq }))
  }

  /** Pending change sets that made or deleted the row, or wrote one of the columns in it. */
  #findWriters(found: Set<ChangeSet>, table: TableId, key: Key, columns: ReadonlySet<ColumnId> | 'all cells'): void {
    for (const { change, changeSet } of this.#byRow.get(rowName(table, key)) ?? noChanges)
      if (isWriter(change, columns)) found.add(changeSet)
  }

  #findWritersOf(found: Set<ChangeSet>, { table, columns, rows: looked }: NotedRead, rows: readonly RowChange[]): void {
    if (looked === 'all') {
      for (const changeSet of this.#byTable.get(table) ?? nobody)
        if (!found.has(changeSet) && changeSet.rows.some(change => change.table === table && isWriter(change, columns)))
          found.add(changeSet)
    } else if (looked === 'changed') {
      for (const change of rows) if (change.table === table) this.#findWriters(found, table, change.key, columns)
    } else this.#findWriters(found, table, looked.key, columns)
  }

  #findSchemas(found: Set<ChangeSet>, rows: readonly RowChange[], schemaChanges: readonly SchemaChange[], reads: ReadNotes): void {
    if (this.#schemaChanges === 0) return
    const tables = new Set(tablesRead(reads))
    for (const change of rows) tables.add(change.table)
    for (const changeSet of this.#pending)
      if (changeSet.schemaChanges.length > 0)
        if (schemaChanges.length > 0 || changeSet.schemaChanges.some(change => tablesOf(change).some(table => tables.has(table))))
          found.add(changeSet)
  }
}

const none: readonly ChangeSetId[] = []
const nobody: readonly ChangeSet[] = []
const noChanges: readonly PendingChange[] = []
const noColumns: ReadonlySet<ColumnId> = new Set()

/** Does the change make or delete its row, or write one of the columns? */
function isWriter(change: RowChange, columns: ReadonlySet<ColumnId> | 'all cells'): boolean {
  return change.kind !== 'update' || columns === 'all cells' || change.cells.columns.some(column => columns.has(column))
}

function tablesOf(change: SchemaChange): readonly TableId[] {
  if (!('table' in change)) return []
  return [typeof change.table === 'number' ? change.table : change.table.id]
}

function addTo<Name>(map: Map<Name, Set<ChangeSet>>, name: Name, changeSet: ChangeSet): void {
  const set = map.get(name)
  if (set === undefined) map.set(name, new Set([changeSet]))
  else set.add(changeSet)
}

function removeFrom<Name>(map: Map<Name, Set<ChangeSet>>, name: Name, changeSet: ChangeSet): void {
  const set = map.get(name)
  if (set === undefined) return
  set.delete(changeSet)
  if (set.size === 0) map.delete(name)
}
