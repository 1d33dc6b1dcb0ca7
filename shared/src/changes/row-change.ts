// The currency of writing: what happened to one row (merge-rules R8, R9, R13, R14, section 12).

import type { ColumnId, TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { ChangedCells } from './changed-cells.ts'

/** Which life of the row a change saw: one, several (a slot after concurrent inserts), or any (after a pending upsert). */
export type SeenBirth = Birth | readonly Birth[] | 'any'

export type RowChange =
  /** Makes a row with birth = (origin, seq, ordinal) of its change set. */
  | { readonly kind: 'insert'; readonly table: TableId; readonly key: Key; readonly cells: ChangedCells; readonly ordinal: number }
  /** Changed columns only (R8). `seen`: stamps of columns with policy `reject` (R16). */
  | {
      readonly kind: 'update'
      readonly table: TableId
      readonly key: Key
      readonly birth: SeenBirth
      readonly cells: ChangedCells
      readonly seen?: ReadonlyMap<ColumnId, Stamp>
    }
  /** `must`: rejected (40001) when the birth is gone: the delete half of a primary-key change (R14). */
  | { readonly kind: 'delete'; readonly table: TableId; readonly key: Key; readonly birth: SeenBirth; readonly must: boolean }
  /** Full image with a fresh birth, and the cells of the update branch; the acceptor takes one (R13). Reserved in the format. */
  | {
      readonly kind: 'upsert'
      readonly table: TableId
      readonly key: Key
      readonly ordinal: number
      readonly insert: ChangedCells
      readonly update: ChangedCells
    }
