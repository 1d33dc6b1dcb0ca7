// The stores of the browser in real IndexedDB: the contracts of the ports, and what only IndexedDB can do wrong.

import { deleteDB, openDB } from 'idb'
import { describe, expect, it, vi } from 'vitest'
import { asPageHash } from '@zendb/shared/base/brand'
import { contentHash } from '@zendb/shared/base/content-hash'
import { seededRandom } from '@zendb/shared/base/random'
import { describeLogStore } from '@zendb/shared/testing/log-store-contract'
import { describePageStore } from '@zendb/shared/testing/page-store-contract'
import { IndexedDbConnection } from './indexeddb-connection.ts'
import { IndexedDbLogStore } from './indexeddb-log-store.ts'
import { IndexedDbPageStore } from './indexeddb-page-store.ts'
import { encodeLogRun } from './log-run-codec.ts'

let names = 0
const freshName = (): string => `test-${performance.timeOrigin}-${++names}`
const connect = (
  name: string,
  owner = 'me',
  trouble: { lost?(): void; fenced?(): void } = {},
  identity: string | null = null,
): Promise<IndexedDbConnection> =>
  IndexedDbConnection.open({
    name,
    owner,
    identity,
    signal: new AbortController().signal,
    trouble: { lost: () => {}, fenced: () => {}, ...trouble },
  })

describePageStore('IndexedDbPageStore', async () => {
  const name = freshName()
  return { open: async () => new IndexedDbPageStore(await connect(name)), dispose: () => deleteDB(name) }
})

describeLogStore('IndexedDbLogStore', async () => {
  const name = freshName()
  return { open: async () => new IndexedDbLogStore(await connect(name)), dispose: () => deleteDB(name) }
})

const bytes = (...items: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(items)

describe('IndexedDB', () => {
  it('refuses the writes of an owner that was replaced, and keeps those of the new one', async () => {
    const name = freshName()
    let fenced = 0
    const replaced = await connect(name, 'old', { fenced: () => fenced++ })
    const [old, oldPages] = [new IndexedDbLogStore(replaced), new IndexedDbPageStore(replaced)]
    await old.append(1, [bytes(1)], 'relaxed')
    const log = new IndexedDbLogStore(await connect(name, 'new'))
    await expect(old.append(2, [bytes(9)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await expect(oldPages.write(new Map(), bytes(9))).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await expect(old.truncate(2)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await log.append(2, [bytes(2)], 'relaxed')
    expect(fenced).toBe(3)
    expect((await log.read(1)).map(entry => entry.bytes[0])).toEqual([1, 2])
  })

  it('refuses an append of an owner that was replaced, whoever comes first and whatever was truncated', async () => {
    const name = freshName()
    let fenced = 0
    const old = new IndexedDbLogStore(await connect(name, 'old', { fenced: () => fenced++ }))
    await old.append(1, [bytes(1)], 'relaxed')
    await old.append(2, [bytes(2)], 'relaxed')
    const log = new IndexedDbLogStore(await connect(name, 'new'))
    // Before the new owner has written anything, at the very place where it will write.
    await expect(old.append(3, [bytes(9)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await log.append(3, [bytes(3)], 'strict')
    await expect(old.append(3, [bytes(9)], 'strict')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await log.append(4, [bytes(4)], 'relaxed')
    // All that stood in its way is in pages now: its record lands below the beginning of the log, and is refused all the same.
    await log.truncate(5)
    await expect(old.append(3, [bytes(9)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(fenced).toBe(3)
    await log.append(5, [bytes(5)], 'relaxed')
    await log.seal()
    expect((await log.read(5)).map(entry => entry.bytes[0])).toEqual([5])
    const next = new IndexedDbLogStore(await connect(name, 'next'))
    await expect(log.append(6, [bytes(9)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await next.append(6, [bytes(6)], 'relaxed')
    expect((await next.read(5)).map(entry => entry.bytes[0])).toEqual([5, 6])
  })

  it('keeps one of two owners out of an empty database, and after one that never wrote', async () => {
    const name = freshName()
    const [a, b] = [new IndexedDbLogStore(await connect(name, 'a')), new IndexedDbLogStore(await connect(name, 'b'))]
    const c = new IndexedDbLogStore(await connect(name, 'c'))
    await expect(a.append(1, [bytes(8)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await c.append(1, [bytes(1)], 'relaxed')
    await expect(b.append(1, [bytes(9)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect((await c.read(1)).map(entry => entry.bytes[0])).toEqual([1])
  })

  it.each([1, 2, 3, 4, 5, 6])('loses nothing of what was acknowledged while owners replace each other, seed %i', async seed => {
    const random = seededRandom(seed)
    const name = freshName()
    const owners: { readonly log: IndexedDbLogStore; next: number; isLost: boolean }[] = []
    /** Acknowledged records by position. */
    const stored = new Map<number, number>()
    let begin = 1
    const working: Promise<unknown>[] = []
    const takeOver = async (): Promise<void> => {
      const log = new IndexedDbLogStore(await connect(name, `owner ${owners.length}`))
      const entries = await log.read(begin)
      owners.push({ log, next: Math.max(begin, (entries.at(-1)?.position ?? 0) + 1), isLost: false })
    }
    await takeOver()
    for (let step = 0; step < 120; step++) {
      const newest = owners.at(-1)
      // An earlier owner wakes up now and then, and goes on where it was.
      const owner = random.below(4) === 0 ? owners[random.below(owners.length)] : newest
      if (owner === undefined || owner.isLost) continue
      const kind = random.below(12)
      if (kind === 0) await takeOver()
      else if (kind === 1 && owner === newest) {
        await Promise.allSettled(working.splice(0))
        if (owner.isLost) continue
        // Everything so far is in pages.
        begin = owner.next
        working.push(owner.log.truncate(begin).catch(() => {}))
      } else {
        const position = owner.next
        const value = step + 1
        const appending = owner.log.append(position, [bytes(value)], kind === 2 ? 'strict' : 'relaxed').then(
          () => {
            expect(stored.has(position), `seed ${seed}: position ${position} was acknowledged twice`).toBe(false)
            stored.set(position, value)
            owner.next = position + 1
          },
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'LEASE_LOST' })
            owner.isLost = true
          },
        )
        working.push(appending)
        // One at a time for each owner, as a database's queue appends; others go on meanwhile.
        if (owner !== newest || random.below(3) > 0) await appending
        else await takeOver()
      }
    }
    await Promise.allSettled(working)
    await takeOver()
    const entries = (await owners.at(-1)?.log.read(begin)) ?? []
    expect(entries.map(entry => [entry.position, entry.bytes[0]])).toEqual(
      [...stored].filter(([position]) => position >= begin).sort(([a], [b]) => a - b),
    )
    expect(stored.size).toBeGreaterThan(20)
  })

  it('appends while a truncation empties the log', async () => {
    const name = freshName()
    const log = new IndexedDbLogStore(await connect(name))
    for (let position = 1; position < 40; position += 2) {
      await log.append(position, [bytes(position)], 'relaxed')
      // Issued together: the next record meets the mark that the truncation leaves, or keeps it from leaving one.
      const both = position % 4 === 1 ? [log.truncate(position + 1), log.append(position + 1, [bytes(0)], 'relaxed')] : []
      if (both.length === 0) both.push(log.append(position + 1, [bytes(0)], 'relaxed'), log.truncate(position + 1))
      await Promise.all(both)
      expect((await log.read(1)).map(entry => entry.position)).toEqual([position + 1])
    }
  })

  describe('on a device that is too full to be taken over', () => {
    /** Opens while the device refuses every byte. */
    async function openOnFullDevice(name: string, owner: string, trouble: { fenced?(): void } = {}): Promise<IndexedDbConnection> {
      const refused = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
        throw new DOMException('full', 'QuotaExceededError')
      })
      try {
        return await connect(name, owner, trouble)
      } finally {
        refused.mockRestore()
      }
    }

    it('reads, and takes over with the first write that fits', async () => {
      const name = freshName()
      const old = new IndexedDbLogStore(await connect(name, 'old'))
      await old.append(1, [bytes(1)], 'relaxed')
      const log = new IndexedDbLogStore(await openOnFullDevice(name, 'new'))
      expect((await log.read(1)).map(entry => entry.bytes[0])).toEqual([1])
      await Promise.all([log.append(2, [bytes(2)], 'relaxed'), log.append(3, [bytes(3)], 'relaxed')])
      // Where its own log ended.
      await expect(old.append(2, [bytes(9)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
      expect((await log.read(1)).map(entry => entry.bytes[0])).toEqual([1, 2, 3])
    })

    it('takes nothing over when somebody wrote after it had looked', async () => {
      const name = freshName()
      let fenced = 0
      const old = new IndexedDbLogStore(await connect(name, 'old'))
      const late = new IndexedDbLogStore(await openOnFullDevice(name, 'late', { fenced: () => fenced++ }))
      await old.append(1, [bytes(1)], 'relaxed')
      await expect(late.append(1, [bytes(9)], 'relaxed')).rejects.toMatchObject({ code: 'LEASE_LOST' })
      expect(fenced).toBe(1)
      await old.append(2, [bytes(2)], 'relaxed')
      expect((await old.read(1)).map(entry => entry.bytes[0])).toEqual([1, 2])
    })
  })

  it('never stores two records at one position', async () => {
    const log = new IndexedDbLogStore(await connect(freshName()))
    await log.append(1, [bytes(1)], 'relaxed')
    await expect(log.append(1, [bytes(2)], 'relaxed')).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    expect(await log.read(1)).toEqual([{ position: 1, bytes: bytes(1) }])
  })

  it('stores a view without the buffer behind it', async () => {
    const name = freshName()
    const pages = new IndexedDbPageStore(await connect(name))
    const view = new Uint8Array(100_000).subarray(10, 20)
    const hash = await contentHash(view)
    await pages.write(new Map([[hash, view]]), null)
    const [page] = await pages.read([hash])
    expect(page?.buffer.byteLength).toBe(10)
  })

  it('gives up what is under way when it is abandoned, and holds up nobody', async () => {
    const name = freshName()
    const abandon = new AbortController()
    const trouble = { lost: () => {}, fenced: () => {} }
    const connection = await IndexedDbConnection.open({ name, owner: 'me', identity: null, signal: abandon.signal, trouble })
    const [log, pages] = [new IndexedDbLogStore(connection), new IndexedDbPageStore(connection)]
    await log.append(1, [bytes(1)], 'relaxed')
    const underWay = [log.append(2, [bytes(2)], 'relaxed'), log.seal(), pages.write(new Map(), bytes(3)), log.read(1)]
    abandon.abort()
    const [appended, ...others] = await Promise.allSettled(underWay)
    for (const outcome of others) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORAGE_CLOSED' } })
    // An append was committed when it was issued: it needs this page no more, so it holds up nobody and is there.
    expect(appended.status).toBe('fulfilled')
    const next = new IndexedDbLogStore(await connect(name, 'next'))
    await next.append(3, [bytes(3)], 'relaxed')
    expect((await next.read(1)).map(entry => entry.bytes[0])).toEqual([1, 2, 3])
    await expect(IndexedDbConnection.open({ name, owner: 'late', identity: null, signal: abandon.signal, trouble })).rejects.toMatchObject({
      code: 'STORAGE_CLOSED',
    })
  })

  it('lets go when the database is deleted, and says so', async () => {
    const name = freshName()
    let lost = 0
    const pages = new IndexedDbPageStore(await connect(name, 'me', { lost: () => lost++ }))
    await deleteDB(name)
    expect(lost).toBe(1)
    await expect(pages.read([asPageHash('00')])).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
  })

  it('refuses a layout that is newer', async () => {
    const name = freshName()
    const created = await connect(name)
    created.close()
    const raw = await openDB(name, 1)
    await raw.put('meta', 2, 'format')
    raw.close()
    await expect(connect(name)).rejects.toMatchObject({ code: 'STORAGE_FORMAT_VERSION' })
  })

  it('refuses a database that another program made, or a far newer ZenDB', async () => {
    const name = freshName()
    const raw = await openDB(name, 2)
    raw.close()
    await expect(connect(name)).rejects.toMatchObject({ code: 'STORAGE_FORMAT_VERSION', details: { name: 'VersionError' } })
  })

  it('is another one when it was deleted and made anew, also for who comes back to it', async () => {
    const name = freshName()
    const { identity } = await connect(name)
    expect((await connect(name)).identity).toBe(identity)
    const again = await IndexedDbConnection.open({
      name,
      owner: 'me',
      identity,
      signal: new AbortController().signal,
      trouble: { lost: () => {}, fenced: () => {} },
    })
    expect(again.identity).toBe(identity)
    await deleteDB(name)
    await expect(
      IndexedDbConnection.open({
        name,
        owner: 'me',
        identity,
        signal: new AbortController().signal,
        trouble: { lost: () => {}, fenced: () => {} },
      }),
    ).rejects.toMatchObject({
      code: 'STORAGE_CLOSED',
    })
    expect((await connect(name)).identity).not.toBe(identity)
  })

  it('is left alone by who finds another one than the one it had: its owner goes on', async () => {
    const name = freshName()
    const { identity } = await connect(name)
    await deleteDB(name)
    let fenced = 0
    const theirs = new IndexedDbLogStore(await connect(name, 'them', { fenced: () => fenced++ }))
    await theirs.append(1, [bytes(1)], 'relaxed')
    await expect(connect(name, 'me', {}, identity)).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    await theirs.append(2, [bytes(2)], 'relaxed')
    await theirs.append(3, [bytes(3)], 'strict')
    expect(fenced).toBe(0)
    expect((await theirs.read(1)).map(entry => entry.bytes[0])).toEqual([1, 2, 3])
  })

  it('is not made by who comes back to one that was deleted', async () => {
    const name = freshName()
    const { identity } = await connect(name)
    await deleteDB(name)
    await expect(connect(name, 'me', {}, identity)).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    expect((await indexedDB.databases()).map(database => database.name)).not.toContain(name)
  })

  it('of a newer layout is refused as it is', async () => {
    const name = freshName()
    const first = await connect(name, 'them')
    first.close()
    const raw = await openDB(name, 1)
    await raw.put('meta', 2, 'format')
    await expect(connect(name)).rejects.toMatchObject({ code: 'STORAGE_FORMAT_VERSION' })
    expect(await raw.get('meta', 'owner')).toBe('them')
    raw.close()
  })

  it('of a time without identities gets one', async () => {
    const name = freshName()
    const first = await connect(name)
    first.close()
    const raw = await openDB(name, 1)
    await raw.delete('meta', 'identity')
    raw.close()
    const { identity } = await connect(name)
    expect(identity).toMatch(/^[0-9a-f]{32}$/)
    expect((await connect(name)).identity).toBe(identity)
  })

  it('names the position of a damaged record', async () => {
    const name = freshName()
    const created = await connect(name)
    created.close()
    const raw = await openDB(name, 1)
    await raw.put(
      'log',
      encodeLogRun([bytes(1, 2, 3)])
        .subarray(0, 10)
        .slice(),
      7,
    )
    raw.close()
    const log = new IndexedDbLogStore(await connect(name))
    await expect(log.read(1)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_LOG', details: { position: 7 } })
    await expect(log.seal()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_LOG', details: { position: 7 } })
  })

  it('seals a thousand appends into one record', async () => {
    const name = freshName()
    const log = new IndexedDbLogStore(await connect(name))
    for (let i = 0; i < 100; i++)
      await log.append(
        1 + 10 * i,
        Array.from({ length: 10 }, () => bytes(i)),
        'relaxed',
      )
    await log.seal()
    const raw = await openDB(name, 1)
    expect(await raw.count('log')).toBe(1)
    raw.close()
    expect((await log.read(1)).length).toBe(1000)
  })
})
