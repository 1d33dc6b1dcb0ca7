// A journal entry that keeps only the cells which an update changed: most of a large transaction's memory would be copies of the others.
// The whole row can be had as long as the transaction has not changed it again, because the tree still has the rest of it.

import { assert } from '../base/assert.ts'
import type { Cell, Key } from '../base/cell.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import type { TableState } from './table-state.ts'
import type { JournalEntry } from './write-journal.ts'

/** A row that the transaction had not written before, and what was there. */
interface RowBefore {
  readonly key: Key
  readonly birth: Birth
  /** By `positions` of the change. */
  readonly cells: readonly Cell[]
  readonly stamps: ReadonlyMap<number, Stamp> | null
}

export class CellChange implements JournalEntry {
  readonly table: TableState
  readonly positions: readonly number[]
  /** By `positions`: the cells as they are now. */
  readonly cells: readonly Cell[]
  readonly #before: RowBefore
  #rows: { readonly before: StoredRow; readonly after: StoredRow } | null = null

  constructor(table: TableState, before: RowBefore, positions: readonly number[], cells: readonly Cell[]) {
    this.table = table
    this.positions = positions
    this.cells = cells
    this.#before = before
  }

  get key(): Key {
    return this.#before.key
  }

  get birth(): Birth {
    return this.#before.birth
  }

  get moved(): false {
    return false
  }

  get movedTo(): undefined {
    return undefined
  }

  get before(): StoredRow {
    return this.settle().before
  }

  get after(): StoredRow {
    return this.settle().after
  }

  /** Both rows whole. Takes the rest from the tree, once, while the row there is as this change left it. */
  settle(): { readonly before: StoredRow; readonly after: StoredRow } {
    if (this.#rows !== null) return this.#rows
    // The leaf was changed, so it is in memory: no page fault can happen.
    const after = this.table.tree.get(this.key)
    assert(after, 'a row that was changed is there until it is changed again')
    const cells = after.cells.slice()
    for (let i = 0; i < this.positions.length; i++) cells[this.positions[i]] = this.#before.cells[i]
    return (this.#rows = { before: { cells, birth: after.birth, cellStamps: this.#before.stamps }, after })
  }
}
