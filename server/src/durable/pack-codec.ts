// A pack: pages of one checkpoint in one object, so that a checkpoint costs few requests and neighbours are read together.
// Named by its own hash: a PUT that is repeated does no harm.
//
// u32 "ZPAK" · u8 version · pages, one after the other, in the order given (key order within a tree)
// footer: varint created, ms · varint pages, each: 32 bytes hash, varint bytes · u32 footer bytes, these 4 included
//
// History: 1 first version.

import { asPageHash, type PageHash } from '@zendb/shared/base/brand'
import { BytesReader } from '@zendb/shared/base/bytes-reader'
import { BytesWriter } from '@zendb/shared/base/bytes-writer'
import { fromHex, toHex } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'
import { pageMaxBytes } from '@zendb/shared/base/limits'
import { sha256, type PackEntry } from './manifest-codec.ts'

const magic = 0x4b41505a
const version = 1
const headBytes = 5
const hashBytes = 32
const tailBytes = 4

/** One PUT without multipart, and a size that a cold reader can fetch whole. */
export const packTargetBytes = 4 * 1024 * 1024

/** Where a page lies. */
export interface PageAddress {
  readonly pack: string
  /** Place in the pack's footer, from 0. */
  readonly number: number
  readonly start: number
  readonly end: number
}

export interface Pack {
  readonly entry: PackEntry
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly addresses: ReadonlyMap<PageHash, PageAddress>
}

export interface PackFooter {
  readonly createdMs: number
  readonly addresses: ReadonlyMap<PageHash, PageAddress>
}

/** Makes packs of about `packTargetBytes` each. */
export function makePacks(pages: Iterable<readonly [PageHash, Uint8Array<ArrayBuffer>]>, createdMs: number): readonly Pack[] {
  const packs: Pack[] = []
  let group: [PageHash, Uint8Array<ArrayBuffer>][] = []
  let size = 0
  for (const [hash, bytes] of pages) {
    if (group.length > 0 && size + bytes.length > packTargetBytes) {
      packs.push(makePack(group, createdMs))
      group = []
      size = 0
    }
    group.push([hash, bytes])
    size += bytes.length
  }
  if (group.length > 0) packs.push(makePack(group, createdMs))
  return packs
}

function makePack(pages: readonly (readonly [PageHash, Uint8Array<ArrayBuffer>])[], createdMs: number): Pack {
  const writer = new BytesWriter(packTargetBytes / 4)
  writer.u32(magic)
  writer.u8(version)
  for (const page of pages) writer.raw(page[1])
  const footerStart = writer.length
  writer.varint(createdMs)
  writer.varint(pages.length)
  for (const [hash, bytes] of pages) {
    writer.raw(fromHex(hash))
    writer.varint(bytes.length)
  }
  const footerBytes = writer.length - footerStart + tailBytes
  writer.u32(footerBytes)
  const bytes = writer.finish()
  const name = toHex(sha256(bytes))
  const addresses = new Map<PageHash, PageAddress>()
  let start = headBytes
  for (const [number, [hash, page]] of pages.entries()) {
    addresses.set(hash, { pack: name, number, start, end: start + page.length })
    start += page.length
  }
  return { entry: { name, byteLength: bytes.length, footerBytes, pageCount: pages.length, dead: [] }, bytes, addresses }
}

/** `key` names the object. */
export function corruptPack(key: string, reason: string): ZenError {
  return new ZenError('STORAGE_CORRUPT_PAGE', `pack ${key} cannot be used: ${reason}; restore the object from a copy`, { details: { key } })
}

/** Reads a pack's footer from its last `entry.footerBytes` bytes. Dead pages have no address. `key` names the object in errors. */
export function decodePackFooter(bytes: Uint8Array<ArrayBuffer>, entry: PackEntry, key: string): PackFooter {
  const fail = (reason: string): ZenError => corruptPack(key, reason)
  if (bytes.length !== entry.footerBytes) throw fail(`${bytes.length} bytes instead of ${entry.footerBytes}`)
  const reader = new BytesReader(bytes, fail)
  const createdMs = reader.varint()
  const addresses = new Map<PageHash, PageAddress>()
  const dead = new Set(entry.dead)
  let start = headBytes
  const count = reader.count(hashBytes + 1)
  for (let number = 0; number < count; number++) {
    const hash = asPageHash(toHex(reader.raw(hashBytes)))
    const length = reader.varint()
    if (length > pageMaxBytes) throw fail('a page above the limit')
    if (!dead.has(number)) addresses.set(hash, { pack: entry.name, number, start, end: start + length })
    start += length
  }
  if (reader.u32() !== entry.footerBytes || start + entry.footerBytes !== entry.byteLength) throw fail('lengths that do not add up')
  reader.end()
  return { createdMs, addresses }
}

/** Length of the footer, from the last four bytes of a pack: for tools that find a pack without a manifest. */
export function packFooterBytes(tail: Uint8Array<ArrayBuffer>): number {
  return new DataView(tail.buffer, tail.byteOffset, tail.byteLength).getUint32(tail.length - tailBytes, true)
}
