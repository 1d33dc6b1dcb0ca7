import { ZenError } from '@zendb/shared/base/errors'
import { seededRandom } from '@zendb/shared/base/random'
import { describe, expect, test } from 'vitest'
import { decodeManifest, encodeManifest, type BranchManifest } from './manifest-codec.ts'
import { keyPart, manifestKey, manifestNumber, nameOfKeyPart } from './object-names.ts'
import { decodeSegment, encodeSegment, noSegment, type Segment } from './segment-codec.ts'

const random = seededRandom(5)
const manifest: BranchManifest = {
  number: 12,
  epoch: 3,
  holder: 'http://127.0.0.1:4000',
  nonce: random.bytes(16),
  createdMs: 1_764_000_000_000,
  firstSegment: 40,
  firstPosition: 977,
  logStart: 980,
  oldestSegment: 2,
  parent: { branch: 'main', manifest: 7 },
  packs: [{ name: 'ab'.repeat(32), byteLength: 5000, footerBytes: 90, pageCount: 2, dead: [0, 5, 9] }],
  engine: random.bytes(40),
}
const segment: Segment = {
  kind: 'records',
  epoch: 3,
  nonce: random.bytes(16),
  createdMs: 1_764_000_000_000,
  previous: noSegment,
  firstPosition: 9,
  records: [new Uint8Array([1]), new Uint8Array(0), new Uint8Array(4000).fill(7)],
}

test('a manifest comes back as it was', () => {
  expect(decodeManifest(encodeManifest(manifest), 'k')).toEqual(manifest)
  const bare = { ...manifest, parent: null, engine: null, packs: [] }
  expect(decodeManifest(encodeManifest(bare), 'k')).toEqual(bare)
})

test('a segment comes back as it was, and equal bytes inside it are packed', () => {
  const bytes = encodeSegment(segment)
  expect(decodeSegment(bytes, 'k')).toEqual(segment)
  expect(bytes.length).toBeLessThan(300)
  const fence: Segment = { ...segment, kind: 'fence', records: [] }
  expect(decodeSegment(encodeSegment(fence), 'k')).toEqual(fence)
})

describe.each([
  ['manifest', encodeManifest(manifest), (bytes: Uint8Array<ArrayBuffer>) => decodeManifest(bytes, 'key/of/it')],
  ['segment', encodeSegment(segment), (bytes: Uint8Array<ArrayBuffer>) => decodeSegment(bytes, 'key/of/it')],
] as const)('hostile bytes: %s', (_name, good, decode) => {
  test('any cut or changed byte is found, and the error names the object', () => {
    for (let at = 0; at < good.length; at++) {
      const bad = good.slice()
      bad[at] ^= 0x10
      expect(() => decode(bad)).toThrow(/key\/of\/it/)
      expect(() => decode(good.slice(0, at))).toThrow(ZenError)
    }
  })
})

test('free names become key parts and come back', () => {
  for (const name of ['main', 'feature/x', 'ä ö', '..', '.', 'a_b', 'A.b-c', '日本'])
    expect([keyPart(name), nameOfKeyPart(keyPart(name))]).toEqual([expect.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/), name])
  expect(keyPart('..')).not.toContain('..')
  expect(manifestNumber(manifestKey({ database: 'd', branch: 'b' }, 42))).toBe(42)
})
