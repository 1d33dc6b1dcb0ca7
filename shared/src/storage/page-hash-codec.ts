// Page hashes inside pages: 32 bytes each. Called by leaf-page.ts and inner-page.ts.

import { asPageHash, type PageHash } from '../base/brand.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { fromHex, toHex } from '../base/content-hash.ts'

export const pageHashBytes = 32

export function writePageHash(writer: BytesWriter, hash: PageHash): void {
  writer.raw(fromHex(hash))
}

export function readPageHash(reader: BytesReader): PageHash {
  return asPageHash(toHex(reader.raw(pageHashBytes)))
}
