// Rule R17, statement by statement: which undecided change set does a second one stand on? Then what that means when the first is
// rejected: the second goes with it, here and at the server, or stays.

import { describe, expect, test } from 'vitest'
import { SqlError } from '../base/errors.ts'
import { printChangeSetId } from '../changes/change-set.ts'
import { linesOf, TestBranch, type TestDevice } from '../testing/replica-pair.ts'

const setup = `
  CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int, u int UNIQUE);
  CREATE INDEX t_c ON t (c);
  CREATE TABLE o (id int PRIMARY KEY, t_id int REFERENCES t ON DELETE CASCADE, v int);
  CREATE TABLE g (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED);
  CREATE TABLE pair (x int, y int, v int, PRIMARY KEY (x, y));
  INSERT INTO t VALUES (1, 10, 1, 1, 1), (2, 20, 2, 2, 2), (3, 30, 3, 3, 3);
  INSERT INTO o VALUES (10, 1, 1), (20, 2, 2);
  INSERT INTO g (id, n) VALUES (1, 1);
  INSERT INTO pair VALUES (1, 1, 1), (1, 2, 2)`

async function device(): Promise<TestDevice> {
  return (await TestBranch.open(setup)).connect()
}

/** Does a change set of `second` name the one of `first` in `after`? */
async function standsOn(first: string, second: string): Promise<boolean> {
  const { session, replica } = await device()
  for (const script of [first, second]) for (const { durable } of await session.executeScript(script)) await durable
  const { pending } = replica
  expect(pending.length).toBe(2)
  return pending[1].after.some(id => printChangeSetId(id) === printChangeSetId(pending[0]))
}

const stands: readonly (readonly [why: string, first: string, second: string])[] = [
  ['a: the row was made', 'INSERT INTO t VALUES (9, 1)', 'UPDATE t SET b = 5 WHERE id = 9'],
  ['a: the row was deleted and is made again', 'DELETE FROM o WHERE id = 10', 'INSERT INTO o VALUES (10, 1, 1)'],
  ['a: the row was moved', 'UPDATE t SET id = 9 WHERE id = 3', 'DELETE FROM t WHERE id = 9'],
  ['a: a row that goes with its parent', 'INSERT INTO o VALUES (30, 3, 1)', 'DELETE FROM t WHERE id = 3'],
  ['b: its own old value', 'UPDATE t SET a = 5 WHERE id = 1', 'UPDATE t SET a = a + 1 WHERE id = 1'],
  ['b: another column of the row', 'UPDATE t SET b = 5 WHERE id = 1', 'UPDATE t SET a = b WHERE id = 1'],
  ['b: another row of the same table', 'UPDATE t SET b = 5 WHERE id = 2', 'UPDATE t SET a = (SELECT b FROM t WHERE id = 2) WHERE id = 1'],
  ['b: another table', 'UPDATE o SET v = 5 WHERE id = 10', 'UPDATE t SET a = (SELECT sum(v) FROM o) WHERE id = 1'],
  ['b: joined in FROM', 'UPDATE o SET v = 5 WHERE id = 10', 'UPDATE t SET a = o.v FROM o WHERE o.t_id = t.id'],
  ['b: what the condition reads', 'UPDATE t SET b = 5 WHERE id = 1', 'UPDATE t SET a = 9 WHERE b = 5'],
  ['b: what the condition reads, of a row it left out', 'UPDATE t SET b = 5 WHERE id = 1', 'DELETE FROM t WHERE b = 2'],
  ['b: what an index range reads', 'UPDATE t SET c = 5 WHERE id = 1', 'UPDATE t SET a = 9 WHERE c = 5'],
  ['b: whether rows are there', 'INSERT INTO o VALUES (30, 1, 1)', 'UPDATE t SET a = (SELECT count(*) FROM o) WHERE id = 1'],
  ['b: INSERT ... SELECT', 'UPDATE t SET b = 5 WHERE id = 1', 'INSERT INTO o SELECT id + 100, id, b FROM t'],
  ['b: EXISTS', 'UPDATE o SET v = 5 WHERE id = 10', 'UPDATE t SET a = 1 WHERE id = 3 OR EXISTS (SELECT 1 FROM o WHERE v = 5)'],
  ['b: a WITH query', 'UPDATE o SET v = 5 WHERE id = 10', 'WITH w AS (SELECT v FROM o) UPDATE t SET a = (SELECT max(v) FROM w) WHERE id = 1'],
  ['b: a query earlier in the transaction', 'UPDATE t SET b = 5 WHERE id = 2', 'BEGIN; SELECT b FROM t WHERE id = 2; UPDATE t SET a = 7 WHERE id = 1; COMMIT'],
  ['b: a query of the same script, which is one transaction', 'UPDATE t SET b = 5 WHERE id = 2', 'SELECT b FROM t WHERE id = 2; UPDATE t SET a = 7 WHERE id = 1'],
  ['b: a query later than the first write', 'UPDATE t SET b = 5 WHERE id = 2', 'BEGIN; UPDATE t SET a = 7 WHERE id = 1; SELECT b FROM t WHERE id = 2; UPDATE t SET a = 8 WHERE id = 1; COMMIT'],
  ['b: RETURNING shows it', 'UPDATE t SET b = 5 WHERE id = 1', 'UPDATE t SET a = 7 WHERE id = 1 RETURNING b'],
  ['b: ON CONFLICT adds to it', 'UPDATE t SET a = 5 WHERE id = 1', 'INSERT INTO t VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET a = t.a + excluded.a'],
  ['b: ON CONFLICT looks at it', 'UPDATE t SET b = 5 WHERE id = 1', 'INSERT INTO t VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET a = 9 WHERE t.b = 5'],
  ['b: ON CONFLICT finds the row and leaves it', "INSERT INTO t VALUES (9, 1)", 'INSERT INTO t VALUES (8, 1), (9, 9) ON CONFLICT DO NOTHING'],
  ['b: ON CONFLICT finds it by a value', "UPDATE t SET u = 9 WHERE id = 1", 'INSERT INTO t VALUES (8, 1, 1, 1, 8), (7, 9, 9, 9, 9) ON CONFLICT DO NOTHING'],
  ['b: a generated column', 'UPDATE g SET n = 5 WHERE id = 1', 'UPDATE g SET n = n + 1 WHERE id = 1'],
  ['b: MERGE', 'UPDATE o SET v = 5 WHERE id = 10', 'MERGE INTO t USING o ON t.id = o.t_id WHEN MATCHED THEN UPDATE SET a = o.v'],
  ['b: a key of two columns', 'UPDATE pair SET v = 5 WHERE x = 1 AND y = 2', 'UPDATE t SET a = (SELECT v FROM pair WHERE x = 1 AND y = 2) WHERE id = 1'],
  ['a moved row carries all its cells', 'UPDATE t SET b = 5 WHERE id = 3', 'UPDATE t SET id = 9 WHERE id = 3'],
  ['the schema that it needs', 'ALTER TABLE t ADD COLUMN d int', 'UPDATE t SET a = 7 WHERE id = 1'],
  ['the schema of what it reads', 'ALTER TABLE o ADD COLUMN d int', 'UPDATE t SET a = (SELECT count(d) FROM o) WHERE id = 1'],
] // prettier-ignore

const apart: readonly (readonly [why: string, first: string, second: string])[] = [
  ['another row', 'UPDATE t SET a = 5 WHERE id = 1', 'UPDATE t SET a = a + 1 WHERE id = 2'],
  ['another column of the same row', 'UPDATE t SET b = 5 WHERE id = 1', 'UPDATE t SET a = 7 WHERE id = 1'],
  ['another column, read and written', 'UPDATE t SET b = 5 WHERE id = 1', 'UPDATE t SET a = a + 1 WHERE id = 1'],
  ['the same cell, written without looking', 'UPDATE t SET a = 5 WHERE id = 1', 'UPDATE t SET a = 7 WHERE id = 1'],
  ['another row of a table that is read by key', 'UPDATE t SET b = 5 WHERE id = 3', 'UPDATE t SET a = (SELECT b FROM t WHERE id = 2) WHERE id = 1'],
  ['a column that no query reads', 'UPDATE o SET t_id = 3 WHERE id = 10', 'UPDATE t SET a = (SELECT sum(v) FROM o) WHERE id = 1'],
  ['a new row beside it', 'INSERT INTO t VALUES (8, 1)', 'INSERT INTO t VALUES (9, 1)'],
  ['a row that a condition leaves out, in a column that only the taken ones show', 'UPDATE t SET a = 5 WHERE id = 1', 'UPDATE t SET a = a + 1 WHERE b = 2'],
  ['ON CONFLICT that replaces', 'UPDATE t SET a = 5 WHERE id = 1', 'INSERT INTO t VALUES (1, 9) ON CONFLICT (id) DO UPDATE SET a = excluded.a'],
  ['ON CONFLICT that found nothing', 'INSERT INTO t VALUES (9, 1)', 'INSERT INTO t VALUES (8, 1) ON CONFLICT DO NOTHING'],
  ['another key of two columns', 'UPDATE pair SET v = 5 WHERE x = 1 AND y = 1', 'UPDATE t SET a = (SELECT v FROM pair WHERE x = 1 AND y = 2) WHERE id = 1'],
  ['the schema of another table', 'ALTER TABLE o ADD COLUMN d int', 'UPDATE t SET a = 7 WHERE id = 1'],
] // prettier-ignore

describe('R17: a change set stands on', () => {
  test.each(stands)('%s', async (_, first, second) => {
    expect(await standsOn(first, second)).toBe(true)
  })
})

describe('R17: a repeated statement of a transaction', () => {
  const update = 'UPDATE o SET v = $1 WHERE id = $2'

  test.each([
    ['stands on what took the row that it did not find', 20, 1],
    ['stands on nothing when it found its own', 10, 0],
  ])('%s', async (_, key, standing) => {
    const { session, replica } = await device()
    await (
      await session.execute('DELETE FROM o WHERE id = 20')
    ).durable
    await session.execute('BEGIN')
    for (const values of [
      [7, 10],
      [8, key],
    ])
      await session.execute(update, values)
    await (
      await session.execute('COMMIT')
    ).durable
    expect(replica.pending[1].after).toHaveLength(standing)
  })
})

describe('R17: a change set does not stand on', () => {
  test.each(apart)('%s', async (_, first, second) => {
    expect(await standsOn(first, second)).toBe(false)
  })

  test('what an earlier transaction read: values that the application carries over are not seen', async () => {
    const { session, replica } = await device()
    for (const sql of ['UPDATE t SET b = 5 WHERE id = 2', 'SELECT b FROM t WHERE id = 2', 'UPDATE t SET a = 7 WHERE id = 1'])
      await (
        await session.execute(sql)
      ).durable
    expect(replica.pending[1].after).toEqual([])
  })
})

/** What the change sets of one statement say, without identities and stamps; null when it failed. */
async function effectOf(one: TestDevice, sql: string): Promise<{ readonly effect: string; readonly after: boolean } | null> {
  const before = one.replica.pending.length
  try {
    for (const { durable } of await one.session.executeScript(sql)) await durable
  } catch (error) {
    if (error instanceof SqlError) return null
    throw error
  }
  const made = one.replica.pending.slice(before)
  const rows = made.flatMap(({ rows }) =>
    rows.map(change => [change.table, change.kind, change.key, 'cells' in change ? [change.cells.columns, change.cells.values] : []]),
  )
  // In any order: a full scan and an index scan meet the same rows.
  const effect = rows.map(row => JSON.stringify(row)).sort().join('\n') // prettier-ignore
  return { effect, after: made.some(({ after }) => after.length > 0) }
}

test('R17: whenever a first change set alters what a second one says, the second stands on it', { timeout: 60_000 }, async () => {
  const server = await TestBranch.open(setup)
  const firsts = [...new Set([...stands, ...apart].map(([, first]) => first))]
  const seconds = [...new Set([...stands, ...apart].map(([, , second]) => second))]
  let altered = 0
  for (const second of seconds) {
    const alone = await effectOf(await server.connect(), second)
    for (const first of firsts) {
      const one = await server.connect()
      await effectOf(one, first)
      const both = await effectOf(one, second)
      // Nothing to say leaves nothing to reject; a statement that fails is told at once.
      if (alone === null || both === null || both.effect === '' || both.effect === alone.effect) continue
      altered++
      expect(both.after, `${first} ; ${second}`).toBe(true)
    }
  }
  expect(altered).toBeGreaterThan(40)
})

describe('R17: when the first is rejected', () => {
  /** A device whose first change set will be rejected, for `u` is taken at the server by then. */
  async function rejectedFirst(second: string): Promise<{ server: TestBranch; one: TestDevice }> {
    const server = await TestBranch.open(setup)
    const one = await server.connect()
    await one.write('UPDATE t SET u = 77, b = 5 WHERE id = 2')
    await one.write(second)
    await server.write('INSERT INTO t VALUES (7, 7, 7, 7, 77)')
    return { server, one }
  }
  const rows = 'SELECT id, a, b FROM t ORDER BY id'

  test('what was computed from it goes too, and nobody sees the value', async () => {
    const { server, one } = await rejectedFirst('UPDATE t SET a = (SELECT b FROM t WHERE id = 2) WHERE id = 1')
    await one.sync()
    expect(one.replica.rejected.map(({ rejection }) => rejection.constraint)).toEqual(['t_u_key', 'dependency'])
    expect(await linesOf(server.session, rows)).toEqual(['1|10|1', '2|20|2', '3|30|3', '7|7|7'])
    expect(await linesOf(one.session, rows)).toEqual(await linesOf(server.session, rows))
  })

  test('what does not stand on it stays', async () => {
    const { server, one } = await rejectedFirst('UPDATE t SET a = 9 WHERE id = 2')
    await one.sync()
    expect(one.replica.rejected.length).toBe(1)
    expect(await linesOf(server.session, rows)).toEqual(['1|10|1', '2|9|2', '3|30|3', '7|7|7'])
  })

  test('it is gone from local at once, and what is written then does not stand on it', async () => {
    const { server, one } = await rejectedFirst('UPDATE t SET a = (SELECT b FROM t WHERE id = 2) WHERE id = 1')
    const [first, second] = one.replica.pending
    await one.push([first])
    await one.pull()
    expect(await linesOf(one.session, rows)).toEqual(['1|10|1', '2|20|2', '3|30|3', '7|7|7'])
    await one.write('UPDATE t SET a = a + 1 WHERE id = 1')
    expect(one.replica.pending.map(({ seq }) => seq)).toEqual([second.seq, 3])
    expect(one.replica.pending[1].after).toEqual([])
    await one.sync()
    expect(await linesOf(server.session, rows)).toEqual(['1|11|1', '2|20|2', '3|30|3', '7|7|7'])
  })
})
