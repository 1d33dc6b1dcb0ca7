// Cells, keys, stamps and clock readings as bytes: the part that change sets, log records and messages share.
//
// cell      tag u8, then:  0 null · 1 false · 2 true · 3 integer, zig-zag varint · 4 f64 · 5 text · 6 bytes
//                          7 bigint >= 0 · 8 bigint < 0: magnitude, big-endian · 9 object · 10 list
// object    varint property count, then per property: word, cell. `kind` is one of the properties; names ascend.
// word      varint 1 + index in `knownWords`, or 0 and the text. The list only grows at its end.
// key       0 integer as zig-zag varint · 1 f64 · 2 binary string: varint length, one byte per char code
// hlc       varint ms, varint counter

import { assert } from './assert.ts'
import type { BytesReader } from './bytes-reader.ts'
import type { BytesWriter } from './bytes-writer.ts'
import type { Cell, CellObject, Key } from './cell.ts'
import type { Hlc } from './hlc.ts'

/** Nesting of structural values (arrays of records of arrays …): protects the stack. */
export const cellMaxDepth = 64

const tags = { null: 0, false: 1, true: 2, integer: 3, float: 4, text: 5, bytes: 6, bigint: 7, negative: 8, object: 9, list: 10 } as const

/** Part of the format: append only. */
const knownWords: readonly string[] = [
  'kind', 'decimal', 'digits', 'scale', 'special', 'interval', 'months', 'days', 'micros', 'timetz', 'zoneSeconds',
  'array', 'elementType', 'dimensions', 'lowerBounds', 'items', 'record', 'fields', 'types', 'names',
  'scalar', 'enum', 'name', 'element', 'modifier', 'labels', 'jsonb', 'text', 'NaN', 'Infinity', '-Infinity',
  'bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'varchar', 'bpchar', 'bytea', 'date', 'time',
  'timestamp', 'timestamptz', 'uuid', 'json',
] // prettier-ignore
const indexOfWord = new Map(knownWords.map((word, index) => [word, index]))

const safeSpan = 2 ** 52
const maxMs = 2 ** 48 - 1

/** Integers that the zig-zag varint holds exactly; -0 is a float. */
function isPlainInteger(value: number): boolean {
  return Number.isInteger(value) && value < safeSpan && value > -safeSpan && !Object.is(value, -0)
}

/** Mirror of `readCell`. */
export function writeCell(writer: BytesWriter, cell: Cell): void {
  writeItem(writer, cell, 0)
}

/** Cells one after the other, each as `writeCell` writes it. */
export function writeCells(writer: BytesWriter, cells: readonly Cell[]): void {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    // What has a fraction, and NaN and the infinities: amounts come by the thousand.
    if (typeof cell === 'number' && cell % 1 !== 0) writer.taggedF64(tags.float, cell)
    else writeItem(writer, cell, 0)
  }
}

function writeItem(writer: BytesWriter, item: unknown, depth: number): void {
  switch (typeof item) {
    case 'number':
      if (isPlainInteger(item)) {
        writer.u8(tags.integer)
        writer.signedVarint(item)
      } else {
        writer.taggedF64(tags.float, item)
      }
      return
    case 'string':
      writer.u8(tags.text)
      writer.text(item)
      return
    case 'boolean':
      writer.u8(item ? tags.true : tags.false)
      return
    case 'bigint':
      writer.u8(item < 0n ? tags.negative : tags.bigint)
      writer.bytes(magnitudeBytes(item < 0n ? -item : item))
      return
    case 'object':
      if (item === null) writer.u8(tags.null)
      else writeStructure(writer, item, depth)
      return
    default:
      assert(false, 'a cell holds null, booleans, numbers, bigints, text, bytes and objects of these')
  }
}

function writeStructure(writer: BytesWriter, item: object, depth: number): void {
  assert(depth < cellMaxDepth, `a cell nests at most ${cellMaxDepth} deep`)
  if (item instanceof Uint8Array) {
    writer.u8(tags.bytes)
    writer.bytes(item)
  } else if (Array.isArray(item)) {
    writer.u8(tags.list)
    writer.varint(item.length)
    for (const element of item) writeItem(writer, element, depth + 1)
  } else {
    writer.u8(tags.object)
    const properties = Object.entries(item).filter(property => property[1] !== undefined)
    properties.sort((a, b) => (a[0] < b[0] ? -1 : 1))
    writer.varint(properties.length)
    for (const [name, value] of properties) {
      writeWord(writer, name)
      // The values of `kind` and `name` come from short lists: as words they cost a byte.
      if (name === 'kind' || name === 'name') {
        assert(typeof value === 'string', 'kind and name are text')
        writeWord(writer, value)
      } else writeItem(writer, value, depth + 1)
    }
  }
}

function writeWord(writer: BytesWriter, word: string): void {
  const index = indexOfWord.get(word)
  if (index !== undefined) writer.varint(index + 1)
  else {
    writer.varint(0)
    writer.text(word)
  }
}

function magnitudeBytes(value: bigint): Uint8Array {
  let hex = value.toString(16)
  if (hex.length % 2 === 1) hex = '0' + hex
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** Mirror of `writeCell`. Bytes are copied, so that a cell does not keep the message alive. */
export function readCell(reader: BytesReader): Cell {
  const item = readItem(reader, 0)
  if (Array.isArray(item)) throw reader.fail('a list that is not part of an object')
  return item as Cell
}

function readItem(reader: BytesReader, depth: number): unknown {
  const tag = reader.u8()
  switch (tag) {
    case tags.null:
      return null
    case tags.false:
      return false
    case tags.true:
      return true
    case tags.integer:
      return reader.signedVarint()
    case tags.float:
      return reader.f64()
    case tags.text:
      return reader.text()
    case tags.bytes:
      return reader.bytes().slice()
    case tags.bigint:
      return readMagnitude(reader)
    case tags.negative:
      return -readMagnitude(reader)
    case tags.object:
    case tags.list:
      if (depth >= cellMaxDepth) throw reader.fail('a cell that nests too deep')
      return tag === tags.list ? readList(reader, depth) : readObject(reader, depth)
    default:
      throw reader.fail(`unknown cell tag ${tag}`)
  }
}

function readMagnitude(reader: BytesReader): bigint {
  const bytes = reader.bytes()
  if (bytes.length === 0) throw reader.fail('a bigint without digits')
  let hex = '0x'
  for (let i = 0; i < bytes.length; i++) hex += bytes[i].toString(16).padStart(2, '0')
  return BigInt(hex)
}

function readList(reader: BytesReader, depth: number): unknown[] {
  const items: unknown[] = []
  for (let left = reader.count(); left > 0; left--) items.push(readItem(reader, depth + 1))
  return items
}

function readObject(reader: BytesReader, depth: number): CellObject {
  const object: Record<string, unknown> = {}
  for (let left = reader.count(2); left > 0; left--) {
    const name = readWord(reader)
    if (name === '__proto__' || Object.hasOwn(object, name)) throw reader.fail('a forbidden or repeated property name')
    object[name] = name === 'kind' || name === 'name' ? readWord(reader) : readItem(reader, depth + 1)
  }
  if (typeof object.kind !== 'string') throw reader.fail('a structural value without a kind')
  return object as unknown as CellObject
}

function readWord(reader: BytesReader): string {
  const code = reader.varint()
  if (code === 0) return reader.text()
  const word = knownWords[code - 1]
  if (word === undefined) throw reader.fail(`unknown word ${code}`)
  return word
}

/** Mirror of `readKey`. */
export function writeKey(writer: BytesWriter, key: Key): void {
  if (typeof key === 'number') {
    if (isPlainInteger(key)) {
      writer.u8(0)
      writer.signedVarint(key)
    } else {
      writer.taggedF64(1, key)
    }
    return
  }
  writer.u8(2)
  writer.varint(key.length)
  for (let i = 0; i < key.length; i++) writer.u8(key.charCodeAt(i))
}

/** Mirror of `writeKey`. */
export function readKey(reader: BytesReader): Key {
  const tag = reader.u8()
  if (tag === 0) return reader.signedVarint()
  if (tag === 1) {
    const value = reader.f64()
    if (Number.isNaN(value)) throw reader.fail('a key that is not a number')
    return value
  }
  if (tag !== 2) throw reader.fail(`unknown key tag ${tag}`)
  const bytes = reader.bytes()
  let key = ''
  for (let i = 0; i < bytes.length; i++) key += String.fromCharCode(bytes[i])
  return key
}

export function writeHlc(writer: BytesWriter, hlc: Hlc): void {
  writer.varint(hlc.ms)
  writer.varint(hlc.counter)
}

export function readHlc(reader: BytesReader): Hlc {
  const ms = reader.varint()
  const counter = reader.varint()
  if (ms > maxMs || counter > 0xffff) throw reader.fail('a clock reading out of range')
  return { ms, counter }
}
