// Statements about one row by its key: the short way answers what the general way answers.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openMemorySql, type MemorySql } from '../testing/memory-sql.ts'

const setUp = `
  CREATE TABLE one (id int PRIMARY KEY, n int8, f float8, ok bool, t text NOT NULL, d numeric(8,2), u text UNIQUE);
  CREATE TABLE two (a text, b int8, v text, PRIMARY KEY (a, b));
  CREATE INDEX ON one (n);
  INSERT INTO one VALUES (1, 10, 1.5, true, 'x', 1.25, 'p'), (2, NULL, NULL, NULL, 'y', NULL, NULL), (3, 9007199254740993, -0.5, false, '', 0, 'q');
  INSERT INTO two VALUES ('k', 1, 'k1'), ('k', 2, NULL), ('', -5, 'e');`

/** The same statement with a condition that is always true and hides the key from the short way. */
const general = (sql: string): string => `${sql} AND random() >= 0`

const outcome = async (db: MemorySql, sql: string, parameters: readonly unknown[]): Promise<unknown> => {
  try {
    const { rows, columns } = await db.query(sql, parameters)
    return { rows, columns }
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
}

const state = async (db: MemorySql): Promise<unknown> => [
  (await db.query('SELECT * FROM one ORDER BY id')).rows,
  (await db.query('SELECT id FROM one WHERE n > 0 ORDER BY n')).rows,
  (await db.query('SELECT * FROM two ORDER BY a, b')).rows,
]

const statements: readonly { readonly sql: string; readonly arguments: fc.Arbitrary<readonly unknown[]> }[] = [
  { sql: 'SELECT * FROM one WHERE id = $1', arguments: fc.tuple(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(null))) },
  { sql: 'SELECT ok, id, t, n FROM one WHERE id = $1', arguments: fc.tuple(fc.integer({ min: 0, max: 5 })) },
  { sql: 'SELECT v FROM two WHERE b = $2 AND a = $1', arguments: fc.tuple(fc.constantFrom('k', '', null), fc.constantFrom(1, 2, -5, 7)) },
  {
    sql: 'UPDATE one SET n = $2, ok = $3, d = $4 WHERE id = $1',
    arguments: fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom(null, 1, 2n ** 62n),
      fc.constantFrom(true, false, null),
      fc.constantFrom(1.005, null, 12),
    ),
  },
  { sql: 'UPDATE one SET t = $2 WHERE id = $1', arguments: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('new', null)) },
  { sql: 'UPDATE one SET u = $2 WHERE id = $1', arguments: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('p', 'q', 'r', null)) },
  { sql: 'UPDATE two SET v = a WHERE a = $1 AND b = 1', arguments: fc.tuple(fc.constantFrom('k', 'z')) },
  { sql: 'UPDATE two SET v = $2 WHERE a = $1 AND b = 2', arguments: fc.tuple(fc.constantFrom('k', 'z', null), fc.constantFrom('w', null)) },
  { sql: 'DELETE FROM one WHERE id = $1', arguments: fc.tuple(fc.constantFrom(1, 9, null)) },
  { sql: 'DELETE FROM two WHERE a = $1 AND b = $2', arguments: fc.tuple(fc.constantFrom('k', ''), fc.constantFrom(1, -5)) },
]

describe('one row by its key', () => {
  test('answers and changes the same as the general way, errors included', async () => {
    const step = fc.constantFrom(...statements).chain(({ sql, arguments: values }) => values.map(parameters => ({ sql, parameters })))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
        const [short, long] = [await openMemorySql(setUp), await openMemorySql(setUp)]
        for (const { sql, parameters } of steps)
          expect(await outcome(short, sql, parameters), sql).toEqual(await outcome(long, general(sql), parameters))
        expect(await state(short)).toEqual(await state(long))
      }),
      { numRuns: 60 },
    )
  })
})
