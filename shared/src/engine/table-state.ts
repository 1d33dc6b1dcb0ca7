// One table of one head: its definition, its row tree and its index trees. The only place where a row and its
// index entries change together, so they can never disagree. Every change is atomic under PageFault.

import type { Cell, Key } from '../base/cell.ts'
import type { TableSource } from '../exec/execution-context.ts'
import { indexKeyOf } from '../exec/row-key.ts'
import { columnPosition, type IndexDefinition, type TableDefinition } from '../schema/database-schema.ts'
import type { KeyRange, LeafCursor, StoredRow, TreeReader, TreeWriter } from '../storage/tree-contract.ts'
import { assert } from '../base/assert.ts'
import type { DeferredEntries } from './deferred-entries.ts'
import type { RowPredicate } from './row-predicate.ts'

export interface IndexState {
  readonly definition: IndexDefinition
  readonly tree: TreeWriter
  /** Positions of the indexed columns in a row. */
  readonly positions: readonly number[]
  /** Changes that nobody has asked for yet. */
  readonly deferred: DeferredEntries
  /** Partial index: which rows it holds; null: all. */
  readonly holds: RowPredicate | null
}

/** Rows whose newest form is known but not yet in the tree (the log's tail after a cold open). */
export interface PendingRows {
  readonly size: number
  /** Brings one key up to date. May throw PageFault and then changed nothing. */
  settle(key: Key): void
  /** Brings a range, or everything, up to date. */
  settleRange(range: KeyRange | null): void
}

export class TableState implements TableSource {
  readonly definition: TableDefinition
  readonly tree: TreeWriter
  readonly indexes: ReadonlyMap<string, IndexState>
  /** Besides the primary key. */
  readonly hasUniqueIndex: boolean
  pending: PendingRows | null = null
  readonly #settledReader: TreeReader
  readonly #indexList: readonly IndexState[]

  constructor(definition: TableDefinition, tree: TreeWriter, indexes: ReadonlyMap<string, IndexState>) {
    this.definition = definition
    this.tree = tree
    this.indexes = indexes
    this.#indexList = [...indexes.values()]
    this.hasUniqueIndex = this.#indexList.some(({ definition: { unique } }) => unique)
    this.#settledReader = new SettlingReader(this)
  }

  /** The row tree; with a pending tail, a reader that settles what it is asked for first. */
  get rows(): TreeReader {
    return this.pending === null ? this.tree : this.#settledReader
  }

  index(name: string): TreeReader {
    const index = this.indexes.get(name)
    assert(index, `table ${this.definition.name} has an index ${name}`)
    this.pending?.settleRange(null)
    index.deferred.applyTo(index.tree)
    return index.tree
  }

  /** Brings the pending tail and all index entries into the trees. May throw PageFault and then goes on from there. */
  settle(): void {
    this.pending?.settleRange(null)
    this.pending = null
    for (const index of this.indexes.values()) index.deferred.applyTo(index.tree)
  }

  /** Shares every node with this state; both sides copy a node before they change it. */
  fork(): TableState {
    const indexes = new Map<string, IndexState>()
    assert(this.pending === null || this.pending.size === 0, 'a table is settled before it is forked')
    for (const [name, index] of this.indexes) indexes.set(name, { ...index, tree: index.tree.fork(), deferred: index.deferred.copy() })
    return new TableState(this.definition, this.tree.fork(), indexes)
  }

  /**
   * Sets, replaces or removes the row under `key`, index entries included. `before` is the row that is there now; `positions` are
   * the columns in which an update changes it, where the caller knows them.
   */
  replace(key: Key, before: StoredRow | null, after: StoredRow | null, positions: readonly number[] | null = null): void {
    const touched = this.#indexesTouched(before, after, positions)
    if (touched === null) return this.#replaceRow(key, before, after, positions)
    const undo: (() => void)[] = []
    try {
      for (const index of touched) this.#replaceEntry(index, key, before, after, undo)
      this.#replaceRow(key, before, after, positions)
    } catch (error) {
      // The nodes that the done steps touched are in memory, so undoing them cannot fault.
      for (let i = undo.length - 1; i >= 0; i--) undo[i]()
      throw error
    }
  }

  #replaceRow(key: Key, before: StoredRow | null, after: StoredRow | null, positions: readonly number[] | null): void {
    if (after === null) this.tree.delete(key)
    else if (before === null) this.tree.put(key, after)
    else this.tree.update(key, after, positions)
  }

  /** Indexes that may have another entry now; null: none, as for most updates. */
  #indexesTouched(before: StoredRow | null, after: StoredRow | null, positions: readonly number[] | null): readonly IndexState[] | null {
    const all = this.#indexList
    if (all.length === 0) return null
    if (before === null || after === null) return all
    let touched: IndexState[] | null = null
    for (const index of all) {
      const isUntouched = positions === null ? sameCells(index.positions, before.cells, after.cells) : !overlap(index.positions, positions)
      if (index.holds === null && isUntouched) continue
      touched ??= []
      touched.push(index)
    }
    return touched
  }

  #replaceEntry(index: IndexState, key: Key, before: StoredRow | null, after: StoredRow | null, undo: (() => void)[]): void {
    const oldEntry = before === null ? null : this.indexEntry(index, before.cells, key)
    const newEntry = after === null ? null : this.indexEntry(index, after.cells, key)
    if (oldEntry === newEntry) return
    if (!index.definition.unique) {
      if (oldEntry !== null) index.deferred.remove(oldEntry)
      if (newEntry !== null) index.deferred.add(newEntry, key)
      undo.push(() => {
        if (newEntry !== null) index.deferred.remove(newEntry)
        if (oldEntry !== null) index.deferred.add(oldEntry, key)
      })
      return
    }
    const entryRow: StoredRow = { cells: [key], birth: null, cellStamps: null }
    if (oldEntry !== null && index.tree.delete(oldEntry)) undo.push(() => index.tree.put(oldEntry, entryRow))
    if (newEntry !== null) {
      index.tree.put(newEntry, entryRow)
      undo.push(() => index.tree.delete(newEntry))
    }
  }

  /** Key of a row in an index tree; null when a partial index does not hold the row. */
  indexEntry(index: IndexState, cells: readonly Cell[], key: Key): string | null {
    if (index.holds !== null && !index.holds(cells)) return null
    return indexKeyOf(index.definition, this.definition, cells, key)
  }
}

function sameCells(positions: readonly number[], a: readonly Cell[], b: readonly Cell[]): boolean {
  for (const position of positions) if (a[position] !== b[position]) return false
  return true
}

function overlap(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (b.includes(a[i])) return true
  return false
}

/** Positions of an index's columns in its table's rows. */
export function indexPositions(table: TableDefinition, index: IndexDefinition): readonly number[] {
  return index.columns.map(column => columnPosition(table, column.column))
}

class SettlingReader implements TreeReader {
  readonly #table: TableState

  constructor(table: TableState) {
    this.#table = table
  }

  get layout() {
    return this.#table.tree.layout
  }

  /** An estimate while a tail is pending: pending inserts and deletes are not counted. */
  get count(): number {
    return this.#table.tree.count
  }

  get(key: Key): StoredRow | null {
    this.#table.pending?.settle(key)
    return this.#table.tree.get(key)
  }

  find(key: Key) {
    this.#table.pending?.settle(key)
    return this.#table.tree.find(key)
  }

  scan(range: KeyRange, direction: 'ascending' | 'descending'): LeafCursor {
    let inner: LeafCursor | null = null
    return {
      next: () => {
        if (inner === null) {
          this.#table.pending?.settleRange(range)
          inner = this.#table.tree.scan(range, direction)
        }
        return inner.next()
      },
    }
  }
}
