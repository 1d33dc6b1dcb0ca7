// Stamps of changed cells. A transaction has one stamp, so rows in which it changed the same columns share one map of
// stamps: a map a row would be the largest part of an update.

import { isSameCell, type Cell } from '../base/cell.ts'
import { sameStamp, type Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../storage/tree-contract.ts'

/** Columns above this do not take part in the shared maps: they are named by the bits of an integer. */
const sharedColumns = 31

export class CellStamper {
  readonly #stamp: Stamp
  /** Changed columns as bits -> their stamps. */
  readonly #shared = new Map<number, ReadonlyMap<number, Stamp>>()

  constructor(stamp: Stamp) {
    this.#stamp = stamp
  }

  /** The row with new cells and their stamps; null when nothing changed (rule R8: unchanged cells are not written). */
  changed(before: StoredRow, cells: readonly Cell[]): StoredRow | null {
    let bits = 0
    let isChanged = false
    for (let i = 0; i < cells.length; i++) {
      if (isSameCell(before.cells[i], cells[i])) continue
      isChanged = true
      if (i < sharedColumns) bits |= 1 << i
    }
    if (!isChanged) return null
    if (before.birth !== null && sameStamp(before.birth, this.#stamp)) return { cells, birth: before.birth, cellStamps: before.cellStamps }
    const isShared = cells.length <= sharedColumns && before.cellStamps === null
    return { cells, birth: before.birth, cellStamps: isShared ? this.#sharedMap(bits) : this.#ownMap(before, cells) }
  }

  #sharedMap(bits: number): ReadonlyMap<number, Stamp> {
    const found = this.#shared.get(bits)
    if (found !== undefined) return found
    const stamps = new Map<number, Stamp>()
    for (let i = 0; i < sharedColumns; i++) if ((bits & (1 << i)) !== 0) stamps.set(i, this.#stamp)
    this.#shared.set(bits, stamps)
    return stamps
  }

  #ownMap(before: StoredRow, cells: readonly Cell[]): ReadonlyMap<number, Stamp> {
    const stamps = new Map<number, Stamp>(before.cellStamps ?? [])
    for (let i = 0; i < cells.length; i++) if (!isSameCell(before.cells[i], cells[i])) stamps.set(i, this.#stamp)
    return stamps
  }
}
