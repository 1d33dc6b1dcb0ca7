// What one field of a row can be, and what a row's key can be: the two words that storage, changes and exec share.

/**
 * A row's key, in an order that `<` gives: a number for a single integer key, a binary string (char codes 0..255,
 * made by values/key-codec.ts) for everything else. One tree never mixes the two.
 */
export type Key = number | string

/** What a leaf, a change and a vector can hold. Every SqlValue is a Cell. */
export type Cell = null | boolean | number | bigint | string | Uint8Array<ArrayBuffer> | CellObject

/**
 * A structural value (Decimal, Interval, SqlArray …): a plain immutable object with a `kind`, whose other properties are
 * cells, numbers, strings, or arrays and objects of these. storage/cell-codec.ts encodes it without knowing what it means.
 */
export interface CellObject {
  readonly kind: string
}

/** Equality of two cells of one column, good enough to skip no-op writes: structures are compared by identity. */
export function isSameCell(a: Cell, b: Cell): boolean {
  return a === b || (typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b))
}
