// What a store must know to open a database without reading its pages: the roots of all trees at one log position.
// JSON behind a header, because it is small, read once, and worth reading by people. docs/formats/manifest.md.
//
//   offset  size  meaning
//   0       4     magic "ZMAN"
//   4       1     format version, 1
//   5       3     zero
//   8       4     CRC-32 of the text
//   12      …     UTF-8 JSON of `Manifest`

import { crc32 } from '../base/checksum.ts'
import { ZenError } from '../base/errors.ts'
import type { RecentRequest } from './recent-requests.ts'

export interface TreeRoot {
  /** null: no rows. */
  readonly root: string | null
  readonly count: number
}

export interface TableRoots extends TreeRoot {
  readonly id: number
  readonly indexes: readonly (TreeRoot & { readonly name: string })[]
}

/** One head's roots, with the schema they belong to. */
export interface HeadRoots {
  /** schemaToJson text. */
  readonly schema: string
  readonly tables: readonly TableRoots[]
}

export interface Manifest extends HeadRoots {
  /** Hex of the 128-bit hash seed: decides where pages end, so it never changes. */
  readonly seed: string
  /** Log records up to this position are in the pages. */
  readonly logPosition: number
  readonly hlc: { readonly ms: number; readonly counter: number }
  readonly sequences: readonly { readonly name: string; readonly value: string; readonly isCalled: boolean }[]
  /** engine/recent-requests.ts */
  readonly requests?: readonly RecentRequest[]
  /** Hex of the origin table (sync/origin-table.ts) of an accepting branch. */
  readonly origins?: string
  /** What a synced replica knows besides its local state; null without a server. */
  readonly replica: ReplicaManifest | null
}

export interface ReplicaManifest {
  readonly confirmed: HeadRoots
  readonly lsn: number
  /** false: never heard of the server. */
  readonly hasStarted: boolean
  /** `shop@main`: whose state this is, and who decides on the outbox (rule R23). Absent: not known yet. */
  readonly branch?: string
  readonly region: string
  readonly vector: readonly (readonly [string, number])[]
  /** Own change sets without a verdict, then rejected ones not given up: hex of change-set bytes. */
  readonly outbox: readonly string[]
  readonly rejected: readonly { readonly changeSet: string; readonly rejection: string }[]
  /** Hex of the origin table as this replica knows it. */
  readonly origins: string
}

const magic = 'ZMAN'
const formatVersion = 1
const headerBytes = 12

export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(manifest))
  const bytes = new Uint8Array(headerBytes + text.length)
  for (let i = 0; i < magic.length; i++) bytes[i] = magic.charCodeAt(i)
  bytes[4] = formatVersion
  bytes.set(text, headerBytes)
  new DataView(bytes.buffer).setUint32(8, crc32(bytes, headerBytes), true)
  return bytes
}

/** Throws STORAGE_CORRUPT_MANIFEST or STORAGE_FORMAT_VERSION. */
export function decodeManifest(bytes: Uint8Array<ArrayBuffer>): Manifest {
  const fail = (reason: string, cause?: unknown): ZenError =>
    new ZenError('STORAGE_CORRUPT_MANIFEST', `the manifest is damaged: ${reason}; restore the database from the server or a backup`, {
      details: { reason },
      cause,
    })
  const isManifest = bytes.length >= headerBytes && [...magic].every((letter, i) => bytes[i] === letter.charCodeAt(0))
  if (!isManifest) throw fail('it does not begin as a manifest')
  if (bytes[4] > formatVersion)
    throw new ZenError(
      'STORAGE_FORMAT_VERSION',
      `the manifest has format ${bytes[4]}, this ZenDB reads up to ${formatVersion}; upgrade ZenDB`,
    )
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true)
  if (checksum !== crc32(bytes, headerBytes)) throw fail('its checksum is wrong')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(headerBytes))) as Manifest
  } catch (cause) {
    throw fail('it is not JSON', cause)
  }
}
