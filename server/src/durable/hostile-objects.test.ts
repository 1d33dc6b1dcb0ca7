// Every decoder of what comes from the object store against bytes of failing disks and of enemies: a typed error that names the object,
// in time and in little memory. What a server makes of such a store is in branches/damaged-store.test.ts.

import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { asPageHash } from '@zendb/shared/base/brand'
import { BytesWriter } from '@zendb/shared/base/bytes-writer'
import { ManualClock } from '@zendb/shared/base/clock'
import { toHex } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'
import { seededRandom } from '@zendb/shared/base/random'
import { damaged, outcome } from '@zendb/shared/testing/hostile-bytes'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import { decodeHead, encodeHead } from './head-hint.ts'
import { createBranch, takeBranch, type LeaseOptions } from './lease.ts'
import { readLatestManifest } from './manifest-chain.ts'
import { decodeManifest, encodeManifest, sealed, sha256, type BranchManifest } from './manifest-codec.ts'
import { headKey, manifestKey, segmentKey } from './object-names.ts'
import { decodePackFooter, makePacks } from './pack-codec.ts'
import {
  decodeSegment,
  encodeSegment,
  noSegment,
  segmentChecksum,
  segmentMaxBytes,
  segmentMaxRecords,
  type Segment,
} from './segment-codec.ts'

type Bytes = Uint8Array<ArrayBuffer>

const seed = Number(process.env['ZENDB_SEED'] ?? Date.now() % 1_000_000)
const rounds = Number(process.env['ZENDB_ROUNDS'] ?? 3_000)
const random = seededRandom(seed)
const key = 'db/shop/of/it'
const name = { database: 'shop', branch: 'main' }

const packs = makePacks(
  Array.from({ length: 9 }, (_, i) => {
    const page = random.bytes(40 + i)
    return [asPageHash(toHex(sha256(page))), page] as const
  }),
  1_764_000_000_000,
)
const [pack] = packs
const footer = pack.bytes.slice(pack.bytes.length - pack.entry.footerBytes)

const manifest: BranchManifest = {
  number: 12, epoch: 3, holder: 'http://127.0.0.1:4000', nonce: random.bytes(16), createdMs: 1_764_000_000_000, firstSegment: 40,
  firstPosition: 977, logStart: 980, oldestSegment: 2, parent: { branch: 'main', manifest: 7 },
  packs: [{ ...pack.entry, dead: [0, 5, 8] }], engine: random.bytes(40),
} // prettier-ignore
const segment: Segment = {
  kind: 'records', epoch: 3, nonce: random.bytes(16), createdMs: 1_764_000_000_000, previous: noSegment, firstPosition: 9,
  records: [new Uint8Array([1]), random.bytes(50), new Uint8Array(4000).fill(7)],
} // prettier-ignore
const fence: Segment = { ...segment, kind: 'fence', records: [] }

interface Kind {
  readonly name: string
  readonly samples: readonly Bytes[]
  readonly decode: (bytes: Bytes) => unknown
  readonly codes: readonly string[]
  /** Ends with a checksum of all before. */
  readonly isSealed: boolean
}

const kinds: readonly Kind[] = [
  {
    name: 'a manifest',
    samples: [encodeManifest(manifest), encodeManifest({ ...manifest, parent: null, engine: null, packs: [] })],
    decode: bytes => decodeManifest(bytes, key),
    codes: ['STORAGE_CORRUPT_MANIFEST', 'STORAGE_FORMAT_VERSION'],
    isSealed: true,
  },
  {
    name: 'a log segment',
    samples: [encodeSegment(segment), encodeSegment(fence), encodeSegment({ ...segment, records: [random.bytes(9)] })],
    decode: bytes => decodeSegment(bytes, key),
    codes: ['STORAGE_CORRUPT_LOG', 'STORAGE_FORMAT_VERSION'],
    isSealed: true,
  },
  {
    name: 'the footer of a pack',
    samples: [footer],
    decode: bytes => decodePackFooter(bytes, pack.entry, key),
    codes: ['STORAGE_CORRUPT_PAGE'],
    isSealed: false,
  },
]

function expectNamed(decode: () => unknown, codes: readonly string[], hint: string): void {
  const found = outcome(() => {
    try {
      return decode()
    } catch (error) {
      if (error instanceof ZenError) expect([error.message, error.details['key']], hint).toEqual([expect.stringContaining(key), key])
      throw error
    }
  })
  if (found.kind === 'refused') expect(codes, hint).toContain(found.code)
}

describe.each(kinds)('$name', ({ samples, decode, codes, isSealed }) => {
  test('is refused by its name when it is cut anywhere', () => {
    for (const sample of samples)
      for (let at = 0; at < sample.length; at++) {
        expect(() => decode(sample.slice(0, at)), `cut at ${at}`).toThrow(ZenError)
        expectNamed(() => decode(sample.slice(0, at)), codes, `cut at ${at}`)
      }
  })

  test(`is refused by its name, or is what was written, when it is damaged or random, seed ${seed}`, () => {
    for (let round = 0; round < rounds; round++) {
      const bytes = round % 4 === 0 ? random.bytes(random.below(300)) : damaged(samples, random).bytes
      const hint = `seed ${seed}, round ${round}`
      expectNamed(() => decode(bytes), codes, hint)
      // A splice may be another sample.
      if (isSealed && !samples.some(sample => Buffer.compare(sample, bytes) === 0)) expect(() => decode(bytes), hint).toThrow(ZenError)
    }
  })

  test(`is refused by its name, or decodes, when an enemy made its checksum right, seed ${seed}`, () => {
    if (!isSealed) return
    const contents = samples.map(sample => sample.slice(0, -32))
    for (let round = 0; round < rounds; round++)
      expectNamed(() => decode(sealed(damaged(contents, random).bytes)), codes, `seed ${seed}, round ${round}`)
  })
})

describe('a hint at the newest manifest', () => {
  test(`is the number that was written, or none, seed ${seed}`, () => {
    const hints = [1, 7, 12, 100_000].map(number => encodeHead(name, number))
    expect(hints.map(hint => decodeHead(name, hint))).toEqual([1, 7, 12, 100_000])
    for (let round = 0; round < rounds; round++)
      expect(decodeHead(name, damaged(hints, random).bytes), `seed ${seed}, round ${round}`).toSatisfy(
        (number: number) => number === 0 || [1, 7, 12, 100_000].includes(number),
      )
    for (const hint of hints) for (let at = 0; at < hint.length; at++) expect(decodeHead(name, hint.slice(0, at))).toBe(0)
    expect(decodeHead({ ...name, branch: 'draft' }, hints[0])).toBe(0)
  })
})

describe('a segment of an enemy', () => {
  function withPayload(count: number, plainBytes: number, payload: Uint8Array, packing: number): Bytes {
    const writer = new BytesWriter()
    writer.raw(encodeSegment(fence).subarray(0, 6))
    writer.varint(3)
    writer.raw(noSegment.subarray(0, 16))
    writer.varint(1)
    writer.raw(noSegment)
    for (const number of [1, count]) writer.varint(number)
    writer.u8(packing)
    writer.varint(plainBytes)
    writer.raw(payload)
    const bytes = writer.finish()
    bytes[5] = 0
    return sealed(bytes)
  }

  test('that inflates without end is given up at the length that it names, and a length above the limit at once', () => {
    const bomb = deflateRawSync(new Uint8Array(32 * 1024 * 1024))
    expect(() => decodeSegment(withPayload(1, 1000, bomb, 1), key)).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT_LOG' }))
    expect(() => decodeSegment(withPayload(1, segmentMaxBytes + 1, bomb, 1), key)).toThrow(/lengths that do not fit/)
  })

  test('with millions of empty records is refused before they are made', () => {
    const count = segmentMaxRecords + 1
    const empty = new Uint8Array(count)
    expect(() => decodeSegment(withPayload(count, count, deflateRawSync(empty), 1), key)).toThrow(/lengths that do not fit/)
    expect(decodeSegment(withPayload(3, 3, new Uint8Array(3), 0), key).records.length).toBe(3)
  })

  test('whose fence has records is refused', () => {
    const bytes = encodeSegment({ ...segment, kind: 'fence' })
    expect(() => decodeSegment(bytes, key)).toThrow(/a fence with records/)
  })
})

describe('well-formed objects in wrong places', () => {
  async function branch(): Promise<{ objects: MemoryObjectStore; options: LeaseOptions; take: () => ReturnType<typeof takeBranch> }> {
    const objects = new MemoryObjectStore()
    const options = { objects, clock: new ManualClock(), random: seededRandom(seed), holder: 'test', sleep: () => Promise.resolve() }
    await createBranch(options, name)
    const held = await takeBranch(options, name)
    for (let position = 1; position <= 3; position++) await held.log.append(position, [Uint8Array.of(position)], 'strict')
    await held.pages.write(new Map(), Uint8Array.of(1))
    return { objects, options, take: () => takeBranch(options, name) }
  }
  async function copy(objects: MemoryObjectStore, from: string, to: string): Promise<void> {
    const bytes = await objects.get(from)
    if (bytes === null) await objects.delete(to)
    else await objects.put(to, bytes)
  }
  const refused = (objectKey: string) => ({ message: expect.stringContaining(objectKey), details: { key: objectKey } })

  test('a manifest under a later number does not lead in circles', async () => {
    const { objects, take } = await branch()
    await copy(objects, manifestKey(name, 1), manifestKey(name, 4))
    await expect(readLatestManifest(objects, name)).rejects.toMatchObject(refused(manifestKey(name, 4)))
    await expect(take()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_MANIFEST' })
  })

  test('the newest manifest lost, and its hint there: an older one is not taken for it', async () => {
    const { objects, take } = await branch()
    await objects.delete(manifestKey(name, 3))
    const before = await objects.list('')
    await expect(take()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_MANIFEST', ...refused(manifestKey(name, 3)) })
    expect(await objects.list('')).toEqual(before)
  })

  test.each(['999999', '2', 'x', ''])('a hint %j leads nowhere else than to the newest manifest', async hint => {
    const { objects, take } = await branch()
    await objects.put(headKey(name), new TextEncoder().encode(hint))
    expect((await readLatestManifest(objects, name))?.number).toBe(3)
    expect((await take()).epoch).toBe(2)
    expect(decodeHead(name, await objects.get(headKey(name)))).toBe(4)
  })

  test('a segment lost in the middle of the log: its slot is not filled again', async () => {
    const { objects, take } = await branch()
    await objects.delete(segmentKey(name, 3))
    const before = await objects.list('')
    await expect(take()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_LOG', ...refused(segmentKey(name, 3)) })
    expect(await objects.list('')).toEqual(before)
  })

  test('positions out of order, or records of nobody, are refused, and nothing is written', async () => {
    for (const [firstPosition, epoch] of [
      [1, 1],
      [7, 1],
      [4, 9],
    ] as const) {
      // prettier-ignore
      const { objects, take } = await branch()
      const previous = segmentChecksum((await objects.get(segmentKey(name, 4))) ?? new Uint8Array(32))
      await objects.put(segmentKey(name, 5), encodeSegment({ ...segment, previous, firstPosition, epoch }))
      const before = await objects.list('')
      await expect(take()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_LOG', ...refused(segmentKey(name, 5)) })
      expect(await objects.list('')).toEqual(before)
    }
  })

  test('the log of a branch that has a state does not begin above it', async () => {
    const { objects, take } = await branch()
    await objects.put(segmentKey(name, 2), encodeSegment({ ...fence, epoch: 1, firstPosition: 3 }))
    await expect(take()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_LOG', ...refused(segmentKey(name, 2)) })
  })
})
