// One row outside of its leaf: what storage keeps, what the merge rules change, what exec and engine read.

import type { Cell } from './cell.ts'
import type { Birth, Stamp } from './stamp.ts'

/** Immutable. Cells by column position; booleans are 0/1 in 'i32' columns. */
export interface StoredRow {
  readonly cells: readonly Cell[]
  /** null in trees that are not stamped. */
  readonly birth: Birth | null
  /** Stamp per column position where it differs from the birth's stamp; null when none differs. */
  readonly cellStamps: ReadonlyMap<number, Stamp> | null
}
