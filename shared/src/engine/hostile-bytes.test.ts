// Every decoder of logs, manifests and messages against damaged bytes: a typed error, in time, or what was written, never anything else.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { crc32 } from '../base/checksum.ts'
import { asLsn, asOriginId } from '../base/brand.ts'
import { systemClock } from '../base/clock.ts'
import { seededRandom } from '../base/random.ts'
import { encodeChangeSet } from '../changes/change-set-codec.ts'
import { decodeChangeSet } from '../changes/change-set-reader.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { decodeClientMessage, encodeClientMessage } from '../sync/client-message-codec.ts'
import { decodeLogRecord, encodeLogRecord } from '../sync/log-record-codec.ts'
import { decodeOrigins, encodeOrigins } from '../sync/origin-table.ts'
import { decodeServerMessage, encodeServerMessage } from '../sync/server-message-codec.ts'
import { arbitraryChangeSet } from '../testing/arbitrary-change-set.ts'
import { damaged, outcome } from '../testing/hostile-bytes.ts'
import { BranchDatabase } from './branch-database.ts'
import { decodeLocalLogEntry, encodeLocalLogEntry } from './local-log-entry.ts'
import { decodeManifest, encodeManifest } from './manifest.ts'
import { RemotePageStore } from './remote-page-store.ts'
import { sequencesFromManifest } from './head-roots.ts'
import { ReplicaDatabase } from './replica-database.ts'

type Bytes = Uint8Array<ArrayBuffer>

const seed = Number(process.env['ZENDB_SEED'] ?? Date.now() % 1_000_000)
const rounds = Number(process.env['ZENDB_ROUNDS'] ?? 3_000)

interface Codec {
  readonly name: string
  readonly samples: () => readonly Bytes[]
  readonly decode: (bytes: Bytes) => unknown
  readonly encode: (value: never) => Bytes
  readonly codes: readonly string[]
  /** Where a checksum stands and where what it guards begins; null: none, the frame around it has one. */
  readonly checksum: { readonly at: number; readonly from: number } | null
}

const entries: Bytes[] = []
const manifests: Bytes[] = []
const records: Bytes[] = []
const changeSets: Bytes[] = fc.sample(arbitraryChangeSet, { numRuns: 30, seed }).map(encodeChangeSet)
const clientMessages: Bytes[] = []
const serverMessages: Bytes[] = []
const origins: Bytes[] = []

/** What a device and its server write and send in a short life. */
beforeAll(async () => {
  const serverPages = new MemoryPageStore()
  const log = new MemoryLogStore()
  const pages = new MemoryPageStore()
  const options = { name: 'shop', clock: systemClock, random: seededRandom(seed) }
  const branch = await BranchDatabase.open({ ...options, pageStore: serverPages, logStore: new MemoryLogStore() })
  await branch.database
    .connect()
    .executeScript('create table t (id int primary key, s text, u int unique); insert into t values (1, $$x$$, 1)')
  const pageStore = new RemotePageStore(pages, hashes => serverPages.read(hashes))
  const replica = await ReplicaDatabase.open({ ...options, pageStore, logStore: log })
  const { lsn, seed: treeSeed, roots, hlc, sequences } = await branch.checkpoint()
  await replica.start({ lsn, seed: treeSeed, roots, hlc, origins: [], sequences: sequencesFromManifest({ sequences }) })
  const session = replica.database.connect()
  const scripts = [
    'insert into t values (2, $$two$$, 2)',
    'create table w (a serial, b jsonb); insert into w (b) values ($$[1]$$)',
    'update t set s = s || s',
  ]
  for (const script of scripts) {
    for (const { durable } of await session.executeScript(script)) await durable
    clientMessages.push(encodeClientMessage({ kind: 'push', changeSets: replica.sendable }))
  }
  await branch.database.connect().execute('insert into t values (3, $$three$$, 3)')
  await (
    await session.execute('insert into t values (3, $$refused$$, 4)')
  ).durable
  await branch.accept(replica.sendable)
  const made = (await branch.recordsAfter(asLsn(0), 1000)) ?? []
  records.push(...made.map(encodeLogRecord))
  const state = await branch.checkpoint()
  const from = asLsn(0)
  serverMessages.push(
    encodeServerMessage({
      kind: 'batch',
      from,
      to: made[made.length - 1].lsn,
      vector: new Map([['main', 1]]),
      hlc: branch.hlc,
      records: made,
    }),
    encodeServerMessage({ kind: 'expect', origin: asOriginId('m1-x'), seq: 7 }),
    encodeServerMessage({ kind: 'error', code: 'AUTH_INVALID', message: 'no' }),
    encodeServerMessage({ kind: 'pong', nonce: 4, nowMs: 1_764_000_000_000, head: asLsn(9) }),
  )
  clientMessages.push(encodeClientMessage({ kind: 'ping', nonce: 3 }), encodeClientMessage({ kind: 'stream', from }))
  await replica.applyBatch(made, branch.hlc)
  const [refused] = replica.rejected
  if (refused !== undefined) await replica.discard([refused.changeSet])
  entries.push(...(await log.read(0)).map(({ bytes }) => bytes))
  origins.push(encodeOrigins([...state.origins.values()]))
  await replica.checkpoint()
  for (const store of [pages, serverPages]) {
    const manifest = await store.readManifest()
    if (manifest !== null) manifests.push(manifest)
  }
})

const codecs: readonly Codec[] = [
  { name: 'an entry of the local log', samples: () => entries, decode: bytes => decodeLocalLogEntry(bytes, 7), encode: encodeLocalLogEntry, codes: ['STORAGE_CORRUPT_LOG', 'STORAGE_FORMAT_VERSION'], checksum: { at: 4, from: 8 } },
  { name: 'a manifest', samples: () => manifests, decode: decodeManifest, encode: encodeManifest, codes: ['STORAGE_CORRUPT_MANIFEST', 'STORAGE_FORMAT_VERSION'], checksum: { at: 8, from: 12 } },
  { name: 'a log record', samples: () => records, decode: bytes => decodeLogRecord(bytes), encode: encodeLogRecord, codes: ['STORAGE_CORRUPT_LOG', 'STORAGE_FORMAT_VERSION'], checksum: null },
  { name: 'a change set', samples: () => changeSets, decode: bytes => decodeChangeSet(bytes), encode: encodeChangeSet, codes: ['STORAGE_CORRUPT_LOG', 'STORAGE_FORMAT_VERSION', 'PROTOCOL_MALFORMED', 'PROTOCOL_VERSION'], checksum: null },
  { name: 'a table of origins', samples: () => origins, decode: bytes => decodeOrigins(bytes), encode: encodeOrigins, codes: ['STORAGE_CORRUPT_MANIFEST', 'STORAGE_FORMAT_VERSION'], checksum: null },
  { name: 'a message of a client', samples: () => clientMessages, decode: decodeClientMessage, encode: encodeClientMessage, codes: ['PROTOCOL_MALFORMED', 'PROTOCOL_VERSION', 'STORAGE_FORMAT_VERSION'], checksum: null },
  { name: 'a message of a server', samples: () => serverMessages, decode: decodeServerMessage, encode: encodeServerMessage, codes: ['PROTOCOL_MALFORMED', 'PROTOCOL_VERSION', 'STORAGE_FORMAT_VERSION'], checksum: null },
] // prettier-ignore

describe.each(codecs)('$name', ({ samples, decode, encode, codes, checksum }) => {
  it('comes back as it was written', () => {
    expect(samples().length).toBeGreaterThan(0)
    for (const sample of samples()) expect(encode(decode(sample) as never)).toEqual(sample)
  })

  it(`is refused by name or decodes to something that can be written again, when it is damaged, seed ${seed}`, () => {
    const random = seededRandom(seed)
    let refused = 0
    for (let round = 0; round < rounds; round++) {
      const { bytes } = damaged(samples(), random)
      const found = outcome(() => decode(bytes))
      if (found.kind === 'refused') {
        refused++
        expect(codes, `seed ${seed}, round ${round}`).toContain(found.code)
      } else outcome(() => encode(found.result as never))
    }
    expect(refused).toBeGreaterThan(rounds / 10)
  }, 60_000)

  if (checksum === null) return
  const guard = checksum

  it(`is never anything else than what was written, seed ${seed}`, () => {
    const random = seededRandom(seed + 1)
    for (let round = 0; round < rounds; round++) {
      const { bytes } = damaged(samples(), random)
      const found = outcome(() => decode(bytes))
      if (found.kind === 'decoded') expect(samples(), `seed ${seed}, round ${round}`).toContainEqual(encode(found.result as never))
    }
  }, 60_000)

  it(`is refused by name or decodes also when an enemy has made the checksum right, seed ${seed}`, () => {
    const random = seededRandom(seed + 2)
    for (let round = 0; round < rounds; round++) {
      const { bytes } = damaged(samples(), random)
      if (bytes.length <= guard.from) continue
      new DataView(bytes.buffer).setUint32(guard.at, crc32(bytes, guard.from), true)
      const found = outcome(() => decode(bytes))
      if (found.kind === 'refused') expect(codes, `seed ${seed}, round ${round}`).toContain(found.code)
    }
  }, 60_000)
})
