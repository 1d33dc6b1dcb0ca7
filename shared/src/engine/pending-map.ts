// The log's tail after a cold open, by row: applied to a tree only when somebody asks for the row or its range.
// So opening costs reading the log, not loading the pages that it touches.

import type { Key } from '../base/cell.ts'
import type { KeyRange } from '../storage/tree-contract.ts'
import type { PendingRows, TableState } from './table-state.ts'

export class PendingMap<Change> implements PendingRows {
  readonly #changes: Map<Key, Change>
  readonly #settleRow: (key: Key, change: Change) => void
  readonly #table: TableState

  /** `settleRow` brings one row up to date, or throws PageFault before it changed anything. */
  constructor(table: TableState, changes: Map<Key, Change>, settleRow: (key: Key, change: Change) => void) {
    this.#table = table
    this.#changes = changes
    this.#settleRow = settleRow
  }

  get size(): number {
    return this.#changes.size
  }

  settle(key: Key): void {
    const change = this.#changes.get(key)
    if (change === undefined) return
    this.#settleRow(key, change)
    this.#changes.delete(key)
    this.#endIfEmpty()
  }

  settleRange(range: KeyRange | null): void {
    const keys = [...this.#changes.keys()].filter(key => range === null || isInside(range, key))
    // In key order, so that each leaf is visited once.
    keys.sort((a, b) => (a < b ? -1 : 1))
    for (const key of keys) this.settle(key)
    this.#endIfEmpty()
  }

  #endIfEmpty(): void {
    if (this.#changes.size === 0 && this.#table.pending === this) this.#table.pending = null
  }
}

function isInside(range: KeyRange, key: Key): boolean {
  if (range.from !== undefined && (key < range.from || (key === range.from && range.fromInclusive === false))) return false
  return range.to === undefined || key < range.to || (key === range.to && range.toInclusive === true)
}
