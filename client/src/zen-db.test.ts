import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '@zendb/shared/testing/eventually'
import type { LiveChange } from './subscription.ts'
import { ZenDB } from './zen-db.ts'
import type { ZenDBOptions } from './options/zen-db-options.ts'

const opened: ZenDB[] = []

function open(options: ZenDBOptions = {}): ZenDB {
  const db = new ZenDB(options)
  opened.push(db)
  return db
}

async function withUsers(): Promise<ZenDB> {
  const db = open()
  await db.exec("CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL); INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob')")
  return db
}

afterEach(async () => {
  vi.useRealTimers()
  for (const db of opened.splice(0)) await db.close()
})

describe('statements', () => {
  it('answer rows and counts', async () => {
    const db = await withUsers()
    expect(await db.execute('INSERT INTO users VALUES ($1, $2)', [3, 'Cy'])).toEqual({ rows: [], count: 1, command: 'INSERT 0 1' })
    expect(await db.query('SELECT * FROM users WHERE id > ? ORDER BY id', [1])).toEqual([
      { id: 2, name: 'Bob' },
      { id: 3, name: 'Cy' },
    ])
    expect(await db.execute('DELETE FROM users WHERE id = 1 RETURNING name')).toEqual({
      rows: [{ name: 'Ada' }],
      count: 1,
      command: 'DELETE 1',
    })
  })

  it('made before the database is open wait for it', async () => {
    const db = open()
    const all = [db.exec('CREATE TABLE t (n int)'), db.execute('INSERT INTO t VALUES (1)'), db.query('SELECT n FROM t')] as const
    expect((await Promise.all(all))[2]).toEqual([{ n: 1 }])
  })

  it('answer values as documented', async () => {
    const db = open()
    const [row] = await db.query(`SELECT 1::int8 AS small, 9007199254740993 AS large, 1.50 AS price, date '2024-02-29' AS day,
      timestamptz '2024-02-29 12:00:00+00' AS at, '{"a": [1]}'::jsonb AS doc, '\\x01ff'::bytea AS bytes, ARRAY[1, 2] AS list, true AS yes, null AS nothing`)
    expect(row).toEqual({
      small: 1,
      large: 9007199254740993n,
      price: '1.50',
      day: '2024-02-29',
      at: new Date('2024-02-29T12:00:00Z'),
      doc: { a: [1] },
      bytes: Uint8Array.of(1, 255),
      list: [1, 2],
      yes: true,
      nothing: null,
    })
  })

  it('reject with the SQLSTATE, and the database goes on', async () => {
    const db = await withUsers()
    await expect(db.query('SELECT * FROM nobody')).rejects.toMatchObject({ name: 'SqlError', code: '42P01' })
    await expect(db.execute("INSERT INTO users VALUES (1, 'again')")).rejects.toMatchObject({ code: '23505' })
    await expect(db.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: '42601' })
    expect(await db.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 2 }])
  })

  it('cannot begin a transaction by themselves', async () => {
    const db = open()
    await expect(db.execute('BEGIN')).rejects.toMatchObject({ code: '25001', hint: expect.stringContaining('db.transaction') })
    await expect(db.exec('BEGIN; CREATE TABLE t (n int)')).rejects.toMatchObject({ code: '25001' })
    await expect(db.query('SELECT * FROM t')).rejects.toMatchObject({ code: '42P01' })
    await db.exec('BEGIN; CREATE TABLE t (n int); COMMIT; SELECT * FROM t')
  })

  it('refuse what is not SQL and not a list of parameters', async () => {
    const db = open()
    const untyped = db as unknown as { query(...args: unknown[]): Promise<unknown>; execute(...args: unknown[]): Promise<unknown> }
    await expect(untyped.query(7)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    await expect(untyped.query('SELECT $1', 7)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('[value] for $1'),
    })
    await expect(untyped.execute('SELECT $1', { a: 1 })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    expect(() => db.subscribe(null as unknown as string)).toThrowError(expect.objectContaining({ code: 'INVALID_OPTION' }))
  })

  it('run a script as one', async () => {
    const db = open()
    await expect(db.exec('CREATE TABLE t (n int); INSERT INTO t VALUES (1); INSERT INTO nowhere VALUES (1)')).rejects.toMatchObject({
      code: '42P01',
    })
    await expect(db.query('SELECT * FROM t')).rejects.toMatchObject({ code: '42P01' })
  })

  it('are synced when they are durable, without a server', async () => {
    const db = await withUsers()
    const write = db.execute("UPDATE users SET name = 'Eve' WHERE id = 1")
    await expect(write.synced).resolves.toBeUndefined()
    await expect(db.exec('SELECT 1').synced).resolves.toBeUndefined()
    const failed = db.execute('INSERT INTO nowhere VALUES (1)')
    await expect(failed.synced).rejects.toMatchObject({ code: '42P01' })
    await expect(failed).rejects.toMatchObject({ code: '42P01' })
  })
})

describe('a transaction', () => {
  it('counts as a whole', async () => {
    const db = await withUsers()
    const result = await db.transaction(async tx => {
      await tx.execute("INSERT INTO users VALUES (3, 'Cy')")
      expect(await db.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 2 }])
      return (await tx.query<{ n: number }>('SELECT count(*) AS n FROM users'))[0].n
    })
    expect(result).toBe(3)
    expect(await db.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 3 }])
  })

  it('rolls back when the function throws, and throws the same error', async () => {
    const db = await withUsers()
    const reason = new RangeError('no')
    const failed = db.transaction(async tx => {
      await tx.execute('DELETE FROM users')
      throw reason
    })
    await expect(failed).rejects.toBe(reason)
    expect(await db.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 2 }])
  })

  it('keeps what it read true: writers wait for it', async () => {
    const db = open()
    await db.exec('CREATE TABLE counter (n int); INSERT INTO counter VALUES (0)')
    const increment = (): Promise<void> =>
      db.transaction(async tx => {
        const [{ n }] = await tx.query<{ n: number }>('SELECT n FROM counter')
        await new Promise(resolve => setTimeout(resolve, 1))
        await tx.execute('UPDATE counter SET n = $1', [n + 1])
      })
    await Promise.all(Array.from({ length: 10 }, increment))
    expect(await db.query('SELECT n FROM counter')).toEqual([{ n: 10 }])
  })

  it('fails as a whole when an error in it was swallowed', async () => {
    const db = await withUsers()
    const failed = db.transaction(async tx => {
      await tx.execute("INSERT INTO users VALUES (3, 'Cy')")
      await tx.execute("INSERT INTO users VALUES (3, 'Cy')").catch(() => {})
    })
    await expect(failed).rejects.toMatchObject({ code: '25P02' })
    expect(await db.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 2 }])
  })

  it('can go back to a savepoint', async () => {
    const db = await withUsers()
    await db.transaction(async tx => {
      await tx.execute('SAVEPOINT before')
      await tx.execute("INSERT INTO users VALUES (1, 'again')").catch(() => tx.execute('ROLLBACK TO before'))
      await tx.execute("INSERT INTO users VALUES (3, 'Cy')")
    })
    expect(await db.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 3 }])
  })

  it('cannot end itself, and ends with its function', async () => {
    const db = await withUsers()
    await expect(db.transaction(tx => tx.execute('COMMIT'))).rejects.toMatchObject({ code: '25001' })
    const leaked = await db.transaction(async tx => tx)
    await expect(leaked.execute('DELETE FROM users')).rejects.toMatchObject({ code: '25P01' })
  })

  it('that only reads waits for nobody and cannot write', async () => {
    const db = await withUsers()
    await db.transaction(async () => {
      const seen = await db
        .transaction(
          async tx => {
            await expect(tx.execute('DELETE FROM users')).rejects.toMatchObject({ code: '25006' })
            return 'read'
          },
          { readOnly: true },
        )
        .catch((error: { code: string }) => error.code)
      expect(seen).toBe('25P02')
      expect(await db.transaction(tx => tx.query('SELECT name FROM users WHERE id = 1'), { readOnly: true })).toEqual([{ name: 'Ada' }])
    })
  })

  it('that does nothing for long is rolled back, because others wait', async () => {
    const db = await withUsers()
    vi.useFakeTimers()
    let goOn = (): void => {}
    const stuck = db.transaction(async tx => {
      await tx.execute('DELETE FROM users')
      await new Promise<void>(resolve => (goOn = resolve))
      await tx.execute('DELETE FROM users')
    })
    stuck.catch(() => {})
    await vi.advanceTimersByTimeAsync(1000)
    const waiting = db.execute("INSERT INTO users VALUES (3, 'Cy')")
    await vi.advanceTimersByTimeAsync(37_500)
    expect((await waiting).count).toBe(1)
    goOn()
    await expect(stuck).rejects.toMatchObject({ code: '25P03' })
    expect(await db.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 3 }])
  })
})

describe('a subscription', () => {
  it('tells the whole result at once, then each changed row once, and keeps the others', async () => {
    const db = await withUsers()
    const results: (readonly { id: number; name: string }[])[] = []
    const changes: [unknown, LiveChange][] = []
    const subscription = db
      .subscribe<{ id: number; name: string }>('SELECT * FROM users ORDER BY id')
      .on('rows', rows => results.push(rows))
      .on('change', (row, change) => changes.push([row, change as unknown as LiveChange]))
    await eventually(() => expect(results.length).toBe(1))
    expect(results[0]).toEqual([
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Bob' },
    ])
    expect(changes).toEqual([])
    await db.execute("UPDATE users SET name = 'Eve' WHERE id = 2")
    await eventually(() => expect(results.length).toBe(2))
    expect(changes).toEqual([
      [
        { id: 2, name: 'Eve' },
        { kind: 'update', key: [2], before: { id: 2, name: 'Bob' }, after: { id: 2, name: 'Eve' }, origin: 'local' },
      ],
    ])
    expect(results[1][0]).toBe(results[0][0])
    expect(subscription.rows).toBe(results[1])
    subscription.unsubscribe()
    await db.execute('DELETE FROM users')
    await db.query('SELECT 1')
    expect(results.length).toBe(2)
  })

  it('has parameters', async () => {
    const db = await withUsers()
    const seen: unknown[] = []
    db.subscribe('SELECT name FROM users WHERE id = $1', [3]).on('change', row => seen.push(row))
    await db.query('SELECT 1')
    await db.execute("INSERT INTO users VALUES (4, 'Dan')")
    await db.execute("INSERT INTO users VALUES (3, 'Cy')")
    await eventually(() => expect(seen).toEqual([{ name: 'Cy' }]))
  })

  it('shows a transaction when it is complete', async () => {
    const db = await withUsers()
    const counts: number[] = []
    db.subscribe<{ n: number }>('SELECT count(*) AS n FROM users').on('rows', ([{ n }]) => counts.push(n))
    await eventually(() => expect(counts).toEqual([2]))
    await db.transaction(async tx => {
      await tx.execute('DELETE FROM users')
      await tx.execute("INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob'), (3, 'Cy')")
    })
    await eventually(() => expect(counts).toEqual([2, 3]))
  })

  it('tells a late listener the present rows', async () => {
    const db = await withUsers()
    const subscription = db.subscribe('SELECT id FROM users')
    await eventually(() => expect(subscription.rows?.length).toBe(2))
    const seen: unknown[] = []
    subscription.on('rows', rows => seen.push(rows))
    await eventually(() => expect(seen).toEqual([subscription.rows]))
  })

  it('tells its own errors, or the database does', async () => {
    const db = await withUsers()
    const own: unknown[] = []
    const general: unknown[] = []
    db.on('error', error => general.push(error))
    db.subscribe('SELECT * FROM nobody').on('error', error => own.push(error))
    db.subscribe('DELETE FROM users')
    await eventually(() => {
      expect(own).toEqual([expect.objectContaining({ code: '42P01' })])
      expect(general).toEqual([expect.objectContaining({ code: '42601' })])
    })
  })

  it('survives a listener that throws', async () => {
    const db = await withUsers()
    const surfaced: unknown[] = []
    const onUnhandled = (error: unknown): void => void surfaced.push(error)
    process.once('unhandledRejection', onUnhandled)
    const reason = new RangeError('a bug of the app')
    const seen: number[] = []
    db.subscribe('SELECT id FROM users')
      .on('rows', () => {
        throw reason
      })
      .on('rows', rows => seen.push(rows.length))
    await eventually(() => {
      expect(seen).toEqual([2])
      expect(surfaced).toEqual([reason])
    })
    process.off('unhandledRejection', onUnhandled)
  })

  it('may be ended before it began', async () => {
    const db = open()
    const seen: unknown[] = []
    db.subscribe('SELECT 1')
      .on('rows', rows => seen.push(rows))
      .unsubscribe()
    await db.query('SELECT 1')
    await new Promise(resolve => setTimeout(resolve, 5))
    expect(seen).toEqual([])
  })
})

describe('migrations', () => {
  let directory = ''
  afterEach(async () => {
    if (directory !== '') await rm(directory, { recursive: true, force: true })
    directory = ''
  })

  it('run once per database, in order', async () => {
    directory = await mkdtemp(join(tmpdir(), 'zendb-'))
    const first = ['CREATE TABLE note (id serial PRIMARY KEY, body text)', "INSERT INTO note (body) VALUES ('hello')"]
    const db = open({ storage: { directory }, migrations: first })
    expect(await db.query('SELECT body FROM note')).toEqual([{ body: 'hello' }])
    await db.close()
    const later = open({
      storage: { directory },
      migrations: [...first, { id: 'stars', sql: 'ALTER TABLE note ADD COLUMN stars int DEFAULT 5' }],
    })
    expect(await later.query('SELECT body, stars FROM note')).toEqual([{ body: 'hello', stars: 5 }])
    expect(await later.query('SELECT id FROM zendb_migrations ORDER BY applied_at, id')).toEqual([
      { id: '0001' },
      { id: '0002' },
      { id: 'stars' },
    ])
  })

  it('count as a whole, and a failed one is tried again', async () => {
    directory = await mkdtemp(join(tmpdir(), 'zendb-'))
    const broken = open({ storage: { directory }, migrations: ['CREATE TABLE a (n int); CREATE TABLE a (n int)'] })
    await expect(broken.query('SELECT 1')).rejects.toMatchObject({ code: '42P07' })
    expect(broken.status).toMatchObject({ state: 'failed', error: expect.stringContaining('already exists') })
    await broken.close()
    const db = open({ storage: { directory }, migrations: ['CREATE TABLE a (n int)'] })
    expect(await db.query('SELECT * FROM a')).toEqual([])
  })

  it('must not change after they ran, nor control the transaction', async () => {
    directory = await mkdtemp(join(tmpdir(), 'zendb-'))
    const db = open({ storage: { directory }, migrations: ['CREATE TABLE a (n int)'] })
    await db.query('SELECT 1')
    await db.close()
    const changed = open({ storage: { directory }, migrations: ['CREATE TABLE a (n text)'] })
    await expect(changed.query('SELECT 1')).rejects.toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining('"0001"') })
    const control = open({ migrations: ['BEGIN; CREATE TABLE a (n int); COMMIT'] })
    await expect(control.query('SELECT 1')).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })
})

describe('a directory', () => {
  it('keeps a database over restarts, with and without a checkpoint, until it is destroyed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'zendb-'))
    const expected: { n: number }[] = []
    for (let i = 0; i < 4; i++) {
      const db = open({
        storage: { directory },
        durability: i % 2 === 0 ? 'strict' : 'relaxed',
        migrations: ['CREATE TABLE t (n int PRIMARY KEY)'],
      })
      expect(await db.query('SELECT n FROM t ORDER BY n')).toEqual(expected)
      await db.execute('INSERT INTO t VALUES ($1)', [i])
      expected.push({ n: i })
      await db.close()
    }
    const db = open({ storage: { directory } })
    await db.destroy()
    const fresh = open({ storage: { directory } })
    await expect(fresh.query('SELECT * FROM t')).rejects.toMatchObject({ code: '42P01' })
    await fresh.close()
    await rm(directory, { recursive: true })
  })
})

describe('the object', () => {
  it('has a status that changes exactly when something in it does', async () => {
    const db = open()
    const states: string[] = []
    db.on('status', status => states.push(status.state))
    expect(db.status).toMatchObject({ state: 'opening', connection: 'none', outbox: 0 })
    await db.query('SELECT 1')
    const { status } = db
    expect(status).toMatchObject({ state: 'open', error: null })
    await db.execute('CREATE TABLE t (n int)')
    expect(db.status).toBe(status)
    await db.close()
    expect(db.status.state).toBe('closed')
    expect(states.at(-1)).toBe('closed')
    expect(new Set(states).size).toBe(
      states.length - (states.filter(state => state === 'opening').length > 0 ? states.filter(state => state === 'opening').length - 1 : 0),
    )
  })

  it('answers STORAGE_CLOSED after close, which may be called twice', async () => {
    const db = open()
    await Promise.all([db.close(), db.close()])
    await expect(db.query('SELECT 1')).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    await expect(db.execute('SELECT 1')).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    await expect(db.transaction(async () => {})).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    expect(() => db.subscribe('SELECT 1')).toThrowError(expect.objectContaining({ code: 'STORAGE_CLOSED' }))
  })

  it('knows its events', () => {
    const db = open()
    expect(() => db.on('change' as 'error', () => {})).toThrowError(expect.objectContaining({ code: 'INVALID_OPTION' }))
    expect(() => db.on('error', 7 as unknown as () => void)).toThrowError(expect.objectContaining({ code: 'INVALID_OPTION' }))
  })

  it('has nothing to synchronise without an endpoint, and says so', async () => {
    const db = open()
    expect(await db.outbox()).toEqual([])
    expect(await db.rejected()).toEqual([])
    await expect(db.pause()).rejects.toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining('endpoint') })
  })

  it('has one hash for one state', async () => {
    const [a, b] = [open(), open()]
    for (const db of [a, b]) await db.exec('CREATE TABLE t (n int PRIMARY KEY)')
    expect(await a.rootHash()).toMatch(/^[0-9a-f]{64}$/)
    const before = await a.rootHash()
    await a.execute('INSERT INTO t VALUES (1)')
    expect(await a.rootHash()).not.toBe(before)
  })
})
