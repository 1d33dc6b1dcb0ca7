// Which cells an update changed, and their stamps. A transaction has one stamp, so rows in which it changed the same columns
// share one list of positions and one map of stamps: a map a row would be the largest part of an update.

import { isSameCell, type Cell } from '../base/cell.ts'
import { sameStamp, type Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../storage/tree-contract.ts'

type CellStamps = ReadonlyMap<number, Stamp>

/** Sets of this many columns are named by the bits of an integer, those of wider tables by a text. */
const namedByBits = 31

export class CellStamper {
  readonly #stamp: Stamp
  /** Changed columns by their name -> their positions, ascending. */
  readonly #positions = new Map<number | string, readonly number[]>()
  readonly #stamps = new Map<readonly number[], CellStamps>()
  /** Stamps that were seen last to have none of this transaction: rows that came together share them. */
  #othersStamps: CellStamps | null = null
  /** Stamps that were seen last, and positions that all of them stand at. */
  #coveredStamps: CellStamps | null = null
  #covering: readonly number[] | null = null

  constructor(stamp: Stamp) {
    this.#stamp = stamp
  }

  /** Where the cells differ (rule R8: unchanged cells are not written); `candidates` are the columns that can, null: all of them. */
  changedPositions(before: readonly Cell[], after: readonly Cell[], candidates: readonly number[] | null): readonly number[] {
    if (candidates !== null && allDiffer(before, after, candidates)) return candidates
    if (after.length > namedByBits) return this.#intern(differing(before, after))
    let bits = 0
    for (let i = 0; i < after.length; i++) if (!isSameCell(before[i], after[i])) bits |= 1 << i
    let positions = this.#positions.get(bits)
    if (positions === undefined) this.#positions.set(bits, (positions = differing(before, after)))
    return positions
  }

  #intern(positions: readonly number[]): readonly number[] {
    const name = positions.join()
    const known = this.#positions.get(name)
    if (known === undefined) this.#positions.set(name, positions)
    return known ?? positions
  }

  /** The row with new cells, which differ at `positions` from those before, and their stamps. */
  changed(before: StoredRow, cells: readonly Cell[], positions: readonly number[]): StoredRow {
    const { birth, cellStamps } = before
    return { cells, birth, cellStamps: this.stampsAfter(birth, cellStamps, positions) }
  }

  /** Stamps of the row's cells once those at `positions` have changed. */
  stampsAfter(birth: StoredRow['birth'], before: CellStamps | null, positions: readonly number[]): CellStamps | null {
    if (birth !== null && sameStamp(birth, this.#stamp)) return before
    return before === null || this.#isCovered(before, positions) ? this.#sharedStamps(positions) : this.#ownStamps(before, positions)
  }

  /** The transaction has written this row before: it inserted it, or changed one of its cells. To be asked before `changed`. */
  hasWritten(birth: StoredRow['birth'], cellStamps: CellStamps | null): boolean {
    if (birth === this.#stamp) return true
    if (cellStamps === null || cellStamps === this.#othersStamps) return false
    for (const stamp of cellStamps.values()) if (stamp === this.#stamp) return true
    this.#othersStamps = cellStamps
    return false
  }

  #isCovered(stamps: CellStamps, positions: readonly number[]): boolean {
    if (stamps === this.#coveredStamps && positions === this.#covering) return true
    if (stamps.size > positions.length) return false
    for (const position of stamps.keys()) if (!positions.includes(position)) return false
    this.#coveredStamps = stamps
    this.#covering = positions
    return true
  }

  #sharedStamps(positions: readonly number[]): CellStamps {
    let stamps = this.#stamps.get(positions)
    if (stamps === undefined) this.#stamps.set(positions, (stamps = new Map(positions.map(position => [position, this.#stamp]))))
    return stamps
  }

  #ownStamps(before: CellStamps, positions: readonly number[]): CellStamps {
    const stamps = new Map(before)
    for (const position of positions) stamps.set(position, this.#stamp)
    return stamps
  }
}

function allDiffer(before: readonly Cell[], after: readonly Cell[], positions: readonly number[]): boolean {
  for (let i = 0; i < positions.length; i++) if (isSameCell(before[positions[i]], after[positions[i]])) return false
  return true
}

function differing(before: readonly Cell[], after: readonly Cell[]): readonly number[] {
  const positions: number[] = []
  for (let i = 0; i < after.length; i++) if (!isSameCell(before[i], after[i])) positions.push(i)
  return positions
}
