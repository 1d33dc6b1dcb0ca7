// Births and cell stamps of a leaf's rows. Called by leaf-page.ts.
//
// origins : varint count, texts ascending
// births  : mode u8 0 = one a row, 1 = dictionary: varint count, the distinct births ascending, then an index a row
//           a list of births is five columns: ms, counter, origin index, seq, ordinal
// stamps  : varint count of cell stamps that differ from their row's birth; if any: varint distinct stamps, these as three
//           columns ascending, then by row and column position: row, position, stamp index

import type { OriginId } from '../base/brand.ts'
import { asOriginId } from '../base/brand.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { rowMaxBytes } from '../base/limits.ts'
import { compareStamps, sameStamp, type Birth, type Stamp } from '../base/stamp.ts'
import { integerBound, readIntegers, writeIntegers } from './integer-codec.ts'
import { readTexts, writeTexts } from './text-codec.ts'

export type CellStampMaps = readonly (ReadonlyMap<number, Stamp> | null)[]

export interface RowStamps {
  readonly births: readonly Birth[]
  readonly cellStamps: CellStampMaps | null
}

interface CellStampList {
  readonly rows: number[]
  readonly positions: number[]
  readonly stamps: Stamp[]
}

const maxMs = 2 ** 48 - 1

/** Mirror of `readRowStamps`. */
export function writeRowStamps(writer: BytesWriter, stamped: RowStamps): void {
  const births = distinct(stamped.births, compareBirths)
  const list = listCellStamps(stamped)
  const stamps = distinct(list.stamps, compareStamps)
  const originIndexes = new Map<OriginId, number>()
  const origins = [...new Set([...births.sorted, ...stamps.sorted].map(stamp => stamp.origin))].sort()
  origins.forEach((origin, index) => originIndexes.set(origin, index))
  writer.varint(origins.length)
  writeTexts(writer, origins)
  const isDictionary = 2 * births.sorted.length <= stamped.births.length
  writer.u8(isDictionary ? 1 : 0)
  if (isDictionary) {
    writer.varint(births.sorted.length)
    writeBirths(writer, births.sorted, originIndexes)
    writeIntegers(writer, births.indexes, stamped.births.length)
  } else writeBirths(writer, stamped.births, originIndexes)
  writer.varint(list.rows.length)
  if (list.rows.length === 0) return
  writer.varint(stamps.sorted.length)
  writeStamps(writer, stamps.sorted, originIndexes)
  writeIntegers(writer, list.rows, list.rows.length)
  writeIntegers(writer, list.positions, list.rows.length)
  writeIntegers(writer, stamps.indexes, list.rows.length)
}

function compareBirths(a: Birth, b: Birth): number {
  return compareStamps(a, b) || a.seq - b.seq || a.ordinal - b.ordinal
}

/** The distinct items ascending, and the index in these of every item. */
function distinct<Item extends Stamp>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): { sorted: Item[]; indexes: Int32Array } {
  // Mostly one object is shared by many rows, so identity does most of the work.
  const objects = [...new Set(items)].sort(compare)
  const sorted: Item[] = []
  const indexOf = new Map<Item, number>()
  for (const item of objects) {
    if (sorted.length === 0 || compare(sorted[sorted.length - 1], item) !== 0) sorted.push(item)
    indexOf.set(item, sorted.length - 1)
  }
  const indexes = new Int32Array(items.length)
  if (sorted.length > 1) for (let i = 0; i < items.length; i++) indexes[i] = indexOf.get(items[i]) ?? 0
  return { sorted, indexes }
}

function listCellStamps(stamped: RowStamps): CellStampList {
  const list: CellStampList = { rows: [], positions: [], stamps: [] }
  const maps = stamped.cellStamps ?? []
  for (let row = 0; row < maps.length; row++) {
    const map = maps[row]
    if (map === null) continue
    for (const position of [...map.keys()].sort((a, b) => a - b)) {
      const stamp = map.get(position)
      // Equal to the row's: leaving it out is what makes the page canonical.
      if (stamp === undefined || sameStamp(stamp, stamped.births[row])) continue
      list.rows.push(row)
      list.positions.push(position)
      list.stamps.push(stamp)
    }
  }
  return list
}

function writeStamps(writer: BytesWriter, stamps: readonly Stamp[], origins: ReadonlyMap<OriginId, number>): void {
  writeField(writer, stamps, stamp => stamp.hlc.ms)
  writeField(writer, stamps, stamp => stamp.hlc.counter)
  writeField(writer, stamps, stamp => origins.get(stamp.origin) ?? 0)
}

function writeBirths(writer: BytesWriter, births: readonly Birth[], origins: ReadonlyMap<OriginId, number>): void {
  writeStamps(writer, births, origins)
  writeField(writer, births, birth => birth.seq)
  writeField(writer, births, birth => birth.ordinal)
}

function writeField<Item>(writer: BytesWriter, items: readonly Item[], field: (item: Item) => number): void {
  const values = new Float64Array(items.length)
  for (let i = 0; i < items.length; i++) values[i] = field(items[i])
  writeIntegers(writer, values, items.length)
}

/** Stamps of `count` rows of a leaf with `columns` columns. Rows of one birth share one object. */
export function readRowStamps(
  reader: BytesReader,
  count: number,
  columns: number,
): { births: Birth[]; cellStamps: (Map<number, Stamp> | null)[] | null } {
  const origins = readTexts(reader, reader.count()).map(asOriginId)
  if (origins.some((origin, i) => i > 0 && origin <= origins[i - 1])) throw reader.fail('origins out of order')
  const mode = reader.u8()
  if (mode > 1) throw reader.fail(`unknown packing of births ${mode}`)
  const births = mode === 0 ? readBirths(reader, count, origins) : readBirthDictionary(reader, count, origins)
  return { births, cellStamps: readCellStamps(reader, { count, columns, origins }) }
}

function readBirthDictionary(reader: BytesReader, count: number, origins: readonly OriginId[]): Birth[] {
  const size = reader.varint()
  if (size > count) throw reader.fail(`${size} births of ${count} rows`)
  const entries = readBirths(reader, size, origins)
  return readIndexes(reader, count, entries)
}

function readIndexes<Item>(reader: BytesReader, count: number, entries: readonly Item[]): Item[] {
  const indexes = new Int32Array(count)
  readIntegers(reader, indexes, count)
  const items = new Array<Item>(count)
  for (let i = 0; i < count; i++) {
    if (indexes[i] < 0 || indexes[i] >= entries.length) throw reader.fail(`entry ${indexes[i]} of ${entries.length}`)
    items[i] = entries[indexes[i]]
  }
  return items
}

function readStamps(reader: BytesReader, count: number, origins: readonly OriginId[]): Stamp[] {
  const ms = readField(reader, count, maxMs)
  const counters = readField(reader, count, 0xffff)
  const originIndexes = readField(reader, count, origins.length - 1)
  const stamps = new Array<Stamp>(count)
  for (let i = 0; i < count; i++) stamps[i] = { hlc: { ms: ms[i], counter: counters[i] }, origin: origins[originIndexes[i]] }
  return stamps
}

function readBirths(reader: BytesReader, count: number, origins: readonly OriginId[]): Birth[] {
  const stamps = readStamps(reader, count, origins)
  const seqs = readField(reader, count, integerBound - 1)
  const ordinals = readField(reader, count, integerBound - 1)
  const births = new Array<Birth>(count)
  for (let i = 0; i < count; i++) births[i] = { hlc: stamps[i].hlc, origin: stamps[i].origin, seq: seqs[i], ordinal: ordinals[i] }
  return births
}

function readField(reader: BytesReader, count: number, max: number): Float64Array {
  const values = new Float64Array(count)
  readIntegers(reader, values, count)
  for (let i = 0; i < count; i++) if (values[i] < 0 || values[i] > max) throw reader.fail(`${values[i]} in a stamp`)
  return values
}

function readCellStamps(
  reader: BytesReader,
  shape: { count: number; columns: number; origins: readonly OriginId[] },
): (Map<number, Stamp> | null)[] | null {
  const size = reader.varint()
  if (size === 0) return null
  if (size > shape.count * shape.columns || size > rowMaxBytes) throw reader.fail(`${size} cell stamps`)
  const distinctSize = reader.varint()
  if (distinctSize > size) throw reader.fail(`${distinctSize} distinct of ${size} cell stamps`)
  const entries = readStamps(reader, distinctSize, shape.origins)
  const rows = readField(reader, size, shape.count - 1)
  const positions = readField(reader, size, shape.columns - 1)
  const stamps = readIndexes(reader, size, entries)
  const maps = new Array<Map<number, Stamp> | null>(shape.count).fill(null)
  for (let i = 0; i < size; i++) {
    if (i > 0 && (rows[i] < rows[i - 1] || (rows[i] === rows[i - 1] && positions[i] <= positions[i - 1])))
      throw reader.fail('cell stamps out of order')
    const map = (maps[rows[i]] ??= new Map<number, Stamp>())
    map.set(positions[i], stamps[i])
  }
  return maps
}
