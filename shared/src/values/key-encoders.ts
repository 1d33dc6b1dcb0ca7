// One column of an order-preserving key: value -> binary string (char codes 0..255) whose string order is the value's order.
// Mirror of key-decoders.ts. Every encoding ends by itself: none is a prefix of another of the same type.
//
//   integer      header 0x80 + n (n bytes follow, big-endian) for >= 0; 0x7f - n, then the complement, for < 0
//   timestamp    integer; 0x75 and 0x8a are the infinities
//   float        0x01, then the 8 bytes of the double: sign bit flipped, or all bits when negative
//   text         UTF-8, 0x00 and 0x01 as 0x01 0x01 and 0x01 0x02, then 0x00
//   uuid         0x01, then 16 bytes;  bytea: 0x01, then as text
//   numeric      0x01 -Inf, 0x02 negative, 0x03 zero, 0x04 positive, 0xfd Inf, 0xfe NaN; then exponent (integer),
//                digit pairs + 1, 0x00; all of it complemented when negative
//   array        (key-structures.ts) 0x02 item … (0x03 for NULL), 0x01, then dimensions and bounds as integers

import { SqlError } from '../base/errors.ts'
import { withoutPadding } from './cast-table.ts'
import { intervalRestMicros, intervalTotalDays } from './interval.ts'
import { lateStructures } from './late-structures.ts'
import { encodeBigint, encodeDecimal, encodeInteger, encodeTextStart, escapeByte } from './key-writer.ts'
import { printTypeName } from './type-names.ts'
import type { SqlType } from './sql-type.ts'
import type { Decimal, Interval, SqlValue, TimeTz } from './sql-value.ts'

/** Encodes a value that is not NULL. */
export type KeyEncoder = (value: SqlValue) => string

// The runtime forms are known from the type, hence the narrowing casts of this file.

const char = String.fromCharCode

const ofInteger: KeyEncoder = value => (typeof value === 'bigint' ? encodeBigint(value) : encodeInteger(value as number))

const ofBoolean: KeyEncoder = value => (value === true || value === 1 ? '\x03' : '\x02')

const ofTimestamp: KeyEncoder = value => {
  const micros = value as number
  if (micros === Infinity) return '\x8a'
  return micros === -Infinity ? '\x75' : encodeInteger(micros)
}

const floatView = new DataView(new ArrayBuffer(8))

const ofFloat: KeyEncoder = value => {
  const number = value as number
  // All NaNs are one, and so are both zeros.
  floatView.setFloat64(0, Number.isNaN(number) ? NaN : number + 0)
  const mask = floatView.getUint8(0) >= 0x80 ? 0xff : 0
  let text = char(0x01, floatView.getUint8(0) ^ (mask === 0 ? 0x80 : 0xff))
  for (let i = 1; i < 8; i++) text += char(floatView.getUint8(i) ^ mask)
  return text
}

const ofText: KeyEncoder = value => encodeTextStart(value as string) + '\x00'

const ofPadded: KeyEncoder = value => ofText(withoutPadding(value as string))

const ofBytes: KeyEncoder = value => {
  let key = '\x01'
  for (const byte of value as Uint8Array) key += escapeByte(byte)
  return key + '\x00'
}

/** Value of a hex digit by its char code. */
const hexDigits = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) hexDigits[digit.toString(16).charCodeAt(0)] = digit

const hexByte = (text: string, at: number): number => (hexDigits[text.charCodeAt(at)] << 4) | hexDigits[text.charCodeAt(at + 1)]

// One call makes one flat string: pieces joined by `+` stay a chain that every comparison has to flatten first.
const ofUuid: KeyEncoder = value => {
  const u = value as string
  return char(
    0x01, hexByte(u, 0), hexByte(u, 2), hexByte(u, 4), hexByte(u, 6), hexByte(u, 9), hexByte(u, 11), hexByte(u, 14), hexByte(u, 16),
    hexByte(u, 19), hexByte(u, 21), hexByte(u, 24), hexByte(u, 26), hexByte(u, 28), hexByte(u, 30), hexByte(u, 32), hexByte(u, 34),
  ) // prettier-ignore
}

const ofInterval: KeyEncoder = value =>
  encodeInteger(intervalTotalDays(value as Interval)) + encodeInteger(intervalRestMicros(value as Interval))

const ofTimeTz: KeyEncoder = value => {
  const time = value as TimeTz
  return encodeInteger(time.micros + time.zoneSeconds * 1e6) + encodeInteger(time.zoneSeconds)
}

function ofEnum(labels: readonly string[]): KeyEncoder {
  const keys = new Map(labels.map((label, i) => [label, encodeInteger(i)]))
  return value => {
    const key = keys.get(value as string)
    if (key === undefined) throw new SqlError('22P02', `invalid input value for enum: "${String(value)}"`)
    return key
  }
}

const encodersByName: Readonly<Record<string, KeyEncoder>> = {
  bool: ofBoolean,
  int2: ofInteger,
  int4: ofInteger,
  int8: ofInteger,
  oid: ofInteger,
  regclass: ofInteger,
  regtype: ofInteger,
  date: ofInteger,
  time: ofInteger,
  timestamp: ofTimestamp,
  timestamptz: ofTimestamp,
  float4: ofFloat,
  float8: ofFloat,
  numeric: value => encodeDecimal(value as Decimal),
  text: ofText,
  varchar: ofText,
  name: ofText,
  unknown: ofText,
  bpchar: ofPadded,
  bytea: ofBytes,
  uuid: ofUuid,
  interval: ofInterval,
  timetz: ofTimeTz,
}

/** Throws 42883 for a type without order (json). */
export function keyEncoderFor(type: SqlType): KeyEncoder {
  if (type.kind === 'enum') return ofEnum(type.labels ?? [])
  const isStructure = type.kind === 'array' ? type.element !== undefined : type.name === 'jsonb' || type.name === 'record'
  if (isStructure) return lateStructures.get().structureKeyEncoder(type)
  if (type.kind === 'scalar' && Object.hasOwn(encodersByName, type.name)) return encodersByName[type.name]
  throw new SqlError('42704', `data type ${printTypeName(type)} has no default operator class for access method "btree"`)
}
