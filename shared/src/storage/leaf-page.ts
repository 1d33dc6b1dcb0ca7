// A leaf as a page: the same rows give the same bytes. Called by checkpoint-tree.ts and page-cache.ts.
//
// blobs   : varint count, per blob 32 bytes of hash and varint length, in order of first appearance (by column, then row)
//           first, so that garbage collection reads them without knowing the layout
// layout  : flags u8 (1 = binary keys, 2 = stamped), varint key column + 1, varint columns, a u8 of kind each
// count   : varint rows
// keys    : number-codec.ts, or binary keys of text-codec.ts
// columns : column-codec.ts each, but for the key column
// stamps  : stamp-codec.ts, if stamped

import { assert } from '../base/assert.ts'
import type { PageHash } from '../base/brand.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import type { Cell } from '../base/cell.ts'
import { leafMaxRows, pageMaxBytes } from '../base/limits.ts'
import { BlobReference, type BlobSource } from './blob-reference.ts'
import { readColumn, writeColumn } from './column-codec.ts'
import { Leaf } from './leaf.ts'
import { readNumbers, writeNumbers } from './number-codec.ts'
import { pageHashBytes, readPageHash, writePageHash } from './page-hash-codec.ts'
import { corruptPage, framePage, openPage, pageKind } from './page-header.ts'
import { isOutOfLine } from './row-width.ts'
import { readRowStamps, writeRowStamps } from './stamp-codec.ts'
import { readBinaryKeys, writeBinaryKeys } from './text-codec.ts'
import { aliasCode, columnCode, type TreeShape } from './tree-shape.ts'

/** References for values that are to go out of line; asked once per value. */
export type BlobsByValue = ReadonlyMap<Cell, BlobReference>

/** The values of a leaf that need blob pages of their own. */
export function outOfLineValues(leaf: Leaf): Cell[] {
  const values: Cell[] = []
  for (const position of leaf.shape.variable) {
    const items = leaf.columns[position]
    for (let row = 0; row < leaf.count; row++) {
      const cell: Cell = items[row]
      if (isOutOfLine(cell)) values.push(cell)
    }
  }
  return values
}

/** Blobs that a leaf refers to, in page order, and the index of each row's blob by column position. */
interface LeafBlobs {
  readonly list: BlobReference[]
  readonly indexes: Map<number, Map<number, number>>
}

function blobsOf(leaf: Leaf, byValue: BlobsByValue): LeafBlobs {
  const blobs: LeafBlobs = { list: [], indexes: new Map() }
  if (byValue.size === 0 && leaf.blobSource === null) return blobs
  const indexByHash = new Map<PageHash, number>()
  for (const position of leaf.shape.variable) {
    for (let row = 0; row < leaf.count; row++) {
      const cell = leaf.columns[position][row] as Cell
      const reference = cell instanceof BlobReference ? cell : isOutOfLine(cell) ? byValue.get(cell) : undefined
      if (reference === undefined) continue
      let index = indexByHash.get(reference.hash)
      if (index === undefined) {
        index = blobs.list.push(reference) - 1
        indexByHash.set(reference.hash, index)
      }
      const rows = blobs.indexes.get(position) ?? new Map<number, number>()
      blobs.indexes.set(position, rows.set(row, index))
    }
  }
  return blobs
}

/** Mirror of `decodeLeaf`. */
export function encodeLeaf(leaf: Leaf, byValue: BlobsByValue): { readonly bytes: Uint8Array<ArrayBuffer>; readonly hasBlobs: boolean } {
  const { shape, count } = leaf
  const blobs = blobsOf(leaf, byValue)
  const writer = new BytesWriter(4096)
  writer.varint(blobs.list.length)
  for (const blob of blobs.list) {
    writePageHash(writer, blob.hash)
    writer.varint(blob.byteLength)
  }
  writeLayout(writer, shape)
  writer.varint(count)
  if (shape.isNumeric) writeNumbers(writer, leaf.keys as Float64Array, count)
  else writeBinaryKeys(writer, leaf.keys as string[], count)
  for (let i = 0; i < shape.codes.length; i++) {
    if (i === shape.layout.keyColumn) continue
    const indexes = blobs.indexes.get(i)
    const blobAt = indexes === undefined ? null : (row: number) => indexes.get(row) ?? -1
    writeColumn(writer, { items: leaf.columns[i], nullMap: leaf.nullMaps[i] }, { code: shape.codes[i], count, blobs: blobs.list }, blobAt)
  }
  if (leaf.births !== null) writeRowStamps(writer, { births: leaf.births, cellStamps: leaf.cellStamps })
  const bytes = framePage(pageKind.leaf, writer)
  assert(bytes.length <= pageMaxBytes, `a leaf page is below ${pageMaxBytes} bytes`)
  return { bytes, hasBlobs: blobs.list.length > 0 }
}

function writeLayout(writer: BytesWriter, shape: TreeShape): void {
  const { layout } = shape
  writer.u8((shape.isNumeric ? 0 : 1) | (layout.stamped ? 2 : 0))
  writer.varint(layout.keyColumn + 1)
  writer.varint(layout.columns.length)
  for (const kind of layout.columns) writer.u8(columnCode[kind])
}

/** The leaf of a page, clean and without an owner. The page must have exactly the expected layout. */
export function decodeLeaf(bytes: Uint8Array<ArrayBuffer>, name: PageHash, shape: TreeShape, source: BlobSource): Leaf {
  const { kind, body } = openPage(bytes, name)
  if (kind !== pageKind.leaf) throw corruptPage(name, `a page of kind ${kind} where a leaf belongs`)
  const blobs = readBlobList(body)
  checkLayout(body, shape)
  const count = body.varint()
  // Constant columns take no bytes a row, so the count is bounded by what a leaf can hold.
  if (count > leafMaxRows || count * shape.fixedWidth > pageMaxBytes) throw body.fail(`a leaf of ${count} rows`)
  const leaf = new Leaf(shape, null, count)
  readKeys(body, leaf, count)
  for (let i = 0; i < shape.codes.length; i++) {
    if (i === shape.layout.keyColumn) continue
    const target = leaf.columns[i]
    const column = readColumn(body, Array.isArray(target) ? null : target, { code: shape.codes[i], count, blobs })
    leaf.columns[i] = column.items
    leaf.nullMaps[i] = column.nullMap
  }
  leaf.count = count
  fillKeyColumn(body, leaf)
  if (shape.layout.stamped) {
    const { births, cellStamps } = readRowStamps(body, count, shape.codes.length)
    leaf.births = births
    leaf.cellStamps = cellStamps
  }
  body.end()
  if (blobs.length > 0) leaf.blobSource = source
  leaf.bytes = count * shape.fixedWidth
  if (!shape.isNumeric || shape.variable.length > 0) {
    leaf.bytes = 0
    for (let i = 0; i < count; i++) leaf.bytes += leaf.widthAt(i)
  }
  return leaf
}

/** The blobs that a leaf page refers to; the reader stands at the body's start. */
export function readBlobList(body: BytesReader): BlobReference[] {
  const blobs: BlobReference[] = []
  for (let left = body.count(pageHashBytes + 1); left > 0; left--) blobs.push(new BlobReference(readPageHash(body), body.varint()))
  return blobs
}

function checkLayout(body: BytesReader, shape: TreeShape): void {
  const { layout } = shape
  const flags = body.u8()
  const keyColumn = body.varint() - 1
  const columns = body.varint()
  let isSame =
    flags === ((shape.isNumeric ? 0 : 1) | (layout.stamped ? 2 : 0)) && keyColumn === layout.keyColumn && columns === layout.columns.length
  for (let i = 0; isSame && i < columns; i++) isSame = body.u8() === columnCode[layout.columns[i]]
  if (!isSame) throw body.fail('a leaf of another layout')
}

function readKeys(body: BytesReader, leaf: Leaf, count: number): void {
  if (leaf.shape.isNumeric) readNumbers(body, leaf.keys as Float64Array, count)
  else leaf.keys = readBinaryKeys(body, count)
  const keys = leaf.keys
  // Also refuses NaN, which is in no order.
  for (let i = 1; i < count; i++) if (!(keys[i] > keys[i - 1])) throw body.fail('keys out of order')
  if (count > 0 && leaf.shape.isNumeric && hasBadNumber(keys as Float64Array, count)) throw body.fail('a key that is not a number, or -0')
}

function hasBadNumber(keys: Float64Array, count: number): boolean {
  if (Number.isNaN(keys[0])) return true
  for (let i = 0; i < count; i++) if (keys[i] === 0 && 1 / keys[i] < 0) return true
  return false
}

/** A key column of kind 'i32' is an array of its own in memory. */
function fillKeyColumn(body: BytesReader, leaf: Leaf): void {
  const position = leaf.shape.layout.keyColumn
  if (position === -1 || leaf.shape.codes[position] === aliasCode) return
  const items = leaf.columns[position]
  for (let i = 0; i < leaf.count; i++) {
    items[i] = leaf.keys[i]
    if (items[i] !== leaf.keys[i]) throw body.fail(`the key ${leaf.keys[i]} in a column of 32-bit integers`)
  }
}
