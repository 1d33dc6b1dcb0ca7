// A file of pages that were written together. Made by file-page-store.ts.
//
//   offset  size  meaning
//   0       4     magic "ZPKS"
//   4       1     format version, 1
//   5       3     zero
//   8       4     count of pages
//   12      4     CRC-32 of the index
//   16      36·n  index: SHA-256 of the page (32), its length (4)
//   …       …     the pages, one after another

import type { FileHandle } from 'node:fs/promises'
import { asPageHash, type PageHash } from '@zendb/shared/base/brand'
import { crc32 } from '@zendb/shared/base/checksum'
import { fromHex, toHex } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'

type Bytes = Uint8Array<ArrayBuffer>

export interface PackedPage {
  readonly hash: PageHash
  /** Offset in the file. */
  readonly at: number
  readonly length: number
}

const magic = 0x534b505a
const formatVersion = 1
const headBytes = 16
const entryBytes = 36

export function encodePackHead(pages: ReadonlyMap<PageHash, Bytes>): Bytes {
  const head = new Uint8Array(headBytes + entryBytes * pages.size)
  const view = new DataView(head.buffer)
  view.setUint32(0, magic, true)
  head[4] = formatVersion
  view.setUint32(8, pages.size, true)
  let at = headBytes
  for (const [hash, bytes] of pages) {
    head.set(fromHex(hash), at)
    view.setUint32(at + 32, bytes.length, true)
    at += entryBytes
  }
  view.setUint32(12, crc32(head, headBytes), true)
  return head
}

/** Where the pages of a pack are. Throws STORAGE_CORRUPT_PAGE or STORAGE_FORMAT_VERSION. */
export async function readPackIndex(handle: FileHandle, path: string): Promise<readonly PackedPage[]> {
  const { size } = await handle.stat()
  const head = await readExactly(handle, 0, Math.min(headBytes, size))
  const view = new DataView(head.buffer)
  if (head.length < headBytes || view.getUint32(0, true) !== magic) throw corrupt(path, 'it does not begin as a pack of pages')
  if (head[4] > formatVersion)
    throw new ZenError('STORAGE_FORMAT_VERSION', `${path} has format ${head[4]}, this ZenDB reads up to ${formatVersion}; upgrade ZenDB`, {
      details: { path },
    })
  const count = view.getUint32(8, true)
  if (entryBytes * count > size - headBytes) throw corrupt(path, 'its index is cut off')
  const index = await readExactly(handle, headBytes, entryBytes * count)
  if (crc32(index, 0) !== view.getUint32(12, true)) throw corrupt(path, 'the checksum of its index is wrong')
  const lengths = new DataView(index.buffer)
  const pages: PackedPage[] = []
  let at = headBytes + index.length
  for (let i = 0; i < count; i++) {
    const length = lengths.getUint32(entryBytes * i + 32, true)
    pages.push({ hash: asPageHash(toHex(index.subarray(entryBytes * i, entryBytes * i + 32))), at, length })
    at += length
  }
  if (at !== size) throw corrupt(path, `it has ${size} bytes instead of ${at}`)
  return pages
}

export async function readExactly(handle: FileHandle, position: number, length: number): Promise<Bytes> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done)
    if (bytesRead === 0) return bytes.slice(0, done)
    done += bytesRead
  }
  return bytes
}

function corrupt(path: string, reason: string): ZenError {
  return new ZenError('STORAGE_CORRUPT_PAGE', `${path} is damaged: ${reason}; restore the database from the server or a backup`, {
    details: { path, reason },
  })
}
