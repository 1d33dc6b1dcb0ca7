// Order-preserving keys of trees and indexes: a number for one small integer column, a binary string for everything else.
// String order is the order of the columns, each ascending or descending, NULLs first or last. Called by exec and engine.
// decode-key.ts is the way back. NULL is 0x00 (first) or 0xff (last). Where a value's own bytes could start with that, 0x02 stands before the value;
// a descending column is complemented, its NULL mark is not.

import { assert } from '../base/assert.ts'
import type { Key } from '../base/cell.ts'
import { keyEncoderFor, type KeyEncoder } from './key-encoders.ts'
import { complement, encodeTextStart } from './key-writer.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'

export { isOrdered } from './compare-values.ts'

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
  /** `values` may be fewer than the columns: then the key is that prefix. */
  encode(values: readonly SqlValue[]): Key
  /** All keys that start with `values` (fewer than the codec's columns, or all of them). */
  prefixRange(values: readonly SqlValue[]): KeyPrefixRange
  /** All keys that start with `values` and whose next column, an ascending text column, starts with `start`: for LIKE 'start%'. */
  textPrefixRange(values: readonly SqlValue[], start: string): KeyPrefixRange
}

export const defaultOrder: KeyOrder = Object.freeze({ descending: false, nullsFirst: false })

const numberKeyTypes: ReadonlySet<string> = new Set(['int2', 'int4', 'date'])

/** 'number' for a single ascending int2, int4 or date column that cannot be NULL, 'binary' for all else: int8 may exceed a double. */
export function keyKindOf(types: readonly SqlType[], orders: readonly KeyOrder[] = []): 'number' | 'binary' {
  const isSingle = types.length === 1 && types[0].kind === 'scalar' && numberKeyTypes.has(types[0].name)
  return isSingle && orders[0]?.descending !== true ? 'number' : 'binary'
}

const textTypes: ReadonlySet<string> = new Set(['text', 'varchar', 'name', 'bpchar', 'unknown'])

/** Of all encodings only text can start with 0x00 (or 0xff when complemented), which marks NULL: */
export function needsMark(type: SqlType, order: KeyOrder): boolean {
  if (type.kind !== 'scalar' || !textTypes.has(type.name)) return false
  // Text may start with its end, 0x00: in the way of NULL first when ascending, of NULL last when complemented.
  return order.descending !== order.nullsFirst
}

interface KeyColumn {
  readonly encode: KeyEncoder
  readonly nullMark: number
  readonly isMarked: boolean
  readonly descending: boolean
}

function columnOf(type: SqlType, order: KeyOrder): KeyColumn {
  const encode = keyEncoderFor(type)
  const isMarked = needsMark(type, order)
  const marked: KeyEncoder = isMarked ? value => '\x02' + encode(value) : encode
  return {
    encode: order.descending ? value => complement(marked(value)) : marked,
    nullMark: order.nullsFirst ? 0x00 : 0xff,
    isMarked,
    descending: order.descending,
  }
}

/** The smallest string above every string that starts with `prefix`; undefined when there is none. */
function endOfPrefix(prefix: string): string | undefined {
  let end = prefix.length
  while (end > 0 && prefix.charCodeAt(end - 1) === 0xff) end--
  return end === 0 ? undefined : prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1)
}

function rangeOfPrefix(from: string): KeyPrefixRange {
  const to = endOfPrefix(from)
  return to === undefined ? { from } : { from, to }
}

class BinaryKeyCodec implements KeyCodec {
  readonly kind = 'binary'
  readonly #columns: readonly KeyColumn[]
  readonly #encoders: readonly KeyEncoder[]
  readonly #nullKeys: readonly string[]

  constructor(columns: readonly KeyColumn[]) {
    this.#columns = columns
    this.#encoders = columns.map(column => column.encode)
    this.#nullKeys = columns.map(column => String.fromCharCode(column.nullMark))
  }

  encode(values: readonly SqlValue[]): string {
    let key = ''
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      key += value === null ? this.#nullKeys[i] : this.#encoders[i](value)
    }
    return key
  }

  prefixRange(values: readonly SqlValue[]): KeyPrefixRange {
    return rangeOfPrefix(this.encode(values))
  }

  textPrefixRange(values: readonly SqlValue[], start: string): KeyPrefixRange {
    const column = this.#columns[values.length]
    assert(column !== undefined && !column.descending, 'a text prefix is looked for in an ascending column of the key')
    return rangeOfPrefix(this.encode(values) + (column.isMarked ? '\x02' : '') + encodeTextStart(start))
  }
}

const numberCodec: KeyCodec = Object.freeze({
  kind: 'number',
  encode: (values: readonly SqlValue[]): Key => {
    const [value] = values
    assert(typeof value === 'number', 'a number key has one value that is not NULL')
    return value
  },
  prefixRange: (values: readonly SqlValue[]): KeyPrefixRange => {
    const from = values.length === 0 ? -Infinity : Number(values[0])
    return values.length === 0 ? { from } : { from, to: from + 1 }
  },
  textPrefixRange: (): KeyPrefixRange => {
    assert(false, 'a text prefix is not looked for in a number key')
  },
})

/** A codec compiled for these columns: use it on hot paths. */
export function createKeyCodec(types: readonly SqlType[], orders: readonly KeyOrder[] = []): KeyCodec {
  if (keyKindOf(types, orders) === 'number') return numberCodec
  return new BinaryKeyCodec(types.map((type, i) => columnOf(type, orders[i] ?? defaultOrder)))
}

export function encodeKey(types: readonly SqlType[], values: readonly SqlValue[], orders?: readonly KeyOrder[]): Key {
  return createKeyCodec(types, orders).encode(values)
}

export function keyPrefixRange(types: readonly SqlType[], values: readonly SqlValue[], orders?: readonly KeyOrder[]): KeyPrefixRange {
  return createKeyCodec(types, orders).prefixRange(values)
}
