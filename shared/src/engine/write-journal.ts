// What a transaction did to rows, in order: undone on rollback, checked against foreign keys at the end of each
// statement, and turned into one change set at commit.

import type { Key } from '../base/cell.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import { CellChange } from './cell-change.ts'
import type { TableState } from './table-state.ts'

export interface JournalEntry {
  readonly table: TableState
  readonly key: Key
  readonly before: StoredRow | null
  readonly after: StoredRow | null
  /** An update: where their cells differ. null: not known, or not an update. */
  readonly positions: readonly number[] | null
  /** The delete half of a primary-key change (rule R14): where the row went. */
  readonly moved: boolean
  readonly movedTo: Key | undefined
}

/** A position in the journal, to undo back to. */
export type JournalMark = number

export class WriteJournal {
  readonly entries: JournalEntry[] = []
  #hasDeletes = false
  #mayRepeatRows = false
  /** Entries below have whole rows. */
  #settled = 0

  /** False while each entry is known to be about another row: then nothing has to be joined at commit. */
  get mayRepeatRows(): boolean {
    return this.#mayRepeatRows
  }

  /** To be called before a row is changed, or its key, that this transaction has written before. */
  noteRepeat(): void {
    this.#mayRepeatRows = true
    for (; this.#settled < this.entries.length; this.#settled++) {
      const entry = this.entries[this.#settled]
      if (entry instanceof CellChange) entry.settle()
    }
  }

  get mark(): JournalMark {
    return this.entries.length
  }

  push(table: TableState, key: Key, before: StoredRow | null, after: StoredRow | null, positions: readonly number[] | null = null): void {
    if (after === null) this.#hasDeletes = true
    // The row may have been deleted before.
    else if (before === null && this.#hasDeletes) this.#mayRepeatRows = true
    this.entries.push({ table, key, before, after, positions, moved: false, movedTo: undefined })
  }

  /** Cells of a row that this transaction had not written before. */
  pushCells(change: CellChange): void {
    this.entries.push(change)
  }

  /** A row left `key` for `movedTo` (undefined: it is not known which); the arrival is pushed apart. */
  pushMove(table: TableState, key: Key, before: StoredRow, movedTo: Key | undefined): void {
    this.#mayRepeatRows = true
    this.entries.push({ table, key, before, after: null, positions: null, moved: true, movedTo })
  }

  /** Puts every row back as it was at `mark`. The leaves were changed, so they are in memory: no page fault can happen. */
  undoTo(mark: JournalMark): void {
    for (let i = this.entries.length - 1; i >= mark; i--) {
      const { table, key, before, after, positions } = this.entries[i]
      table.replace(key, after, before, positions)
    }
    this.truncate(mark)
  }

  /** Forgets the entries from `mark` on without undoing them. */
  truncate(mark: JournalMark): void {
    this.entries.length = mark
    this.#settled = Math.min(this.#settled, mark)
  }
}
