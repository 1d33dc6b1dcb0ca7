// Keys of rows and of index entries. Called by the engine (writing), by exec (scan bounds) and by nobody else.
// An index key is the indexed values in the index's order, then the row's own key, so that equal values stay apart.

import type { Cell, Key } from '../base/cell.ts'
import { assert } from '../base/assert.ts'
import { columnPosition, type IndexDefinition, type TableDefinition } from '../schema/database-schema.ts'
import type { KeyRange } from '../storage/tree-contract.ts'
import { createKeyCodec, type KeyCodec, type KeyOrder, type KeyPrefixRange } from '../values/key-codec.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { primaryKeyTypes } from './table-layout.ts'

/** Codec of an index's keys and the table positions of its columns, in key order. */
export interface IndexKeyCodec {
  /** Encodes the indexed values, then the row key's own values. Prefix ranges may stop anywhere. */
  readonly codec: KeyCodec
  readonly positions: readonly number[]
  readonly orders: readonly KeyOrder[]
}

interface PrimaryKeyCodec {
  readonly codec: KeyCodec
  readonly positions: readonly number[]
}

/** Made once per table version: a changed column type comes with a new TableDefinition. */
const primaryCodecs = new WeakMap<TableDefinition, PrimaryKeyCodec>()
const indexCodecs = new WeakMap<TableDefinition, Map<string, { readonly index: IndexDefinition; readonly keys: IndexKeyCodec }>>()

/** Codec of the primary key's columns. The table has a primary key. */
export function primaryKeyCodec(table: TableDefinition): PrimaryKeyCodec {
  let found = primaryCodecs.get(table)
  if (found === undefined) {
    assert(table.primaryKey.length > 0, 'a key is derived from values only when the table has a primary key')
    found = { codec: createKeyCodec(primaryKeyTypes(table)), positions: table.primaryKey.map(id => columnPosition(table, id)) }
    primaryCodecs.set(table, found)
  }
  return found
}

/** The row's key, from its values by table column. Tables without a primary key get a hidden key from the engine instead. */
export function primaryKeyOf(table: TableDefinition, values: readonly Cell[]): Key {
  const { codec, positions } = primaryKeyCodec(table)
  if (positions.length === 1) {
    const value = values[positions[0]]
    return codec.kind === 'number' && typeof value === 'number' ? value : codec.encode([toValue(value)])
  }
  return codec.encode(positions.map(position => toValue(values[position])))
}

/** Codec of one index. */
export function indexKeyCodec(index: IndexDefinition, table: TableDefinition): IndexKeyCodec {
  let byName = indexCodecs.get(table)
  if (byName === undefined) indexCodecs.set(table, (byName = new Map()))
  const cached = byName.get(index.name)
  if (cached !== undefined && cached.index === index) return cached.keys
  const positions = index.columns.map(column => columnPosition(table, column.column))
  // A hidden key is a binary string: it goes in as text, which also keeps one-column indexes binary.
  const rowKeyTypes: SqlType[] = table.primaryKey.length === 0 ? [sqlTypes.text] : primaryKeyTypes(table)
  const orders: KeyOrder[] = index.columns.map(column => ({ descending: column.descending, nullsFirst: column.nullsFirst }))
  const types = [...positions.map(position => table.columns[position].type), ...rowKeyTypes]
  const codec = createKeyCodec(types, [...orders, ...rowKeyTypes.map(() => ({ descending: false, nullsFirst: false }))])
  const keys: IndexKeyCodec = { codec, positions, orders }
  byName.set(index.name, { index, keys })
  return keys
}

/** The key of a row's entry in `index`: `values` by table column, `rowKey` the row's key in its table. */
export function indexKeyOf(index: IndexDefinition, table: TableDefinition, values: readonly Cell[], rowKey: Key): string {
  const { codec, positions } = indexKeyCodec(index, table)
  const parts: SqlValue[] = positions.map(position => toValue(values[position]))
  if (table.primaryKey.length === 0) parts.push(rowKey)
  else for (const position of primaryKeyCodec(table).positions) parts.push(toValue(values[position]))
  const key = codec.encode(parts)
  assert(typeof key === 'string', 'an index key is binary')
  return key
}

/** All entries of `index` whose leading columns have these values (NULL included): for uniqueness checks and scans. */
export function indexPrefixRange(index: IndexDefinition, table: TableDefinition, values: readonly Cell[]): KeyRange {
  return toKeyRange(indexKeyCodec(index, table).codec.prefixRange(values.map(toValue)))
}

/** A codec's prefix range as storage takes it: half-open. */
export function toKeyRange(range: KeyPrefixRange): KeyRange {
  return range.to === undefined ? { from: range.from } : { from: range.from, to: range.to }
}

/** Every cell of a row is the runtime form of its column's SQL value; booleans may be 0/1, which the codec takes as well. */
function toValue(cell: Cell): SqlValue {
  return cell as SqlValue // a codec border: CellObject is Decimal, Interval … by construction
}
