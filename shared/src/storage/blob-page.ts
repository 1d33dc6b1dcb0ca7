// A value above `inlineValueBytes` in a page of its own, named by its hash like every page.
//
// body: mode u8 0 = text (text-codec.ts, one item) · 1 = any cell by tag (base/cell-codec.ts)

import type { PageHash } from '../base/brand.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import type { Cell } from '../base/cell.ts'
import { readCell, writeCell } from '../base/cell-codec.ts'
import { corruptPage, framePage, openPage, pageKind } from './page-header.ts'
import { readTexts, writeTexts } from './text-codec.ts'

const textMode = 0
const cellMode = 1

/** Mirror of `decodeBlob`. */
export function encodeBlob(value: Cell): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter(4096)
  if (typeof value === 'string') {
    writer.u8(textMode)
    writeTexts(writer, [value])
  } else {
    writer.u8(cellMode)
    writeCell(writer, value)
  }
  return framePage(pageKind.blob, writer)
}

export function decodeBlob(bytes: Uint8Array<ArrayBuffer>, name: PageHash): Cell {
  const { kind, body } = openPage(bytes, name)
  if (kind !== pageKind.blob) throw corruptPage(name, `a page of kind ${kind} where a blob belongs`)
  const mode = body.u8()
  if (mode > cellMode) throw body.fail(`unknown blob mode ${mode}`)
  const value = mode === textMode ? readTexts(body, 1)[0] : readCell(body)
  body.end()
  return value
}
