// The rules of sync/SPEC.md about rows, verdicts and replicas, one by one, on real engines: what two devices and a server make of
// writes that did not know of each other. The rules of a single device's store are in replica-rules.test.ts, R17 in depends-on.test.ts,
// R2 and R12 in stamp-rules.test.ts.

import { describe, expect, test } from 'vitest'
import { asLsn } from '../base/brand.ts'
import { ManualClock } from '../base/clock.ts'
import { compareHlc } from '../base/hlc.ts'
import { linesOf, TestBranch, type TestDevice } from '../testing/replica-pair.ts'
import { sequencesFromManifest } from './head-roots.ts'

const setup = `
  CREATE TABLE t (id int PRIMARY KEY, a int, b int, u int UNIQUE, CHECK (a + b <= 100));
  INSERT INTO t VALUES (1, 1, 1, 1), (2, 2, 2, 2)`
const all = 'SELECT * FROM t ORDER BY id'

async function two(): Promise<{ server: TestBranch; one: TestDevice; other: TestDevice }> {
  const server = await TestBranch.open(setup)
  return { server, one: await server.connect(), other: await server.connect() }
}

/** Both write without knowing of each other; `first` is decided first. Both then have the server's state, by its hash. */
async function meet({ server, one, other }: Awaited<ReturnType<typeof two>>, first: string, second: string): Promise<readonly string[]> {
  await one.write(first)
  server.clock.advance(10)
  await other.write(second)
  for (const device of [one, other, one]) await device.sync()
  for (const device of [one, other]) {
    expect(await device.replica.rootHash()).toEqual(await server.branch.rootHash())
    expect(await linesOf(device.session, all)).toEqual(await linesOf(server.session, all))
  }
  return linesOf(server.session, all)
}

const reasons = ({ replica }: TestDevice): readonly (string | null)[] => replica.rejected.map(({ rejection }) => rejection.constraint)

describe('R4: whatever raises confirmed raises the clock', () => {
  test.each(['batch', 'bootstrap'] as const)('after a %s an own write comes after all that could be read', async way => {
    const server = await TestBranch.open(setup)
    const slow = new ManualClock(server.clock.nowMs() - 50_000)
    const device = way === 'batch' ? await server.connect(slow) : null
    await server.write('UPDATE t SET a = 10 WHERE id = 1')
    const late = device ?? (await server.connect(slow))
    await late.pull()
    await late.write('UPDATE t SET a = 11 WHERE id = 1')
    const [own] = late.replica.pending
    expect(compareHlc(own.hlc, server.branch.hlc)).toBeGreaterThan(0)
    await late.sync()
    expect(await linesOf(server.session, all)).toEqual(['1|11|1|1', '2|2|2|2'])
  })
})

describe('R7: exactly once, in order', () => {
  test('a gap is refused and changes nothing; what is known already is skipped', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect()
    const start = device.replica.lsn
    for (const a of [10, 11, 12]) await server.write(`UPDATE t SET a = ${a} WHERE id = 1`)
    const records = (await server.branch.recordsAfter(start, 10)) ?? []
    const { hlc } = server.branch
    await expect(device.replica.applyBatch(records.slice(1), hlc)).rejects.toMatchObject({ code: 'PROTOCOL_MALFORMED' })
    expect([device.replica.lsn, await linesOf(device.session, all)]).toEqual([start, ['1|1|1|1', '2|2|2|2']])
    await device.replica.applyBatch(records.slice(0, 2), hlc)
    await device.replica.applyBatch(records, hlc)
    expect(await device.replica.rootHash()).toEqual(await server.branch.rootHash())
  })
})

describe('R8: only what changed travels', () => {
  test('a column set to what it is, and a row that comes out the same, say nothing', async () => {
    const { one } = await two()
    await one.write('UPDATE t SET a = 1, b = 7 WHERE id = 1')
    await one.write('UPDATE t SET a = a')
    const { definition } = [...one.replica.database.head.tables.values()][0]
    expect(one.replica.pending.map(({ rows }) => rows.map(row => ('cells' in row ? row.cells.columns : [])))).toEqual([
      [[definition.columns[2].id]],
    ])
  })

  test('so two devices that save whole rows keep each other in the columns that they did not touch', async () => {
    expect(
      await meet(await two(), 'UPDATE t SET a = 10, b = 1, u = 1 WHERE id = 1', 'UPDATE t SET a = 1, b = 20, u = 1 WHERE id = 1'),
    ).toContain('1|10|20|1')
  })
})

describe('R9, R10, R14: rows', () => {
  test('columns merge, and the later write of one column wins whichever is decided first', async () => {
    expect(await meet(await two(), 'UPDATE t SET a = 10 WHERE id = 1', 'UPDATE t SET a = 11, b = 12 WHERE id = 1')).toContain('1|11|12|1')
    const { server, one, other } = await two()
    await one.write('UPDATE t SET a = 10 WHERE id = 1')
    server.clock.advance(10)
    await other.write('UPDATE t SET a = 11 WHERE id = 1')
    for (const device of [other, one, other]) await device.sync()
    expect(await linesOf(server.session, all)).toContain('1|11|1|1')
  })

  test('a delete wins over an update that did not know of it, in both orders', async () => {
    expect(await meet(await two(), 'DELETE FROM t WHERE id = 1', 'UPDATE t SET a = 9 WHERE id = 1')).toEqual(['2|2|2|2'])
    expect(await meet(await two(), 'UPDATE t SET a = 9 WHERE id = 1', 'DELETE FROM t WHERE id = 1')).toEqual(['2|2|2|2'])
  })

  test('an update does not touch another life of the row', async () => {
    const world = await two()
    await world.other.write('UPDATE t SET a = 9 WHERE id = 1')
    await world.one.write('DELETE FROM t WHERE id = 1')
    await world.one.write('INSERT INTO t VALUES (1, 50, 50, 1)')
    for (const device of [world.one, world.other, world.one]) await device.sync()
    expect(await linesOf(world.server.session, all)).toContain('1|50|50|1')
  })

  test('a row deleted and inserted in one transaction is another life', async () => {
    const world = await two()
    await world.other.write('UPDATE t SET a = 9 WHERE id = 1')
    for (const { durable } of await world.one.session.executeScript('DELETE FROM t WHERE id = 1; INSERT INTO t VALUES (1, 50, 50, 1)'))
      await durable
    for (const device of [world.one, world.other, world.one]) await device.sync()
    expect(await linesOf(world.server.session, all)).toContain('1|50|50|1')
    expect(await world.other.replica.rootHash()).toEqual(await world.server.branch.rootHash())
  })

  test('a row that two devices move is there once: the second move is rejected', async () => {
    const world = await two()
    expect(await meet(world, 'UPDATE t SET id = 8 WHERE id = 1', 'UPDATE t SET id = 9 WHERE id = 1')).toEqual(['2|2|2|2', '8|1|1|1'])
    expect(reasons(world.other)).toEqual(['moved'])
  })
})

describe('R14, R16: a parent that is given a new key', () => {
  const open = async (reference: string): Promise<Awaited<ReturnType<typeof two>>> => {
    const server = await TestBranch.open(
      `CREATE TABLE p (id int PRIMARY KEY, code int UNIQUE); CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ${reference}, v int);
       INSERT INTO p VALUES (1, 10), (2, 20); INSERT INTO c VALUES (1, NULL, 0)`,
    )
    return { server, one: await server.connect(), other: await server.connect() }
  }
  const children = async ({ server }: Awaited<ReturnType<typeof two>>): Promise<readonly string[]> =>
    linesOf(server.session, 'SELECT id, p FROM c ORDER BY id')

  test('keeps the children that refer to another of its columns', async () => {
    const world = await open('(code) ON DELETE CASCADE')
    await world.one.write('INSERT INTO c VALUES (2, 10, 0)')
    await world.one.write('UPDATE p SET id = 9 WHERE id = 1')
    for (const device of [world.one, world.other]) await device.sync()
    expect(await children(world)).toEqual(['1|', '2|10'])
    expect(await world.other.replica.rootHash()).toEqual(await world.server.branch.rootHash())
  })

  test.each([
    ['ON UPDATE CASCADE ON DELETE CASCADE', ['1|', '2|9'], []],
    ['ON UPDATE SET NULL ON DELETE CASCADE', ['1|', '2|'], []],
    ['ON DELETE CASCADE', ['1|', '2|1'], ['c_p_fkey']],
    ['ON DELETE SET NULL', ['1|', '2|1'], ['c_p_fkey']],
  ])('does to a child that came in meanwhile what ON UPDATE says, not ON DELETE: %s', async (reference, expected, refused) => {
    const world = await open(reference)
    await world.one.write('UPDATE p SET id = 9 WHERE id = 1')
    await world.other.write('INSERT INTO c VALUES (2, 1, 0)')
    for (const device of [world.other, world.one, world.other]) await device.sync()
    expect(await children(world)).toEqual(expected)
    expect(reasons(world.one)).toEqual(refused)
    for (const device of [world.one, world.other]) expect(await device.replica.rootHash()).toEqual(await world.server.branch.rootHash())
  })

  test('and others with it: where it is not known which key is whose, a child that would have to follow refuses it', async () => {
    const world = await open('ON UPDATE CASCADE ON DELETE CASCADE')
    await world.one.write('UPDATE p SET id = id + 10')
    await world.other.write('INSERT INTO c VALUES (2, 1, 0)')
    for (const device of [world.other, world.one, world.other]) await device.sync()
    expect(await children(world)).toEqual(['1|', '2|1'])
    expect(reasons(world.one)).toEqual(['c_p_fkey'])
  })
})

describe('R15, R16: verdicts', () => {
  test('a rejected change set leaves no trace in the state', async () => {
    const world = await two()
    await world.one.write('UPDATE t SET u = 77 WHERE id = 1')
    await world.one.sync()
    for (const { durable } of await world.other.session.executeScript('UPDATE t SET a = 50 WHERE id = 2; UPDATE t SET u = 77 WHERE id = 2'))
      await durable
    const before = await world.server.branch.rootHash()
    await world.other.push()
    const after = await world.server.branch.rootHash()
    expect(after.hash).toBe(before.hash)
    expect(after.lsn).toBe(before.lsn + 1)
    await world.other.pull()
    expect(await linesOf(world.other.session, all)).toEqual(['1|1|1|77', '2|2|2|2'])
  })

  test.each([
    ['a taken key', 'INSERT INTO t VALUES (5, 1, 1, 5)', 'INSERT INTO t VALUES (5, 2, 2, 6)', 't_pkey'],
    ['a taken value', 'UPDATE t SET u = 9 WHERE id = 1', 'UPDATE t SET u = 9 WHERE id = 2', 't_u_key'],
    ['a CHECK over two columns that two devices wrote', 'UPDATE t SET a = 90 WHERE id = 1', 'UPDATE t SET b = 90 WHERE id = 1', 't_check'],
  ])('%s is found in the merged result', async (_, first, second, constraint) => {
    const world = await two()
    await meet(world, first, second)
    expect([reasons(world.one), reasons(world.other)]).toEqual([[], [constraint]])
  })

  test('a cell that loses raises no conflict, and the verdict counts it', async () => {
    const { server, one, other } = await two()
    await one.write('UPDATE t SET u = 9 WHERE id = 1')
    server.clock.advance(10)
    await other.write('UPDATE t SET u = 10 WHERE id = 1')
    await other.sync()
    await server.write('UPDATE t SET u = 9 WHERE id = 2')
    await one.sync()
    expect(await linesOf(server.session, all)).toEqual(['1|1|1|10', '2|2|2|9'])
    const accepted = one.events.find(event => event.kind === 'accepted')
    expect(accepted).toMatchObject({ record: { verdict: { kind: 'accepted', lostCells: 1 } } })
  })

  test('a parent deleted meanwhile rejects its new child; a child seen too late goes with its parent', async () => {
    const server = await TestBranch.open(
      'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, t_id int REFERENCES t ON DELETE CASCADE); INSERT INTO t VALUES (1), (2)',
    )
    const [one, other] = [await server.connect(), await server.connect()]
    await one.write('DELETE FROM t WHERE id = 1')
    await other.write('INSERT INTO c VALUES (10, 1)')
    await other.write('INSERT INTO c VALUES (20, 2)')
    for (const device of [one, other, one]) await device.sync()
    expect(reasons(other)).toEqual(['c_t_id_fkey'])
    await one.write('INSERT INTO c VALUES (21, 2)')
    await other.write('DELETE FROM t WHERE id = 2')
    for (const device of [one, other, one]) await device.sync()
    // The cascade ran at the server too, on what was there by then.
    expect(await linesOf(server.session, 'SELECT * FROM c')).toEqual([])
    for (const device of [one, other]) expect(await device.replica.rootHash()).toEqual(await server.branch.rootHash())
  })

  test('the same change set pushed again and again, also after a restart of the server, has one verdict', async () => {
    const server = await TestBranch.open(setup)
    const one = await server.connect()
    await one.write('UPDATE t SET a = a + 1 WHERE id = 1')
    const sent = [...one.replica.pending]
    for (let i = 0; i < 3; i++) {
      await one.push(sent)
      await server.reopen()
    }
    await one.sync()
    expect(await linesOf(server.session, all)).toContain('1|2|1|1')
    expect(server.branch.origins.decided(sent[0].origin)).toBe(1)
  })
})

describe('R18, R19, R22: how verdicts and states arrive', () => {
  test('a batch that the device could not store drops nothing: the entry stays until its verdict is durable', async () => {
    const server = await TestBranch.open(setup)
    const device = await server.connect(server.clock, [{ kind: 'quota', operation: 3 }])
    await device.write('UPDATE t SET a = 10 WHERE id = 1')
    await device.push()
    await expect(device.pull()).rejects.toMatchObject({ code: 'STORAGE_QUOTA' })
    expect(device.replica.pending).toHaveLength(1)
    await device.open()
    expect(device.replica.pending).toHaveLength(1)
    await device.pull()
    expect(device.replica.pending).toEqual([])
    await device.open()
    expect([device.replica.pending, await linesOf(device.session, all)]).toEqual([[], ['1|10|1|1', '2|2|2|2']])
  })

  test('verdicts that fell into a part of the log that is gone come with the state', async () => {
    const { server, one, other } = await two()
    await other.write('UPDATE t SET u = 77 WHERE id = 2')
    await other.sync()
    await one.write('UPDATE t SET a = 10 WHERE id = 1')
    await one.write('UPDATE t SET u = 77 WHERE id = 1')
    await one.push()
    const { lsn, seed, roots, hlc, origins, sequences } = await server.branch.checkpoint()
    const own = one.replica.openOrigins().flatMap(({ origin }) => origins.get(origin) ?? [])
    await one.replica.start({ lsn, seed, roots, hlc, origins: own, sequences: sequencesFromManifest({ sequences }) })
    expect([one.replica.pending, reasons(one)]).toEqual([[], ['t_u_key']])
    expect(await linesOf(one.session, all)).toEqual(['1|10|1|1', '2|2|2|77'])
    expect(await one.replica.rootHash()).toEqual(await server.branch.rootHash())
  })

  test('a state that is not ahead is not taken', async () => {
    const { server, one } = await two()
    const { lsn, seed, roots, hlc } = await server.branch.checkpoint()
    await server.write('UPDATE t SET a = 10 WHERE id = 1')
    await one.pull()
    for (const old of [lsn, asLsn(lsn - 1)]) await one.replica.start({ lsn: old, seed, roots, hlc, origins: [], sequences: [] })
    expect(await linesOf(one.session, all)).toContain('1|10|1|1')
  })
})

describe('R30: names are no part of data', () => {
  test('a column and a table renamed meanwhile take the writes of those who do not know', async () => {
    // Without a CHECK: renaming a column that one uses is not built.
    const server = await TestBranch.open('CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t VALUES (1, 1)')
    const [one, other] = [await server.connect(), await server.connect()]
    await other.write('UPDATE t SET a = 10 WHERE id = 1')
    await one.write('ALTER TABLE t RENAME COLUMN a TO amount')
    await one.write('ALTER TABLE t RENAME TO things')
    for (const device of [one, other, one]) await device.sync()
    for (const session of [server.session, one.session, other.session])
      expect(await linesOf(session, 'SELECT amount FROM things WHERE id = 1')).toEqual(['10'])
    expect(await other.replica.rootHash()).toEqual(await server.branch.rootHash())
  })

  test('a column dropped meanwhile loses the writes to it, and nothing else', async () => {
    const { server, one, other } = await two()
    await other.write('UPDATE t SET b = 10, u = 11 WHERE id = 1')
    await one.write('ALTER TABLE t DROP COLUMN u')
    for (const device of [one, other, one]) await device.sync()
    expect(await linesOf(server.session, 'SELECT id, a, b FROM t ORDER BY id')).toEqual(['1|1|10', '2|2|2'])
    for (const device of [one, other]) expect(await device.replica.rootHash()).toEqual(await server.branch.rootHash())
  })

  test('an insert that leaves out a column made meanwhile gets its default, everywhere the same', async () => {
    const { server, one, other } = await two()
    await other.write('INSERT INTO t VALUES (3, 3, 3, 3)')
    await one.write("ALTER TABLE t ADD COLUMN note text NOT NULL DEFAULT 'none'")
    for (const device of [one, other, one]) await device.sync()
    for (const session of [server.session, one.session, other.session])
      expect(await linesOf(session, 'SELECT id, note FROM t ORDER BY id')).toEqual(['1|none', '2|none', '3|none'])
    for (const device of [one, other]) expect(await device.replica.rootHash()).toEqual(await server.branch.rootHash())
  })
})
