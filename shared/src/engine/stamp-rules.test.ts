// Rules R2 and R12 of sync/SPEC.md on real engines: which of two writes stands when clocks agree, that the cells of one change set
// carry one stamp, and that what travels is the rows that a statement changed. The other rules of rows are in merge-rules.test.ts.

import { describe, expect, test } from 'vitest'
import type { Key } from '../base/cell.ts'
import { compareHlc } from '../base/hlc.ts'
import { compareStamps, type Stamp } from '../base/stamp.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { stampOfCell } from '../sync/merge-row.ts'
import { linesOf, TestBranch, type TestDevice } from '../testing/replica-pair.ts'
import { withPages } from './load-pages.ts'

const setup = 'CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int); INSERT INTO t VALUES (1, 1, 1, 1), (2, 2, 2, 2)'
const all = 'SELECT * FROM t ORDER BY id'

async function two(sql = setup): Promise<{ server: TestBranch; one: TestDevice; other: TestDevice }> {
  const server = await TestBranch.open(sql)
  return { server, one: await server.connect(), other: await server.connect() }
}

/** All hear everything and then have one state, which the server has also after kill -9; answers the rows of `sql`. */
async function settle(server: TestBranch, devices: readonly TestDevice[], sql = all): Promise<readonly string[]> {
  for (const device of [...devices, ...devices]) await device.sync()
  const { hash } = await server.branch.rootHash()
  await server.reopen()
  expect((await server.branch.rootHash()).hash, 'the server after kill -9').toBe(hash)
  const lines = await linesOf(server.session, sql)
  for (const device of devices) {
    expect(await linesOf(device.session, sql)).toEqual(lines)
    expect((await device.replica.rootHash()).hash, 'a device').toBe(hash)
  }
  return lines
}

/** Stamps of the cells of a row in the server's state. */
async function stampsOf(server: TestBranch, name: string, key: Key): Promise<readonly Stamp[]> {
  const table = [...server.branch.database.head.tables.values()].find(({ definition }) => definition.name === name)
  const row = await withPages(() => table?.rows.get(key) ?? null)
  return row === null ? [] : row.cells.map((_, position) => stampOfCell(row, position))
}

const onlyPending = ({ replica }: TestDevice): ChangeSet => {
  expect(replica.pending.length).toBe(1)
  return replica.pending[0]
}

describe('R2: of two stamps the later clock is greater, and of equal clocks the greater origin', () => {
  test.each(['first', 'last'] as const)('the greater origin stands where clocks agree, also when it is decided %s', async place => {
    const { server, one, other } = await two()
    await one.write('UPDATE t SET a = 10 WHERE id = 1')
    await other.write('UPDATE t SET a = 20 WHERE id = 1')
    const [mine, theirs] = [onlyPending(one), onlyPending(other)]
    expect(mine.hlc).toEqual(theirs.hlc)
    const [greater, lesser, value] = mine.origin > theirs.origin ? [one, other, 10] : [other, one, 20]
    for (const device of place === 'first' ? [greater, lesser] : [lesser, greater]) await device.push()
    expect(await settle(server, [one, other])).toEqual([`1|${value}|1|1`, '2|2|2|2'])
  })

  test('a device shows what will stand while its own write, of the lesser origin, is undecided', async () => {
    const { server, one, other } = await two()
    await one.write('UPDATE t SET a = 10 WHERE id = 1')
    await other.write('UPDATE t SET a = 20 WHERE id = 1')
    const [greater, lesser, value] = onlyPending(one).origin > onlyPending(other).origin ? [one, other, 10] : [other, one, 20]
    await greater.sync()
    await lesser.pull()
    expect(lesser.replica.pending.length).toBe(1)
    for (let opening = 0; opening < 2; opening++) {
      expect(await linesOf(lesser.session, all)).toEqual([`1|${value}|1|1`, '2|2|2|2'])
      await lesser.open()
    }
    expect(await linesOf(server.session, all)).toEqual([`1|${value}|1|1`, '2|2|2|2'])
  })
})

describe('R2: the cells of one change set carry one stamp', () => {
  test('what a long transaction wrote stands as a whole beside a write that was made meanwhile', async () => {
    const { server, one, other } = await two()
    await one.session.execute('BEGIN')
    await one.session.execute('UPDATE t SET a = 10 WHERE id = 1')
    server.clock.advance(10)
    await other.write('UPDATE t SET a = 20, b = 20 WHERE id = 1')
    server.clock.advance(10)
    await one.session.execute('UPDATE t SET b = 10 WHERE id = 1')
    await one.session.execute('INSERT INTO t VALUES (3, 3, 3, 3)')
    await (
      await one.session.execute('COMMIT')
    ).durable
    const [mine, theirs] = [onlyPending(one), onlyPending(other)]
    const value = compareHlc(mine.hlc, theirs.hlc) > 0 ? 10 : 20
    expect(await settle(server, [one, other])).toEqual([`1|${value}|${value}|1`, '2|2|2|2', '3|3|3|3'])
    const [, a, b] = await stampsOf(server, 't', 1)
    expect(compareStamps(a, b)).toBe(0)
    for (const stamp of await stampsOf(server, 't', 3)) expect(stamp).toMatchObject({ hlc: mine.hlc, origin: mine.origin })
  })

  test('inside it the later statement wins', async () => {
    const { server, one, other } = await two()
    for (const { durable } of await one.session.executeScript('UPDATE t SET a = 10 WHERE id = 1; UPDATE t SET a = 11, b = 11 WHERE id = 1'))
      await durable
    expect(await settle(server, [one, other])).toContain('1|11|11|1')
  })

  test('also when both changes of a cell travel', async () => {
    const { server, one, other } = await two()
    await one.write('UPDATE t SET a = 10 WHERE id = 1')
    // Another client's: this one joins the changes of a row before they travel.
    const sent = onlyPending(one)
    const again = sent.rows.map(row => (row.kind === 'update' ? { ...row, cells: { ...row.cells, values: [11] } } : row))
    await one.push([{ ...sent, rows: [...sent.rows, ...again] }])
    expect(await settle(server, [one, other])).toContain('1|11|1|1')
  })
})

describe('R2: what ON DELETE and ON UPDATE do at the server carries the stamp of its change set', () => {
  const actions = `
    CREATE TABLE p (id int PRIMARY KEY, code int UNIQUE);
    INSERT INTO p VALUES (0, 0), (1, 10), (2, 20)`
  const cases = [
    ['SET NULL', 'p_id int REFERENCES p ON DELETE SET NULL', 'DELETE FROM p WHERE id = 1', 'UPDATE c SET p_id = 1, v = 7', '10||7'],
    ['SET DEFAULT', 'p_id int DEFAULT 0 REFERENCES p ON DELETE SET DEFAULT', 'DELETE FROM p WHERE id = 1', 'UPDATE c SET p_id = 1, v = 7', '10|0|7'],
    ['CASCADE', 'p_id int REFERENCES p (code) ON UPDATE CASCADE', 'UPDATE p SET code = 11 WHERE id = 1', 'UPDATE c SET p_id = 10, v = 7', '10|11|7'],
  ] as const // prettier-ignore

  test.each(cases)(
    '%s takes hold of a cell that was written later, everywhere and after a restart',
    async (_, column, early, late, row) => {
      const { server, one, other } = await two(
        `${actions}; CREATE TABLE c (id int PRIMARY KEY, ${column}, v int); INSERT INTO c (id, p_id, v) VALUES (10, NULL, 1)`,
      )
      server.clock.advance(10)
      await one.write(early)
      server.clock.advance(10)
      await other.write(late)
      expect(compareHlc(onlyPending(one).hlc, onlyPending(other).hlc)).toBeLessThan(0)
      await other.sync()
      expect(await settle(server, [one, other], 'SELECT * FROM c')).toEqual([row])
      const [, taken, kept] = await stampsOf(server, 'c', 10)
      expect(taken.origin).not.toBe(kept.origin)
      expect(compareStamps(taken, kept)).toBeGreaterThan(0)
      expect(one.events.find(event => event.kind === 'accepted')).toMatchObject({
        record: { verdict: { clock: 'raised' }, hlc: taken.hlc },
      })
    },
  )

  test('a change set whose actions meet nothing newer keeps its stamp', async () => {
    const { server, one, other } = await two(
      `${actions}; CREATE TABLE c (id int PRIMARY KEY, p_id int REFERENCES p ON DELETE SET NULL, v int); INSERT INTO c VALUES (10, NULL, 1)`,
    )
    await other.write('UPDATE c SET p_id = 1')
    server.clock.advance(10)
    await one.write('DELETE FROM p WHERE id = 1')
    server.clock.advance(10)
    await other.sync()
    const { hlc } = onlyPending(one)
    expect(await settle(server, [one, other], 'SELECT * FROM c')).toEqual(['10||1'])
    expect((await stampsOf(server, 'c', 10))[1].hlc).toEqual(hlc)
  })
})

describe('R12: statements travel as the rows that they changed', () => {
  test('a row that came in meanwhile is not touched, and one that no longer fits the condition is', async () => {
    const { server, one, other } = await two()
    await one.write('UPDATE t SET a = 9 WHERE b < 10')
    await other.write('INSERT INTO t VALUES (3, 3, 3, 3)')
    await other.write('UPDATE t SET b = 50 WHERE id = 2')
    await other.sync()
    expect(await settle(server, [one, other])).toEqual(['1|9|1|1', '2|9|50|2', '3|3|3|3'])
  })

  test('DELETE without a condition deletes what its author saw', async () => {
    const { server, one, other } = await two()
    await one.write('DELETE FROM t')
    await other.write('INSERT INTO t VALUES (3, 3, 3, 3)')
    await other.sync()
    expect(await settle(server, [one, other])).toEqual(['3|3|3|3'])
  })

  test('what was computed from the state of its author is not computed again', async () => {
    const { server, one, other } = await two()
    await one.write('UPDATE t SET a = a + 1, c = (SELECT sum(b) FROM t) WHERE id = 1')
    await one.write('INSERT INTO t SELECT max(id) + 10, count(*), 0, 0 FROM t')
    server.clock.advance(10)
    await other.write('UPDATE t SET b = 40')
    await other.write('INSERT INTO t VALUES (3, 3, 3, 3)')
    await other.sync()
    expect(await settle(server, [one, other])).toEqual(['1|2|40|3', '2|2|40|2', '3|3|3|3', '12|2|0|0'])
  })

  test('time and chance are those of the author, and a default too', async () => {
    const sql = 'CREATE TABLE r (id int PRIMARY KEY, x float8 DEFAULT random(), y float8, at timestamptz DEFAULT now())'
    const { server, one, other } = await two(sql)
    await one.write('INSERT INTO r (id, y) VALUES (1, random())')
    const mine = await linesOf(one.session, 'SELECT * FROM r')
    server.clock.advance(1000)
    expect(await settle(server, [one, other], 'SELECT * FROM r')).toEqual(mine)
  })
})
