// One column of a leaf. Called by leaf-page.ts.
//
// flags u8: low 2 bits 0 = no NULL, 1 = all absent, 2 = a bitmap of the absent follows (bit 0 of byte 0 first); 4 = blobs
// blobs   : varint count, row indexes (integer-codec.ts), and for each the varint index in the page's list of blobs
// items   : the values that are there, packed by column kind. A row is absent when it is NULL or a blob.
// 'i64'   : mode u8 0 = numbers, 1 = raw 64-bit integers because one is beyond 2^53

import { assert } from '../base/assert.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import type { Cell } from '../base/cell.ts'
import type { BlobReference } from './blob-reference.ts'
import { readCells, writeCells } from './cells-codec.ts'
import { readIntegers, writeIntegers, type NumberArray, type NumberTarget } from './integer-codec.ts'
import type { ColumnData } from './leaf-columns.ts'
import { readNumbers, writeNumbers } from './number-codec.ts'
import { readTexts, writeTexts } from './text-codec.ts'
import { columnCode } from './tree-shape.ts'

/** A column as a leaf holds it. */
export interface LeafColumn {
  readonly items: ColumnData
  readonly nullMap: Uint8Array | null
}

export interface ColumnContext {
  /** `columnCode` of the column. */
  readonly code: number
  /** Rows of the leaf. */
  readonly count: number
  /** The page's out-of-line values. */
  readonly blobs: readonly BlobReference[]
}

const someAbsent = 2
const allAbsent = 1
const hasBlobs = 4

/** Mirror of `readColumn`. `blobAt`: index in the page's list of the blob that stands for a row, or -1. */
export function writeColumn(
  writer: BytesWriter,
  column: LeafColumn,
  context: ColumnContext,
  blobAt: ((row: number) => number) | null,
): void {
  const { code, count } = context
  const absent = absentRows(column, count, blobAt)
  const present = absent === null ? count : absent.reduce((sum, flag) => sum - flag, count)
  const blobRows = blobAt === null || absent === null ? [] : rowsWithBlobs(absent, blobAt)
  writer.u8((present === count ? 0 : present === 0 ? allAbsent : someAbsent) | (blobRows.length > 0 ? hasBlobs : 0))
  if (absent !== null && present > 0 && present < count) writeBitmap(writer, absent)
  if (blobRows.length > 0 && blobAt !== null) {
    writer.varint(blobRows.length)
    writeIntegers(writer, blobRows, blobRows.length)
    for (const row of blobRows) writer.varint(blobAt(row))
  }
  const { items } = column
  if (Array.isArray(items)) {
    const values =
      absent === null && items.length === count ? items : items.slice(0, count).filter((_, row) => absent === null || absent[row] === 0)
    writePlain(writer, values, code)
  } else writeTyped(writer, absent === null ? items : withoutAbsent(items, absent, present), present, code)
}

/** 1 where a row is NULL or a blob; null when none is. */
function absentRows(column: LeafColumn, count: number, blobAt: ((row: number) => number) | null): Uint8Array | null {
  const { items, nullMap } = column
  if (!Array.isArray(items)) return nullMap === null || !nullMap.subarray(0, count).includes(1) ? null : nullMap.subarray(0, count)
  let absent: Uint8Array | null = null
  for (let row = 0; row < count; row++) {
    if (items[row] !== null && (blobAt === null || blobAt(row) < 0)) continue
    absent ??= new Uint8Array(count)
    absent[row] = 1
  }
  return absent
}

function rowsWithBlobs(absent: Uint8Array, blobAt: (row: number) => number): number[] {
  const rows: number[] = []
  for (let row = 0; row < absent.length; row++) if (absent[row] === 1 && blobAt(row) >= 0) rows.push(row)
  return rows
}

function withoutAbsent(items: Int32Array | Float64Array, absent: Uint8Array, present: number): Int32Array | Float64Array {
  const values = items instanceof Int32Array ? new Int32Array(present) : new Float64Array(present)
  for (let row = 0, at = 0; row < absent.length; row++) if (absent[row] === 0) values[at++] = items[row]
  return values
}

function writeBitmap(writer: BytesWriter, absent: Uint8Array): void {
  const bits = new Uint8Array((absent.length + 7) >> 3)
  for (let row = 0; row < absent.length; row++) bits[row >> 3] |= absent[row] << (row & 7)
  writer.raw(bits)
}

function writeTyped(writer: BytesWriter, items: NumberArray, count: number, code: number): void {
  if (code === columnCode.i64) writer.u8(0)
  writeNumbers(writer, items, count)
}

function writePlain(writer: BytesWriter, items: readonly Cell[], code: number): void {
  if (code === columnCode.text) writeTexts(writer, items as readonly string[])
  else if (code === columnCode.any) writeCells(writer, items)
  else if (items.some(item => typeof item === 'bigint')) writeWideIntegers(writer, items as readonly (number | bigint)[])
  else writeTyped(writer, items as readonly number[], items.length, code)
}

function writeWideIntegers(writer: BytesWriter, items: readonly (number | bigint)[]): void {
  writer.u8(1)
  const view = new DataView(new ArrayBuffer(8 * items.length))
  for (let i = 0; i < items.length; i++) {
    const value = BigInt(items[i])
    assert(BigInt.asIntN(64, value) === value, 'an integer of an i64 column has 64 bits')
    view.setBigInt64(8 * i, value, true)
  }
  writer.raw(new Uint8Array(view.buffer))
}

/** Reads a column into `target`, a typed array of at least `count` items, or into a new plain array when that is null. */
export function readColumn(reader: BytesReader, target: NumberTarget | null, context: ColumnContext): LeafColumn {
  const { code, count } = context
  const flags = reader.u8()
  const absence = flags & 3
  if (flags > 7 || absence === 3) throw reader.fail(`unknown column flags ${flags}`)
  const absent = absence === 0 ? null : absence === allAbsent ? new Uint8Array(count).fill(1) : readBitmap(reader, count)
  const present = absent === null ? count : absent.reduce((sum, flag) => sum - flag, count)
  const blobs = (flags & hasBlobs) === 0 ? null : readBlobRows(reader, context, absent)
  const isWide = code === columnCode.i64 && readWideFlag(reader)
  if (target === null || isWide) {
    const values = isWide
      ? readWideIntegers(reader, present)
      : code === columnCode.text
        ? readTexts(reader, present)
        : readCells(reader, present)
    return { items: absent === null ? values : spreadCells(values, absent, blobs), nullMap: null }
  }
  if (blobs !== null) throw reader.fail('blobs in a column of numbers')
  readNumbers(reader, target, present)
  if (code === columnCode.i64) checkSafe(reader, target, present)
  if (absent === null) return { items: target, nullMap: null }
  spreadNumbers(target, absent, present)
  const nullMap = new Uint8Array(target.length)
  nullMap.set(absent)
  return { items: target, nullMap }
}

function readBitmap(reader: BytesReader, count: number): Uint8Array {
  const bits = reader.raw((count + 7) >> 3)
  const absent = new Uint8Array(count)
  for (let row = 0; row < count; row++) absent[row] = (bits[row >> 3] >> (row & 7)) & 1
  return absent
}

function readBlobRows(reader: BytesReader, context: ColumnContext, absent: Uint8Array | null): Map<number, BlobReference> {
  const size = reader.count()
  if (absent === null || size === 0 || size > context.count) throw reader.fail(`${size} blobs in ${context.count} rows`)
  const rows = new Int32Array(size)
  readIntegers(reader, rows, size)
  const blobs = new Map<number, BlobReference>()
  for (const row of rows) {
    const blob = context.blobs[reader.varint()]
    if (blob === undefined || row < 0 || row >= context.count || absent[row] !== 1)
      throw reader.fail('a blob that is not listed, or a row that is not absent')
    blobs.set(row, blob)
  }
  if (blobs.size !== size) throw reader.fail('two blobs in one row')
  return blobs
}

function readWideFlag(reader: BytesReader): boolean {
  const mode = reader.u8()
  if (mode > 1) throw reader.fail(`unknown i64 packing ${mode}`)
  return mode === 1
}

function readWideIntegers(reader: BytesReader, count: number): Cell[] {
  const bytes = reader.raw(8 * count)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const items: Cell[] = []
  for (let i = 0; i < count; i++) {
    const value = view.getBigInt64(8 * i, true)
    const number = Number(value)
    items.push(Number.isSafeInteger(number) ? number : value)
  }
  return items
}

function checkSafe(reader: BytesReader, items: NumberTarget, count: number): void {
  for (let i = 0; i < count; i++) if (!Number.isSafeInteger(items[i])) throw reader.fail(`${items[i]} in a column of integers`)
}

function spreadCells(values: readonly Cell[], absent: Uint8Array, blobs: ReadonlyMap<number, BlobReference> | null): Cell[] {
  const items = new Array<Cell>(absent.length)
  for (let row = 0, at = 0; row < absent.length; row++) items[row] = absent[row] === 0 ? values[at++] : (blobs?.get(row) ?? null)
  return items
}

/** Moves the packed items of `target` to their rows, from the end. */
function spreadNumbers(target: NumberTarget, absent: Uint8Array, present: number): void {
  for (let row = absent.length - 1, at = present; row >= 0; row--) target[row] = absent[row] === 0 ? target[--at] : 0
}
