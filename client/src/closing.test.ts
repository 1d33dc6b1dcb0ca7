// `close()` and `destroy()` while calls are under way: what is answered is true, and what is refused did not happen.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '@zendb/shared/testing/eventually'
import type { ZenDBOptions } from './index.ts'
import { ZenDB } from './zen-db.ts'

const opened: ZenDB[] = []
let directory = ''

function open(options: ZenDBOptions = {}): ZenDB {
  const db = new ZenDB(options)
  opened.push(db)
  return db
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zendb-'))
})
afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  await rm(directory, { recursive: true, force: true })
})

const code = (reason: unknown): unknown => (reason as { code?: unknown }).code ?? reason

describe('closing', () => {
  it('finishes every call that was made before it, also before the database was open', async () => {
    for (let turns = 0; turns < 12; turns++) {
      const db = open()
      const created = db.exec('CREATE TABLE t (id int)')
      if (turns % 2 === 1) await created
      const calls = [
        created,
        ...[1, 2, 3].map(id => db.execute('INSERT INTO t VALUES ($1)', [id])),
        db.transaction(async tx => {
          await tx.execute('CREATE TABLE u (id int)')
          await new Promise(resolve => setTimeout(resolve, 1))
          await tx.execute('INSERT INTO u VALUES (5)')
        }),
        db.execute('INSERT INTO t VALUES (6)').synced,
        db.query('SELECT 1'),
      ]
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      const closed = db.close()
      await expect(db.query('SELECT 1')).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
      expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(calls.map(() => 'fulfilled'))
      await closed
    }
  })

  it('does not wait for ever for a transaction, which hears that nothing of it was stored', async () => {
    const db = open({ storage: { directory } })
    await db.exec('CREATE TABLE t (id int)')
    let goOn = (): void => {}
    const stuck = db.transaction(async tx => {
      await tx.execute('INSERT INTO t VALUES (1)')
      await new Promise<void>(resolve => (goOn = resolve))
      await tx.execute('INSERT INTO t VALUES (2)')
    })
    const behind = db.execute('INSERT INTO t VALUES (3)')
    const waiting = db.transaction(tx => tx.execute('INSERT INTO t VALUES (4)'))
    const outcomes = Promise.allSettled([behind, waiting])
    await db.query('SELECT 1')
    const startMs = performance.now()
    await db.close()
    expect(performance.now() - startMs).toBeLessThan(10_000)
    goOn()
    await expect(stuck).rejects.toMatchObject({ code: 'STORAGE_CLOSED', message: expect.stringContaining('nothing of it was stored') })
    const answers = (await outcomes).map(outcome => (outcome.status === 'fulfilled' ? 'stored' : code(outcome.reason)))
    const again = open({ storage: { directory } })
    const there = (await again.query<{ id: number }>('SELECT id FROM t ORDER BY id')).map(({ id }) => id)
    expect(there).toEqual([3, 4].filter((_, i) => answers[i] === 'stored'))
    for (const answer of answers) expect(['stored', 'STORAGE_CLOSED']).toContain(answer)
  }, 60_000)

  it('may be done inside a transaction, which is rolled back', async () => {
    const db = open()
    const work = db.transaction(async tx => {
      await tx.query('SELECT 1')
      await db.close()
      await tx.query('SELECT 1')
    })
    await expect(work).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
  }, 60_000)
})

describe('a list of parameters', () => {
  it('may be used again as soon as the call is made', async () => {
    const db = open()
    await db.exec('CREATE TABLE t (id int)')
    const row = [0]
    const seen: unknown[] = []
    const blocking = db.transaction(async tx => {
      await new Promise(resolve => setTimeout(resolve, 5))
      await tx.execute('INSERT INTO t VALUES (0)')
    })
    const writes = [1, 2, 3].map(id => {
      row[0] = id
      return db.execute('INSERT INTO t VALUES ($1)', row)
    })
    row[0] = 2
    db.subscribe('SELECT id FROM t WHERE id = $1', row).on('rows', rows => seen.push(...rows))
    row[0] = 9
    await Promise.all([blocking, ...writes])
    expect(await db.query('SELECT id FROM t ORDER BY id')).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }, { id: 3 }])
    await eventually(() => expect(seen).toEqual([{ id: 2 }]))
  })
})

describe('destroying', () => {
  it('twice at once, or again later, deletes nothing that came after it', async () => {
    const db = open({ storage: { directory } })
    await db.exec('CREATE TABLE t (id int)')
    await Promise.all([db.destroy(), db.destroy()])
    const fresh = open({ storage: { directory } })
    await fresh.exec('CREATE TABLE t (id int); INSERT INTO t VALUES (1)')
    await db.destroy()
    await fresh.close()
    const again = open({ storage: { directory } })
    expect(await again.query('SELECT id FROM t')).toEqual([{ id: 1 }])
  })
})
