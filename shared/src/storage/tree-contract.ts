// The contract between the tree and those who read and write rows (exec, engine). Implemented by tree.ts.
// Storage speaks keys, typed columns and stamps; it knows nothing of SQL types.

import type { PageHash } from '../base/brand.ts'
import type { Cell, Key } from '../base/cell.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'

/** How a column is held in a leaf and written to a page. */
export type ColumnKind =
  /** Int32Array. */
  | 'i32'
  /** Float64Array, bit-exact. */
  | 'f64'
  /** number | bigint (never a bigint that is a safe integer): Float64Array while all are safe, else a plain array. */
  | 'i64'
  /** string. */
  | 'text'
  /** Any `Cell` below: encoded by tag. For numeric, bytea, interval, arrays, json, uuid … */
  | 'any'

/** Shape of a tree: decided when the table or index is made, or altered. */
export interface TreeLayout {
  readonly keyKind: 'number' | 'binary'
  readonly columns: readonly ColumnKind[]
  /** Position of the column that equals the key (a single integer primary key): it is not written twice. -1: none. */
  readonly keyColumn: number
  /** Rows carry birth and cell stamps (tables do, indexes do not). */
  readonly stamped: boolean
}

export type { StoredRow }

/** A leaf as readers see it: columns in key order. Valid until the next change of the head that owns it. */
export interface LeafView {
  readonly count: number
  /** Keys ascending: Float64Array for number keys, string[] for binary keys. */
  readonly keys: Float64Array | readonly string[]
  /** Int32Array | Float64Array | plain array by column kind. Only the first `count` items count (arrays may be longer). */
  column(position: number): Int32Array | Float64Array | readonly Cell[]
  /** For typed arrays: 1 where NULL; null when the column has no NULL in this leaf. Plain arrays hold null itself. */
  nulls(position: number): Uint8Array | null
  row(index: number): StoredRow
}

/** A leaf whose rows may be changed in place, in columns of fixed width. Valid until the next call of its tree. */
export interface LeafEditor extends LeafView {
  birthAt(index: number): Birth | null
  cellStampsAt(index: number): ReadonlyMap<number, Stamp> | null
  cellAt(position: number, index: number): Cell
  /** `position` is an 'i32' or 'f64' column. */
  setNumber(position: number, index: number, value: number): void
  setCellStamps(index: number, stamps: ReadonlyMap<number, Stamp> | null): void
}

/** Half-open by default. A missing bound is open. */
export interface KeyRange {
  readonly from?: Key
  readonly fromInclusive?: boolean
  readonly to?: Key
  readonly toInclusive?: boolean
}

/** Part of a leaf inside a range: rows `start` (inclusive) to `end` (exclusive). */
export interface LeafSlice {
  readonly leaf: LeafView
  readonly start: number
  readonly end: number
}

/** Walks leaves in key order. State moves only when a call returns: after a PageFault the same call may be made again. */
export interface LeafCursor {
  /** The next non-empty slice, or null at the end. May throw PageFault. */
  next(): LeafSlice | null
}

/** What a reader may ask of a tree at one root. All calls are synchronous and may throw PageFault. */
export interface TreeReader {
  readonly layout: TreeLayout
  /** Number of rows: exact and O(1), kept in the inner nodes. */
  readonly count: number
  get(key: Key): StoredRow | null
  /** The leaf and index that hold `key`, without building a row; null when absent. */
  find(key: Key): { readonly leaf: LeafView; readonly index: number } | null
  /** Slices in ascending order, or descending (slices and rows within a slice are then read from end to start). */
  scan(range: KeyRange, direction: 'ascending' | 'descending'): LeafCursor
}

/** A tree at one root that can change. Each call is atomic: a PageFault leaves it unchanged. */
export interface TreeWriter extends TreeReader {
  /** Inserts or replaces. */
  put(key: Key, row: StoredRow): void
  /**
   * Replaces one row's cells without moving it; true when the key was there. Faster than put for small updates, and more so when
   * the caller knows the columns that differ: `positions`, null when it does not.
   */
  update(key: Key, row: StoredRow, positions?: readonly number[] | null): boolean
  /** The row under `key`, open for changes in place: the shortest way for what keeps its width. null when absent. */
  edit(key: Key): { readonly leaf: LeafEditor; readonly index: number } | null
  delete(key: Key): boolean
  /** An O(1) copy that shares every node; both sides copy a node before they change it. */
  fork(): TreeWriter
}

/**
 * Thrown by every reader when a node is not in memory. The driver awaits `load()` and makes the same call again.
 * It carries all pages that the reader can tell it will need (read-ahead).
 */
export class PageFault extends Error {
  override readonly name = 'PageFault'
  readonly hashes: readonly PageHash[]
  readonly load: () => Promise<void>
  constructor(hashes: readonly PageHash[], load: () => Promise<void>) {
    super('a page is not in memory')
    this.hashes = hashes
    this.load = load
  }
}
