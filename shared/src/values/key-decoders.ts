// One column of an order-preserving key back to its value. Mirror of key-encoders.ts, where the formats are drawn.

import { toHex } from '../base/content-hash.ts'
import { SqlError } from '../base/errors.ts'
import { padText } from './apply-modifier.ts'
import { makeInterval } from './make-interval.ts'
import { lateStructures } from './late-structures.ts'
import { decodeBytes, decodeDecimal, decodeInteger, decodeText, type KeyReader } from './key-reader.ts'
import { printTypeName } from './type-names.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'

export type KeyDecoder = (reader: KeyReader) => SqlValue

const toNumber: KeyDecoder = reader => Number(decodeInteger(reader))

const toTimestamp: KeyDecoder = reader => {
  // The infinities are headers that no integer has.
  const header = reader.peek()
  if (header !== 0x8a && header !== 0x75) return Number(decodeInteger(reader))
  reader.skip()
  return header === 0x8a ? Infinity : -Infinity
}

const floatView = new DataView(new ArrayBuffer(8))

const toFloat: KeyDecoder = reader => {
  reader.byte()
  const first = reader.byte()
  const mask = first >= 0x80 ? 0 : 0xff
  floatView.setUint8(0, first ^ (mask === 0 ? 0x80 : 0xff))
  for (let i = 1; i < 8; i++) floatView.setUint8(i, reader.byte() ^ mask)
  return floatView.getFloat64(0)
}

const toBytes: KeyDecoder = reader => {
  reader.byte()
  return decodeBytes(reader)
}

const toUuid: KeyDecoder = reader => {
  reader.byte()
  const hex = toHex(Uint8Array.from({ length: 16 }, () => reader.byte()))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** An equal interval: its months are gone into days. */
const toInterval: KeyDecoder = reader => {
  const days = Number(decodeInteger(reader))
  return makeInterval(0, days, Number(decodeInteger(reader)))
}

const toTimeTz: KeyDecoder = reader => {
  const utcMicros = Number(decodeInteger(reader))
  const zoneSeconds = Number(decodeInteger(reader))
  return { kind: 'timetz', micros: utcMicros - zoneSeconds * 1e6, zoneSeconds }
}

function toPadded(length: number | undefined): KeyDecoder {
  return length === undefined ? decodeText : reader => padText(decodeText(reader), length)
}

function toEnum(labels: readonly string[]): KeyDecoder {
  return reader => {
    const label = labels[Number(decodeInteger(reader))]
    if (label === undefined) throw reader.fail('an enum label that the type has not')
    return label
  }
}

const decodersByName: Readonly<Record<string, KeyDecoder>> = {
  bool: reader => reader.byte() === 3,
  int2: toNumber,
  int4: toNumber,
  int8: decodeInteger,
  oid: toNumber,
  regclass: toNumber,
  regtype: toNumber,
  date: toNumber,
  time: toNumber,
  timestamp: toTimestamp,
  timestamptz: toTimestamp,
  float4: toFloat,
  float8: toFloat,
  numeric: decodeDecimal,
  text: decodeText,
  varchar: decodeText,
  name: decodeText,
  unknown: decodeText,
  bytea: toBytes,
  uuid: toUuid,
  interval: toInterval,
  timetz: toTimeTz,
}

/** Records have no decoder: their field types are not part of their type. */
export function keyDecoderFor(type: SqlType): KeyDecoder {
  if (type.kind === 'enum') return toEnum(type.labels ?? [])
  if (type.kind === 'array' || type.name === 'jsonb') return lateStructures.get().structureKeyDecoder(type)
  if (type.name === 'bpchar') return toPadded(type.modifier?.[0])
  if (Object.hasOwn(decodersByName, type.name)) return decodersByName[type.name]
  throw new SqlError('42704', `data type ${printTypeName(type)} has no default operator class for access method "btree"`)
}
