// The frame of every page.
//
// offset | size | meaning
//      0 |    4 | magic "ZPAG"
//      4 |    1 | format version
//      5 |    1 | kind: 1 leaf, 2 inner node, 3 blob
//      6 |    4 | length of the whole page
//     10 |      | body: leaf-page.ts, inner-page.ts, blob-page.ts

import type { PageHash } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { ZenError } from '../base/errors.ts'
import { pageMaxBytes, valueMaxBytes } from '../base/limits.ts'

export const pageKind = { leaf: 1, inner: 2, blob: 3 } as const
export type PageKind = (typeof pageKind)[keyof typeof pageKind]

const magic = 0x4741505a
const formatVersion = 1
const headerBytes = 10
/** A blob holds one value: its UTF-16 form can be twice the limit, which counts UTF-8. */
const blobMaxBytes = 2 * valueMaxBytes + 64

/** The page around a body. */
export function framePage(kind: PageKind, body: BytesWriter): Uint8Array<ArrayBuffer> {
  const content = body.finish()
  const page = new Uint8Array(headerBytes + content.length)
  const view = new DataView(page.buffer)
  view.setUint32(0, magic, true)
  page[4] = formatVersion
  page[5] = kind
  view.setUint32(6, page.length, true)
  page.set(content, headerBytes)
  return page
}

/** Checks the frame; the reader stands at the body. `name` is the page's hash, for errors. */
export function openPage(bytes: Uint8Array<ArrayBuffer>, name: PageHash): { readonly kind: PageKind; readonly body: BytesReader } {
  const fail = (reason: string): ZenError => corruptPage(name, reason)
  const reader = new BytesReader(bytes, fail)
  if (bytes.length < headerBytes) throw fail(`a page of ${bytes.length} bytes`)
  if (reader.u32() !== magic) throw fail('no page magic')
  const version = reader.u8()
  if (version > formatVersion) {
    throw new ZenError('STORAGE_FORMAT_VERSION', `page ${name} has format version ${version}; this is ZenDB with ${formatVersion}`, {
      details: { page: name, version },
    })
  }
  if (version === 0) throw fail('format version 0')
  const kind = reader.u8()
  if (kind !== pageKind.leaf && kind !== pageKind.inner && kind !== pageKind.blob) throw fail(`unknown page kind ${kind}`)
  const length = reader.u32()
  if (length !== bytes.length) throw fail(`a page of ${bytes.length} bytes that says ${length}`)
  if (length > (kind === pageKind.blob ? blobMaxBytes : pageMaxBytes)) throw fail(`a page of ${length} bytes`)
  return { kind, body: reader }
}

/** The error that names the page. */
export function corruptPage(name: PageHash, reason: string): ZenError {
  return new ZenError('STORAGE_CORRUPT_PAGE', `page ${name} is corrupt: ${reason}`, { details: { page: name, reason } })
}
