// Order-preserving keys of jsonb, arrays and records: what key-encoders.ts and key-decoders.ts ask for; part of structures.

import { assert } from '../base/assert.ts'
import { decodeJsonKey, encodeJsonKey } from './json-key.ts'
import { keyDecoderFor, type KeyDecoder } from './key-decoders.ts'
import { keyEncoderFor, type KeyEncoder } from './key-encoders.ts'
import { decodeInteger } from './key-reader.ts'
import { encodeInteger } from './key-writer.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlArray, SqlRecord, SqlValue } from './sql-value.ts'

/** `type` is jsonb, a record or an array. */
export function structureKeyEncoder(type: SqlType): KeyEncoder {
  if (type.element !== undefined) return ofArray(keyEncoderFor(type.element))
  return type.name === 'jsonb' ? value => encodeJsonKey(value as string) : ofRecord
}

/** `type` is jsonb or an array. */
export function structureKeyDecoder(type: SqlType): KeyDecoder {
  if (type.kind !== 'array') return decodeJsonKey
  assert(type.element !== undefined, 'an array type has an element type')
  return toArray(type.element, keyDecoderFor(type.element))
}

function ofArray(item: KeyEncoder): KeyEncoder {
  return value => {
    const array = value as SqlArray
    let key = ''
    for (const each of array.items) key += each === null ? '\x03' : '\x02' + item(each)
    key += '\x01' + encodeInteger(array.dimensions.length)
    for (const length of array.dimensions) key += encodeInteger(length)
    for (const bound of array.lowerBounds) key += encodeInteger(bound)
    return key
  }
}

const ofRecord: KeyEncoder = value => {
  const record = value as SqlRecord
  let key = ''
  record.fields.forEach((field, i) => {
    key += field === null ? '\x03' : '\x02' + keyEncoderFor(record.types[i])(field)
  })
  return key + '\x01'
}

function toArray(elementType: SqlType, item: KeyDecoder): KeyDecoder {
  return reader => {
    const items: SqlValue[] = []
    for (let mark = reader.byte(); mark !== 1; mark = reader.byte()) items.push(mark === 3 ? null : item(reader))
    const count = Number(decodeInteger(reader))
    if (count > reader.remaining) throw reader.fail('a count that the key cannot hold')
    const dimensions = Array.from({ length: count }, () => Number(decodeInteger(reader)))
    const lowerBounds = Array.from({ length: count }, () => Number(decodeInteger(reader)))
    const array: SqlArray = { kind: 'array', elementType, dimensions, lowerBounds, items }
    return array
  }
}
