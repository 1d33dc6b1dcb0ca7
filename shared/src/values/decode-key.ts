// An order-preserving key back to its values: the mirror of key-codec.ts. No query needs it, because rows hold their keys' values
// themselves; it says what a key means to tools, and tests hold both sides against each other.

import { assert } from '../base/assert.ts'
import type { Key } from '../base/cell.ts'
import { keyDecoderFor } from './key-decoders.ts'
import { defaultOrder, keyKindOf, needsMark, type KeyOrder } from './key-codec.ts'
import { KeyReader } from './key-reader.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'

/** The key may be a prefix: fewer values come back then. */
export function decodeKey(types: readonly SqlType[], key: Key, orders: readonly KeyOrder[] = []): SqlValue[] {
  if (keyKindOf(types, orders) === 'number') return [key]
  assert(typeof key === 'string', 'a binary key is a string')
  const reader = new KeyReader(key)
  const values: SqlValue[] = []
  for (const [i, type] of types.entries()) {
    if (reader.remaining === 0) break
    values.push(decodeColumn(reader, type, orders[i] ?? defaultOrder))
  }
  reader.end()
  return values
}

function decodeColumn(reader: KeyReader, type: SqlType, order: KeyOrder): SqlValue {
  if (reader.peekRaw() === (order.nullsFirst ? 0x00 : 0xff)) {
    reader.skip()
    return null
  }
  if (order.descending) reader.toggleComplement()
  if (needsMark(type, order)) reader.byte()
  const value = keyDecoderFor(type)(reader)
  if (order.descending) reader.toggleComplement()
  return value
}

const inexactTypes: ReadonlySet<string> = new Set(['numeric', 'interval', 'jsonb', 'float4', 'float8', 'record'])

/** false where equal values can look different (numeric 1.0 and 1.00): then decode gives an equal value, not the same text. */
export function isKeyExact(type: SqlType): boolean {
  if (type.kind === 'array') return type.element !== undefined && isKeyExact(type.element)
  return type.kind === 'enum' || (!inexactTypes.has(type.name) && !(type.name === 'bpchar' && type.modifier === undefined))
}
