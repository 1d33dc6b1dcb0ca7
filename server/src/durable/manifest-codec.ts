// A manifest: the state of a branch at its last checkpoint, and who may append after it. Immutable and numbered; number n + 1
// is made by creating its object, so two servers never both become the holder of one branch.
//
// u32 "ZMAN" · u8 version · varint number · varint epoch · text holder · 16 bytes nonce · varint created, ms
// varint first segment to replay · varint position of its first record · varint log start · varint oldest segment that may still exist
// u8 parent? text branch, varint manifest number
// varint packs, each: 32 bytes name, varint bytes, varint footer bytes, varint pages, varint dead ones, their numbers as differences
// u8 engine manifest? bytes · 32 bytes SHA-256 of all before
//
// History: 1 first version.

import { createHash } from 'node:crypto'
import { BytesReader } from '@zendb/shared/base/bytes-reader'
import { BytesWriter } from '@zendb/shared/base/bytes-writer'
import { fromHex, toHex } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'

const magic = 0x4e414d5a
const version = 1
export const checksumBytes = 32
export const nonceBytes = 16

/** A pack as a manifest lists it. */
export interface PackEntry {
  /** SHA-256 of the pack's bytes, lower-case hex: its name. */
  readonly name: string
  readonly byteLength: number
  readonly footerBytes: number
  readonly pageCount: number
  /** Numbers of pages that were deleted, ascending: they are there and are not found. */
  readonly dead: readonly number[]
}

export interface BranchManifest {
  /** Dense from 1 per branch. */
  readonly number: number
  /** Grows with every takeover: the fence. */
  readonly epoch: number
  /** Address of the server that may append, for forwarding; empty when nobody. */
  readonly holder: string
  /** Tells apart two writers of the same content: made anew for each manifest. */
  readonly nonce: Uint8Array<ArrayBuffer>
  readonly createdMs: number
  /** Segments from here on are not in the pages yet. */
  readonly firstSegment: number
  /** Log position of the first record of `firstSegment`, or of the next record when that segment does not exist yet. */
  readonly firstPosition: number
  /** Records below this position are forgotten: they are in the pages. */
  readonly logStart: number
  readonly oldestSegment: number
  readonly parent: { readonly branch: string; readonly manifest: number } | null
  readonly packs: readonly PackEntry[]
  /** Roots and the like: the engine's own words, opaque here. Null before the first checkpoint. */
  readonly engine: Uint8Array<ArrayBuffer> | null
}

export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}

/** `key` names the object. */
export function corruptManifest(key: string, reason: string): ZenError {
  return new ZenError('STORAGE_CORRUPT_MANIFEST', `manifest ${key} cannot be used: ${reason}; restore the object from a copy`, {
    details: { key },
  })
}

/** `bytes` and their checksum. */
export function sealed(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes.length + checksumBytes)
  whole.set(bytes)
  whole.set(sha256(bytes), bytes.length)
  return whole
}

/** What `sealed` was given; `fail` makes the error when the checksum does not fit. */
export function unsealed(bytes: Uint8Array<ArrayBuffer>, fail: (reason: string) => Error): Uint8Array<ArrayBuffer> {
  if (bytes.length < checksumBytes) throw fail('too short')
  const content = bytes.subarray(0, bytes.length - checksumBytes)
  if (Buffer.compare(sha256(content), bytes.subarray(content.length)) !== 0) throw fail('a wrong checksum')
  return content
}

/** Mirror of `decodeManifest`. */
export function encodeManifest(manifest: BranchManifest): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writer.u32(magic)
  writer.u8(version)
  writer.varint(manifest.number)
  writer.varint(manifest.epoch)
  writer.text(manifest.holder)
  writer.raw(manifest.nonce)
  writer.varint(manifest.createdMs)
  writer.varint(manifest.firstSegment)
  writer.varint(manifest.firstPosition)
  writer.varint(manifest.logStart)
  writer.varint(manifest.oldestSegment)
  writer.u8(manifest.parent === null ? 0 : 1)
  if (manifest.parent !== null) {
    writer.text(manifest.parent.branch)
    writer.varint(manifest.parent.manifest)
  }
  writer.varint(manifest.packs.length)
  for (const pack of manifest.packs) {
    writer.raw(fromHex(pack.name))
    writer.varint(pack.byteLength)
    writer.varint(pack.footerBytes)
    writer.varint(pack.pageCount)
    writer.varint(pack.dead.length)
    for (let i = 0; i < pack.dead.length; i++) writer.varint(pack.dead[i] - (i === 0 ? 0 : pack.dead[i - 1]))
  }
  writer.u8(manifest.engine === null ? 0 : 1)
  if (manifest.engine !== null) writer.bytes(manifest.engine)
  return sealed(writer.finish())
}

/** Mirror of `encodeManifest`; `key` names the object in errors. */
export function decodeManifest(bytes: Uint8Array<ArrayBuffer>, key: string): BranchManifest {
  const fail = (reason: string): ZenError => corruptManifest(key, reason)
  const reader = new BytesReader(unsealed(bytes, fail), fail)
  if (reader.u32() !== magic) throw fail('not a manifest')
  const found = reader.u8()
  if (found !== version)
    throw new ZenError('STORAGE_FORMAT_VERSION', `manifest ${key} has version ${found}; this ZenDB reads ${version}: upgrade it`, {
      details: { key },
    })
  const number = reader.varint()
  const epoch = reader.varint()
  const holder = reader.text()
  const nonce = reader.raw(nonceBytes).slice()
  const createdMs = reader.varint()
  const firstSegment = reader.varint()
  const firstPosition = reader.varint()
  const logStart = reader.varint()
  const oldestSegment = reader.varint()
  const parent = reader.u8() === 0 ? null : { branch: reader.text(), manifest: reader.varint() }
  const packs: PackEntry[] = []
  for (let left = reader.count(checksumBytes + 4); left > 0; left--) packs.push(readPackEntry(reader))
  const engine = reader.u8() === 0 ? null : reader.bytes().slice()
  reader.end()
  return { number, epoch, holder, nonce, createdMs, firstSegment, firstPosition, logStart, oldestSegment, parent, packs, engine }
}

function readPackEntry(reader: BytesReader): PackEntry {
  const name = toHex(reader.raw(checksumBytes))
  const byteLength = reader.varint()
  const footerBytes = reader.varint()
  const pageCount = reader.varint()
  if (footerBytes > byteLength) throw reader.fail('a footer longer than its pack')
  const dead: number[] = []
  let previous = 0
  for (let left = reader.count(); left > 0; left--) {
    previous += reader.varint()
    dead.push(previous)
  }
  return { name, byteLength, footerBytes, pageCount, dead }
}
