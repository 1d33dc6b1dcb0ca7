// A server on a store with one damaged object: it has what was acknowledged, or says which object is damaged; it never has anything else,
// never hangs, and never writes over the object. Damage is of the kind that disks, copies and restores make: cut, changed, spliced, lost,
// replaced by another object; and of the kind that an enemy makes, whose containers are well formed.

import { beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '@zendb/shared/base/clock'
import { ZenError } from '@zendb/shared/base/errors'
import { seededRandom } from '@zendb/shared/base/random'
import { damaged } from '@zendb/shared/testing/hostile-bytes'
import { sealed } from '../durable/manifest-codec.ts'
import { decodeSegment, encodeSegment } from '../durable/segment-codec.ts'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import { EngineBranchService } from './engine-branch-service.ts'

type Bytes = Uint8Array<ArrayBuffer>

const seed = Number(process.env['ZENDB_SEED'] ?? Date.now() % 1_000_000)
const rounds = Number(process.env['ZENDB_ROUNDS'] ?? 25)

/** `createsDatabases`, as with --dev: what cannot be read must not be taken for what is not there. */
function serve(objects: MemoryObjectStore): EngineBranchService {
  const sleep = (): Promise<void> => Promise.resolve()
  return new EngineBranchService({
    objects,
    clock: new ManualClock(),
    random: seededRandom(seed),
    holder: 'test',
    sleep,
    createsDatabases: true,
  })
}

const rowsOf = 'SELECT * FROM t ORDER BY id'
/** Every object of the store, as the last server left it. */
const objects = new Map<string, Bytes>()
/** What a server shows that reads these objects. */
let whole: unknown

/** State, rows and all pages, as a server has them. */
async function look(store: MemoryObjectStore): Promise<unknown> {
  const service = serve(store)
  const main = await service.open('shop', 'main')
  const { rows } = await main.query(rowsOf, [])
  const { hash, lsn } = await main.commit()
  const records = await main.acceptor.recordsAfter(lsn, 10)
  const draft = await service.open('shop', 'draft')
  return { rows, hash, lsn, records, draft: (await draft.query(rowsOf, [])).rows, draftHash: (await draft.commit()).hash }
}

async function openAll(store: MemoryObjectStore): Promise<void> {
  const service = serve(store)
  for (const branch of ['main', 'draft']) await service.open('shop', branch)
}

function storeWith(changes: ReadonlyMap<string, Bytes | null>): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore()
  for (const [key, bytes] of new Map([...objects, ...changes])) if (bytes !== null) void store.put(key, bytes)
  return Promise.resolve(store)
}

beforeAll(async () => {
  const store = new MemoryObjectStore()
  const service = serve(store)
  const main = await service.open('shop', 'main')
  await main.query('CREATE TABLE t (id int PRIMARY KEY, a text, b int UNIQUE)', [])
  await main.query("INSERT INTO t SELECT i, 'row ' || i, i FROM generate_series(1, 400) i", [])
  await service.create('shop', 'draft', 'main')
  for (let id = 500; id < 503; id++) await main.query('INSERT INTO t VALUES ($1, $2, $3)', [id, 'late', id])
  await (await service.open('shop', 'draft')).query("UPDATE t SET a = 'draft' WHERE id = 1", [])
  await service.close()
  const next = await serve(store).open('shop', 'main')
  for (let id = 600; id < 604; id++) await next.query('INSERT INTO t VALUES ($1, $2, $3)', [id, 'last', id])
  for (const key of await store.list('')) objects.set(key, (await store.get(key)) ?? new Uint8Array())
  whole = await look(await storeWith(new Map()))
})

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/'))

function isEndOfLog(key: string): boolean {
  return (
    key.endsWith('.wal') &&
    [...objects.keys()]
      .filter(other => folderOf(other) === folderOf(key))
      .sort()
      .at(-1) === key
  )
}

/** Looks at the store with one object replaced; answers what happened, in one word for the statistics. */
async function judge(key: string, bytes: Bytes | null, hint: string): Promise<'unharmed' | 'told'> {
  const store = await storeWith(new Map([[key, bytes]]))
  const startMs = performance.now()
  let outcome: 'unharmed' | 'told' = 'unharmed'
  try {
    expect(await look(store), `${key} ${hint}`).toEqual(whole)
  } catch (error) {
    if (!(error instanceof ZenError)) throw new Error(`${key} ${hint}: ${String(error)}`, { cause: error })
    expect(error.code, `${key} ${hint}: ${error.message}`).toMatch(/^STORAGE_(CORRUPT|MISSING|FORMAT)/)
    expect(error.message, `${key} ${hint}`).toContain(key)
    outcome = 'told'
  }
  expect(performance.now() - startMs, `${key} ${hint}`).toBeLessThan(15_000)
  // HEAD is a hint, and made anew.
  if (!key.endsWith('/HEAD')) expect(await store.get(key), `${key} ${hint}`).toEqual(bytes)
  return outcome
}

const kinds = [
  ['manifests', /\.man$/],
  ['hints at the newest manifest', /\/HEAD$/],
  ['log segments', /\.wal$/],
  ['packs', /\.pack$/],
] as const

describe.each(kinds)('damaged %s', (_name, pattern) => {
  const keys = (): string[] => [...objects.keys()].filter(key => pattern.test(key))
  const samples = (): Bytes[] => keys().map(key => objects.get(key) ?? new Uint8Array())

  test(`are named or do no harm, seed ${seed}`, { timeout: 120_000 }, async () => {
    const random = seededRandom(seed)
    expect(keys().length).toBeGreaterThan(0)
    const outcomes: string[] = []
    for (const key of keys()) {
      const own = objects.get(key) ?? new Uint8Array()
      for (let round = 0; round < rounds; round++)
        outcomes.push(await judge(key, damaged([own, ...samples()], random).bytes, `seed ${seed}, round ${round}`))
      outcomes.push(await judge(key, new Uint8Array(), 'emptied'), await judge(key, random.bytes(own.length), `random bytes, seed ${seed}`))
    }
    // A damaged hint costs a listing.
    expect(outcomes.includes('told')).toBe(!pattern.test('/HEAD'))
  })

  test('are named or do no harm when another object of their kind stands in their place, or nothing', { timeout: 120_000 }, async () => {
    for (const key of keys()) {
      // Where the first free slot is, the log ends: nothing tells that one was filled.
      if (!isEndOfLog(key)) await judge(key, null, 'lost')
      for (const other of keys())
        if (other !== key && folderOf(other) === folderOf(key)) await judge(key, objects.get(other) ?? null, `replaced by ${other}`)
    }
  })

  test(
    `are refused by a typed error, or believed, when an enemy made their checksums right, seed ${seed}`,
    { timeout: 120_000 },
    async () => {
      const random = seededRandom(seed + 1)
      for (const key of keys().filter(one => /\.(man|wal)$/.test(one))) {
        const own = objects.get(key) ?? new Uint8Array()
        for (let round = 0; round < rounds; round++) {
          const content = damaged([own.slice(0, -32)], random).bytes
          const store = await storeWith(new Map([[key, sealed(content)]]))
          // Who can write the store can also write another history: what a server then shows is that.
          const error = await openAll(store).catch((cause: unknown) => cause)
          if (error !== undefined) expect(error, `${key} seed ${seed}, round ${round}`).toBeInstanceOf(ZenError)
        }
      }
    },
  )
})

describe('well-formed objects with wrong contents', () => {
  const segments = (): string[] => [...objects.keys()].filter(key => key.includes('/wal/main/')).sort()
  const read = (key: string) => decodeSegment(objects.get(key) ?? new Uint8Array(), key)

  test('records that are not those of their positions are refused, with the name of their segment', async () => {
    const [before, last] = segments().slice(-2)
    const bytes = encodeSegment({ ...read(last), records: read(before).records })
    expect(await judge(last, bytes, 'with the records of the segment before it')).toBe('told')
  })

  test('a record that does not decode is refused, with the name of its segment', async () => {
    const last = segments().at(-1) ?? ''
    const segment = read(last)
    for (const record of [new Uint8Array(0), Uint8Array.of(1, 2, 3), segment.records[0].slice(0, -1)])
      expect(await judge(last, encodeSegment({ ...segment, records: [record] }), 'with another record')).toBe('told')
  })
})

test('a server that cannot read its log leaves nothing behind, however often it tries', async () => {
  const [first] = [...objects.keys()].filter(key => key.includes('/wal/main/') && !isEndOfLog(key)).slice(-1)
  const store = await storeWith(new Map([[first, new Uint8Array(7)]]))
  const keys = await store.list('')
  for (let i = 0; i < 3; i++) await expect(look(store)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_LOG', details: { key: first } })
  expect(await store.list('')).toEqual(keys)
})
