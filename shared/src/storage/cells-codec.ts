// A run of cells of an 'any' column, none of them NULL: by tag (base/cell-codec.ts), or as columns of their own when all
// have one form. Numerics, for one, become a column of digits and a constant column of scales.
//
// mode u8: 0 by tag · 1 texts · 2 numbers · 3 byte strings: lengths, then the bytes
//          4 flat objects of one shape: varint property count, names ascending, then a run of cells a property

import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import type { Cell, CellObject } from '../base/cell.ts'
import { readCell, writeCell } from '../base/cell-codec.ts'
import { readIntegers, writeIntegers } from './integer-codec.ts'
import { readNumbers, writeNumbers } from './number-codec.ts'
import { readTexts, writeTexts } from './text-codec.ts'

const modes = { tagged: 0, texts: 1, numbers: 2, bytes: 3, objects: 4 } as const
const objectMaxProperties = 16

/** Mirror of `readCells`. */
export function writeCells(writer: BytesWriter, items: readonly Cell[]): void {
  const mode = modeOf(items)
  writer.u8(mode)
  switch (mode) {
    case modes.texts:
      writeTexts(writer, items as readonly string[])
      return
    case modes.numbers:
      writeNumbers(writer, items as readonly number[], items.length)
      return
    case modes.bytes:
      writeByteStrings(writer, items as readonly Uint8Array[])
      return
    case modes.objects:
      writeObjects(writer, items as readonly CellObject[])
      return
    default:
      for (const item of items) writeCell(writer, item)
  }
}

function modeOf(items: readonly Cell[]): number {
  if (items.length === 0) return modes.tagged
  const first = items[0]
  if (typeof first === 'string') return items.every(item => typeof item === 'string') ? modes.texts : modes.tagged
  if (typeof first === 'number') return items.every(item => typeof item === 'number') ? modes.numbers : modes.tagged
  if (first instanceof Uint8Array) return items.every(item => item instanceof Uint8Array) ? modes.bytes : modes.tagged
  if (typeof first !== 'object' || first === null) return modes.tagged
  const names = propertyNames(first)
  const isFlat = names.length <= objectMaxProperties && items.every(item => isFlatObject(item, names))
  return isFlat ? modes.objects : modes.tagged
}

function propertyNames(object: CellObject): string[] {
  return Object.entries(object)
    .filter(property => property[1] !== undefined)
    .map(property => property[0])
    .sort()
}

/** All properties are there, no others are, and none holds a structure. */
function isFlatObject(item: Cell, names: readonly string[]): boolean {
  if (typeof item !== 'object' || item === null || item instanceof Uint8Array) return false
  const values = item as unknown as Readonly<Record<string, unknown>>
  let present = 0
  for (const name in values) {
    const value = values[name]
    if (value === undefined) continue
    if (typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'bigint' && typeof value !== 'boolean') return false
    present++
  }
  return present === names.length && names.every(name => values[name] !== undefined)
}

function writeByteStrings(writer: BytesWriter, items: readonly Uint8Array[]): void {
  writeIntegers(
    writer,
    Int32Array.from(items, item => item.length),
    items.length,
  )
  for (const item of items) writer.raw(item)
}

function writeObjects(writer: BytesWriter, items: readonly CellObject[]): void {
  const names = propertyNames(items[0])
  writer.varint(names.length)
  for (const name of names) writer.text(name)
  for (const name of names)
    writeCells(
      writer,
      items.map(item => (item as unknown as Readonly<Record<string, Cell>>)[name]),
    )
}

/** `count` cells. Bytes are copied: a cell must not keep its page alive. */
export function readCells(reader: BytesReader, count: number): Cell[] {
  const mode = reader.u8()
  switch (mode) {
    case modes.tagged:
      return readTagged(reader, count)
    case modes.texts:
      return readTexts(reader, count)
    case modes.numbers: {
      const numbers = new Float64Array(count)
      readNumbers(reader, numbers, count)
      return Array.from(numbers)
    }
    case modes.bytes:
      return readByteStrings(reader, count)
    case modes.objects:
      return readObjects(reader, count)
    default:
      throw reader.fail(`unknown cell packing ${mode}`)
  }
}

function readTagged(reader: BytesReader, count: number): Cell[] {
  if (count > reader.remaining) throw reader.fail(`${count} cells in ${reader.remaining} bytes`)
  const items: Cell[] = []
  for (let i = 0; i < count; i++) items.push(readCell(reader))
  return items
}

function readByteStrings(reader: BytesReader, count: number): Cell[] {
  const lengths = new Int32Array(count)
  readIntegers(reader, lengths, count)
  return Array.from(lengths, length => reader.raw(length).slice())
}

function readObjects(reader: BytesReader, count: number): Cell[] {
  const size = reader.varint()
  if (size > objectMaxProperties) throw reader.fail(`an object of ${size} properties`)
  const names: string[] = []
  for (let i = 0; i < size; i++) {
    const name = reader.text()
    if (name === '__proto__' || (i > 0 && name <= names[i - 1])) throw reader.fail('property names out of order')
    names.push(name)
  }
  const kindAt = names.indexOf('kind')
  const columns = names.map((_, i) => readProperty(reader, count, i === kindAt))
  if (kindAt === -1) throw reader.fail('structural values without a kind')
  const items: Cell[] = []
  for (let row = 0; row < count; row++) {
    // `kind` first, as the objects of values/ have it: one hidden class.
    const object: Record<string, Cell> = { kind: columns[kindAt][row] }
    for (let i = 0; i < size; i++) if (i !== kindAt) object[names[i]] = columns[i][row]
    items.push(object as unknown as CellObject)
  }
  return items
}

function readProperty(reader: BytesReader, count: number, isKind: boolean): Cell[] {
  const values = readCells(reader, count)
  const isFlat = values.every(value => (isKind ? typeof value === 'string' : value !== null && typeof value !== 'object'))
  if (!isFlat) throw reader.fail('a property that is no plain value')
  return values
}
