// The canonical width of a cell in bytes: what the boundary rule and the leaf cap count, and who goes out of line.
// A function of the value alone, part of the page format, and cheap: it is not the encoded length.

import type { Cell } from '../base/cell.ts'
import { inlineValueBytes } from '../base/limits.ts'
import { BlobReference } from './blob-reference.ts'

/** Width of a value that is stored out of line. */
export const blobWidth = 40

/** True when the text's UTF-8 form is longer than `inlineValueBytes`. */
export function isLongText(text: string): boolean {
  const length = text.length
  if (length * 3 <= inlineValueBytes) return false
  if (length > inlineValueBytes) return true
  let bytes = length
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    // A surrogate pair is 4 bytes in 2 units: each half counts 2.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2
  }
  return bytes > inlineValueBytes
}

/** Width of a cell of a 'text' column. */
export function textWidth(cell: Cell): number {
  if (typeof cell !== 'string') return cell === null ? 0 : blobWidth
  const length = cell.length
  return length * 3 > inlineValueBytes && isLongText(cell) ? blobWidth : length
}

/** Width of a cell of an 'any' column. */
export function anyWidth(cell: Cell): number {
  if (cell === null) return 0
  if (typeof cell === 'string') return textWidth(cell)
  if (cell instanceof BlobReference) return blobWidth
  const width = valueWidth(cell, 0)
  return width > inlineValueBytes ? blobWidth : width
}

/** True when the cell of an 'any' or 'text' column is written to a page of its own. */
export function isOutOfLine(cell: Cell): boolean {
  if (cell === null || typeof cell === 'number' || typeof cell === 'boolean') return false
  if (typeof cell === 'string') return isLongText(cell)
  return !(cell instanceof BlobReference) && valueWidth(cell, 0) > inlineValueBytes
}

function valueWidth(value: unknown, depth: number): number {
  switch (typeof value) {
    case 'number':
      return 8
    case 'string':
      return value.length + 1
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? 8 : value.toString(16).length
    case 'object':
      return value === null ? 1 : objectWidth(value, depth)
    default:
      return 1
  }
}

function objectWidth(value: object, depth: number): number {
  if (value instanceof Uint8Array) return value.length + 1
  // Deeper than any value of ours: the codec refuses it, so the width need not go on.
  if (depth > 64) return inlineValueBytes + 1
  let width = 2
  if (Array.isArray(value)) {
    for (const item of value) width += valueWidth(item, depth + 1)
    return width
  }
  for (const name in value) {
    const item: unknown = (value as Record<string, unknown>)[name]
    if (name !== 'kind' && item !== undefined) width += valueWidth(item, depth + 1)
  }
  return width
}
