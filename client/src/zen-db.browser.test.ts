// ZenDB over IndexedDB in a real browser. Two objects in one page are two tabs to each other; real pages are in e2e/tests/two-tabs.e2e.ts.

import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '@zendb/shared/testing/eventually'
import { ZenDB, type ZenDBOptions } from './index.ts'

const opened: ZenDB[] = []
let names = 0
let name = ''

function open(options: ZenDBOptions = {}): ZenDB {
  const db = new ZenDB({ name, ...options })
  opened.push(db)
  return db
}

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  const last = new ZenDB({ name })
  await last.destroy()
})

describe('a database in IndexedDB', () => {
  it('is there again after closing, with and without a checkpoint', async () => {
    name = `browser-${performance.timeOrigin}-${++names}`
    const migrations = ['CREATE TABLE t (n int PRIMARY KEY, body text)']
    for (let round = 0; round < 3; round++) {
      const db = open({ migrations, durability: round === 1 ? 'strict' : 'relaxed' })
      expect((await db.query('SELECT n FROM t')).length).toBe(round)
      await db.execute('INSERT INTO t VALUES ($1, $2)', [round, 'x'.repeat(100)])
      await db.close()
    }
  })

  it('is there after a page that went away without closing', async () => {
    name = `browser-${performance.timeOrigin}-${++names}`
    const db = open()
    await db.exec('CREATE TABLE t (n int)')
    await Promise.all(Array.from({ length: 50 }, (_, i) => db.execute('INSERT INTO t VALUES ($1)', [i])))
    const hash = await db.rootHash()
    // What a crash leaves: nothing is written at the end, and the next opening takes the storage over.
    const { IndexedDbConnection } = await import('./storage/indexeddb-connection.ts')
    const taker = await IndexedDbConnection.open({
      name: `zendb:${name}`,
      owner: 'x',
      identity: null,
      signal: new AbortController().signal,
      trouble: { lost: () => {}, fenced: () => {} },
    })
    taker.close()
    // Fenced, it asks for the lock anew and opens again.
    await db.execute('INSERT INTO t VALUES (50)')
    expect(await db.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 51 }])
    await db.execute('DELETE FROM t WHERE n = 50')
    expect(await db.rootHash()).not.toBe('')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is shared by two objects, and the second takes over when the first closes', async () => {
    name = `browser-${performance.timeOrigin}-${++names}`
    const first = open()
    await first.exec('CREATE TABLE t (n int PRIMARY KEY)')
    const second = open()
    const seen: unknown[] = []
    second.subscribe('SELECT n FROM t ORDER BY n').on('rows', rows => seen.push(rows))
    await second.execute('INSERT INTO t VALUES (1)')
    await eventually(() => expect(seen.at(-1)).toEqual([{ n: 1 }]))
    expect([first.status.role, second.status.role]).toEqual(['leading', 'following'])
    await first.execute('INSERT INTO t VALUES (2)')
    await eventually(() => expect(seen.at(-1)).toEqual([{ n: 1 }, { n: 2 }]))
    await first.close()
    await second.transaction(async tx => {
      await tx.execute('INSERT INTO t VALUES (3)')
    })
    await eventually(() => expect(seen.at(-1)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]))
    expect(second.status.role).toBe('leading')
  })

  it('is deleted for all', async () => {
    name = `browser-${performance.timeOrigin}-${++names}`
    const [first, second, third] = [open(), open(), open()]
    await first.exec('CREATE TABLE t (n int)')
    for (const db of [second, third]) await db.query('SELECT * FROM t')
    const errors: unknown[] = []
    first.on('error', error => errors.push(error))
    await third.destroy()
    await eventually(() => expect(errors).toEqual([expect.objectContaining({ code: 'STORAGE_CLOSED' })]))
    await expect(first.query('SELECT 1')).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    const fresh = open()
    await expect(fresh.query('SELECT * FROM t')).rejects.toMatchObject({ code: '42P01' })
  })

  it('loads much at once', async () => {
    name = `browser-${performance.timeOrigin}-${++names}`
    const db = open()
    await db.exec('CREATE TABLE big (id int PRIMARY KEY, body text)')
    const { count } = await db.execute("INSERT INTO big SELECT n, 'row ' || n FROM generate_series(1, 20000) AS n")
    expect(count).toBe(20000)
    await db.close()
    const again = open()
    expect(await again.query('SELECT body FROM big WHERE id = 19999')).toEqual([{ body: 'row 19999' }])
    expect(await again.query('SELECT count(*) AS n FROM big')).toEqual([{ n: 20000 }])
  })
})
