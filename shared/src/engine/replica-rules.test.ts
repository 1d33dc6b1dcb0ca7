// Rules of merge-rules.md that only a real replica over a real store can break. Each group names its rule.

import { describe, expect, test } from 'vitest'
import { asLsn } from '../base/brand.ts'
import { ManualClock } from '../base/clock.ts'
import { linesOf, TestBranch, TestDevice } from '../testing/replica-pair.ts'

const setup = 'CREATE TABLE t (id int PRIMARY KEY, a int, b int UNIQUE); INSERT INTO t VALUES (1, 1, 1), (2, 2, 2)'
const all = 'SELECT * FROM t ORDER BY id'
const yearMs = 365 * 86_400_000

describe('R1: sequence numbers have no gaps', () => {
  test('a write that the device could not store leaves none, and later ones reach the server', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect(server.clock, [{ kind: 'quota', operation: 3 }])
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    await expect(device.write('UPDATE t SET a = 11 WHERE id = 1')).rejects.toMatchObject({ code: 'STORAGE_QUOTA' })
    await device.write('UPDATE t SET a = 12 WHERE id = 2')
    // The number of the refused one is not used again, since the device may have stored it all the same: a new origin begins at 1.
    const [first, second] = device.replica.pending
    expect([first.seq, second.seq]).toEqual([1, 1])
    expect(second.origin).not.toBe(first.origin)
    expect(second.wait).toEqual([{ origin: first.origin, seq: 1 }])
    await device.sync()
    expect(device.replica.pending).toEqual([])
    expect(await linesOf(server.session, all)).toEqual(['1|10|1', '2|12|2'])
  })

  test('a transaction that saw a write which was then taken back does not commit', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect(server.clock, [{ kind: 'failed', operation: 2 }])
    const other = device.replica.database.connect()
    await other.execute('BEGIN')
    // Without a pause in between: the block begins while the first write is on its way to the device.
    const lost = device.write('UPDATE t SET a = 10 WHERE id = 1')
    lost.catch(() => {})
    const seen = other.execute('UPDATE t SET a = a + 1 WHERE id = 1 RETURNING a')
    expect((await seen).rows?.vectors[0].data[0]).toBe(11)
    await expect(lost).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    await expect((async () => other.execute('COMMIT'))()).rejects.toMatchObject({ code: '40001' })
    expect(await linesOf(device.session, all)).toEqual(['1|1|1', '2|2|2'])
    await device.write('UPDATE t SET a = 12 WHERE id = 2')
    await device.sync()
    expect(await linesOf(server.session, all)).toEqual(['1|1|1', '2|12|2'])
  })
})

describe('R3: a new origin for every opening', () => {
  test('its first change set waits for the last undecided one of each older origin, and only the first', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect()
    for (const a of [10, 11, 12]) await device.write(`UPDATE t SET a = ${a} WHERE id = 1`)
    await device.open()
    for (const a of [20, 21]) await device.write(`UPDATE t SET a = ${a} WHERE id = 2`)
    const [first, , third, next, last] = device.replica.pending
    expect(next.origin).not.toBe(first.origin)
    expect(next.wait).toEqual([{ origin: third.origin, seq: 3 }])
    expect(last.wait).toEqual([])
    // The new origin's arrive first: they are held.
    await device.push([next, last])
    expect(server.branch.origins.decided(next.origin)).toBe(0)
    await device.sync()
    expect(device.replica.pending).toEqual([])
  })
})

describe('R5, R6, S4: clocks', () => {
  async function meet(skewMs: number) {
    const server = await TestBranch.open(setup)
    const clock = new ManualClock(server.clock.nowMs() + skewMs)
    const device = await server.connect(clock)
    return { server, device, welcome: () => device.replica.learnClock(server.clock.nowMs(), server.branch.hlc) }
  }

  test.each([-3_600_000, yearMs])('after the welcome a clock that is wrong by %i ms gives the times of the server', async skewMs => {
    const { server, device, welcome } = await meet(skewMs)
    welcome()
    server.clock.advance(1000)
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    expect(Math.abs(device.replica.pending[0].hlc.ms - server.clock.nowMs())).toBeLessThanOrEqual(1000)
  })

  test('a reading far ahead loses its claim to edit time, and others can write after it', async () => {
    const { server, device } = await meet(yearMs)
    const other = await server.connect()
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    await device.sync()
    await other.pull()
    server.clock.advance(5)
    await other.write('UPDATE t SET a = 11 WHERE id = 1')
    await other.sync()
    await device.pull()
    expect(await linesOf(device.session, all)).toEqual(['1|11|1', '2|2|2'])
  })

  test('it is not lowered while something is undecided: the next own write comes after it', async () => {
    const { device, welcome } = await meet(yearMs)
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    welcome()
    await device.write('UPDATE t SET a = 11 WHERE id = 1')
    expect(await linesOf(device.session, all)).toEqual(['1|11|1', '2|2|2'])
    await device.sync()
    expect(await linesOf(device.session, all)).toEqual(['1|11|1', '2|2|2'])
  })
})

describe('R20: origins that the server has forgotten', () => {
  test('their change sets are told, kept and not shown; what does not stand on them stays', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect()
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    await device.open()
    await device.write('UPDATE t SET a = a + 1 WHERE id = 1')
    await device.write('UPDATE t SET a = 12 WHERE id = 2')
    const [old] = device.replica.pending
    await device.replica.setStale([old.origin])
    expect(await linesOf(device.session, all)).toEqual(['1|1|1', '2|12|2'])
    expect(device.replica.rejected.map(({ changeSet, rejection }) => [changeSet.seq, rejection.constraint])).toEqual([[1, 'stale']])
    expect(device.events).toContainEqual(expect.objectContaining({ kind: 'rejected', id: { origin: old.origin, seq: 1 } }))
  })

  test('given up is given up, also after the next opening', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect()
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    const [old] = device.replica.pending
    await device.replica.setStale([old.origin])
    await device.replica.discard([old])
    await device.open()
    expect(device.replica.pending).toEqual([])
    expect(await linesOf(device.session, all)).toEqual(['1|1|1', '2|2|2'])
  })
})

describe('R23: undecided change sets stay with the branch that they were made for', () => {
  /** A device with one undecided write, in pages and in the log. */
  async function withOutbox(): Promise<{ server: TestBranch; device: TestDevice }> {
    const server = await TestBranch.open(setup)
    const device = await server.connect()
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    await device.replica.checkpoint()
    await device.write('UPDATE t SET a = 11 WHERE id = 2')
    return { server, device }
  }

  test('a store that is opened for another branch is refused, and nothing is lost', async () => {
    const { server, device } = await withOutbox()
    const before = device.replica.pending
    await expect(device.open('shop@draft')).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('belongs to shop@main, not to shop@draft'),
    })
    await device.open('shop@main')
    expect(device.replica.pending).toEqual(before)
    await device.sync()
    expect(await linesOf(server.session, all)).toEqual(['1|10|1', '2|11|2'])
  })

  test('also when it is opened without its server: it would forget them', async () => {
    const { device } = await withOutbox()
    await expect(device.openAlone()).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('belongs to shop@main'),
    })
    await device.open()
    expect(device.replica.pending.length).toBe(2)
  })

  test('rows that were made on this device alone do not give way to the state of a server', async () => {
    const server = await TestBranch.open(setup)
    const device = new TestDevice(server, server.clock, [])
    const alone = await device.openAlone()
    for (const { durable } of await alone.database.connect().executeScript('CREATE TABLE own (id int); INSERT INTO own VALUES (1)'))
      await durable
    await alone.checkpoint()
    await expect(device.open()).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('belongs to this device alone'),
    })
    expect(await linesOf((await device.openAlone()).database.connect(), 'SELECT * FROM own')).toEqual(['1'])
  })

  test('what was never sent to anyone may go to the branch that is named then', async () => {
    const server = await TestBranch.open('SELECT 1')
    const device = new TestDevice(server, server.clock, [])
    await device.open('shop@mian')
    await device.write('CREATE TABLE later (id int PRIMARY KEY)')
    await device.replica.checkpoint()
    await device.open('shop@main')
    await device.pull()
    await device.sync()
    expect(await linesOf(server.session, 'SELECT count(*) FROM later')).toEqual(['0'])
  })
})

describe('sequences follow the rows', () => {
  const serial = 'CREATE TABLE s (id serial PRIMARY KEY, a int); INSERT INTO s (a) VALUES (1), (2), (3)'

  test('a device goes on after the keys that it got from the server, at the start and later', async () => {
    const server = await TestBranch.open(serial)
    const [device, other] = [await server.connect(), await server.connect()]
    await device.write('INSERT INTO s (a) VALUES (4)')
    await device.sync()
    await other.pull()
    await other.write('INSERT INTO s (a) VALUES (5)')
    await other.sync()
    await server.session.execute('INSERT INTO s (a) VALUES (6)')
    // In the order of their keys; a key may be left out, as in PostgreSQL.
    expect(await linesOf(server.session, 'SELECT a FROM s ORDER BY id')).toEqual(['1', '2', '3', '4', '5', '6'])
  })

  test('a server that was killed does not give out a key again', async () => {
    const server = await TestBranch.open(serial)
    await server.reopen()
    expect(await linesOf(server.session, 'INSERT INTO s (a) VALUES (4) RETURNING id')).toEqual(['4'])
  })
})

describe('R15: a change set that could not travel is refused where it is made', () => {
  test('a transaction above the limit fails with 54000 and leaves nothing behind', async () => {
    const server = await TestBranch.open('CREATE TABLE d (id int PRIMARY KEY, body text)')
    const device = await server.connect()
    for (const session of [device.session, server.session])
      await expect(
        (async () => session.execute("INSERT INTO d SELECT i, repeat('x', 40000000) FROM generate_series(1, 2) i"))(),
      ).rejects.toMatchObject({ code: '54000' })
    await device.write("INSERT INTO d VALUES (1, 'small')")
    await device.sync()
    expect(await linesOf(server.session, 'SELECT * FROM d')).toEqual(['1|small'])
  })
})

describe('R20, R22: what a branch keeps is bounded', () => {
  test('records below the newest ones are forgotten at a checkpoint, and those who come back from before start from pages', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect()
    const early = device.replica.lsn
    for (let i = 0; i < 5200; i++) await server.session.execute('UPDATE t SET a = a + 1 WHERE id = 1')
    await server.branch.checkpoint()
    await server.branch.checkpoint()
    expect((await server.log.read(1)).length).toBeLessThanOrEqual(5000)
    await server.reopen()
    expect(await server.branch.recordsAfter(early, 10)).toBeNull()
    expect((await server.branch.recordsAfter(asLsn(server.branch.lsn - 4000), 10))?.length).toBe(10)
  })

  test('a batch holds fewer records when they are large', async () => {
    const server = await TestBranch.open('CREATE TABLE d (id int PRIMARY KEY, body text)')
    for (let i = 0; i < 4; i++) await server.write(`INSERT INTO d VALUES (${i}, repeat('x', 3000000))`)
    await server.write('DELETE FROM d')
    expect((await server.branch.recordsAfter(asLsn(1), 100))?.length).toBe(2)
  })

  test('origins that wrote nothing for the horizon are forgotten, and their change sets are stale, never new', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect()
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    const [written] = device.replica.pending
    await device.push()
    server.clock.advance(91 * 86_400_000)
    await server.session.execute('UPDATE t SET a = 11 WHERE id = 1')
    await server.branch.checkpoint()
    expect(server.branch.origins.entry(written.origin)).toBeNull()
    const [answer] = await server.branch.accept([written])
    expect(answer.decision.kind).toBe('stale')
    expect(await linesOf(server.session, all)).toEqual(['1|11|1', '2|2|2'])
  })
})

test('many changes of the same many rows come back from the server in time that grows with their number', { timeout: 60_000 }, async () => {
  const server = await TestBranch.open(
    'CREATE TABLE n (id int PRIMARY KEY, a int, b int); INSERT INTO n SELECT i, 0, 0 FROM generate_series(1, 20000) i',
  )
  const device = await server.connect()
  for (const sql of ['UPDATE n SET a = 1', 'UPDATE n SET b = 2', 'UPDATE n SET a = 3']) await device.write(sql)
  const startMs = performance.now()
  for (const changeSet of device.replica.pending.slice()) {
    await device.push([changeSet])
    await device.pull()
  }
  // Searching each change set for each row takes half a minute.
  expect(performance.now() - startMs).toBeLessThan(20_000)
  expect(await linesOf(device.session, 'SELECT count(*), min(a), max(b) FROM n')).toEqual(['20000|3|2'])
})

test('what is to be sent is not gathered anew at each event: a long outbox costs a write no more than a short one', async () => {
  const server = await TestBranch.open(setup)
  const device = await server.connect()
  for (const a of [10, 11, 12]) await device.write(`UPDATE t SET a = ${a} WHERE id = 1`)
  expect(device.replica.sendable).toBe(device.replica.sendable)
  const unsafe = device.write('UPDATE t SET a = 13 WHERE id = 1')
  expect([device.replica.pending.length, device.replica.sendable.length]).toEqual([4, 3])
  await unsafe
  expect(device.replica.sendable.length).toBe(4)
})

test('records that became durable together are told together', async () => {
  const server = await TestBranch.open(setup)
  const device = await server.connect()
  for (let a = 10; a < 30; a++) await device.write(`UPDATE t SET a = ${a} WHERE id = 1`)
  // A store that takes its time, as all but memory do: what is decided meanwhile shares the next append.
  const append = server.log.append.bind(server.log)
  server.log.append = async (...parts) => {
    await new Promise(resolve => setTimeout(resolve, 20))
    return append(...parts)
  }
  const told: number[] = []
  server.branch.onRecords(records => told.push(records.length))
  await device.push()
  expect(told.reduce((sum, count) => sum + count)).toBe(20)
  expect(told.length).toBeLessThanOrEqual(2)
})
