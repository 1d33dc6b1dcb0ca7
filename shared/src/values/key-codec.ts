// Order-preserving keys of trees and indexes.
import { notSupported } from '../base/errors.ts'
import type { Key } from '../base/cell.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** How one column of a key is ordered; default ascending, nulls last. */
export interface KeyOrder {
  readonly descending: boolean
  readonly nullsFirst: boolean
}
/** Half-open: `from` inclusive, `to` exclusive; a missing `to` is open. */
export interface KeyPrefixRange {
  readonly from: Key
  readonly to?: Key
}
export interface KeyCodec {
  readonly kind: 'number' | 'binary'
  encode(values: readonly SqlValue[]): Key
  decode(key: Key): SqlValue[]
  /** All keys that start with `values` (fewer than the codec's columns, or all of them). */
  prefixRange(values: readonly SqlValue[]): KeyPrefixRange
}
/** 'number' for a single ascending int2, int4 or date column that cannot be NULL, 'binary' for all else. */
export function keyKindOf(_types: readonly SqlType[], _orders?: readonly KeyOrder[]): 'number' | 'binary' {
  return stub()
}
/** A codec compiled for these columns: use it on hot paths. */
export function createKeyCodec(_types: readonly SqlType[], _orders?: readonly KeyOrder[]): KeyCodec {
  return stub()
}
export function encodeKey(_types: readonly SqlType[], _values: readonly SqlValue[], _orders?: readonly KeyOrder[]): Key {
  return stub()
}
export function decodeKey(_types: readonly SqlType[], _key: Key, _orders?: readonly KeyOrder[]): SqlValue[] {
  return stub()
}
export function keyPrefixRange(_types: readonly SqlType[], _values: readonly SqlValue[], _orders?: readonly KeyOrder[]): KeyPrefixRange {
  return stub()
}
/** false where equal values can look different (numeric 1.0 and 1.00): then decode gives an equal value, not the same text. */
export function isKeyExact(_type: SqlType): boolean {
  return stub()
}
/** Has the type a btree order in PostgreSQL? */
export function isOrdered(_type: SqlType): boolean {
  return stub()
}
