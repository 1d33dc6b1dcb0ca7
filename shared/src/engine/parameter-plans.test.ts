// Parameters whose looks differ from call to call: each value means what a literal of the same digits would mean.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openMemorySql } from '../testing/memory-sql.ts'

const setUp = 'CREATE TABLE o (id int PRIMARY KEY, f float8, n numeric(14,2), i int, b int8, ok bool, t text, at timestamptz)'

describe('a statement that is run again with other numbers', () => {
  test.each(['f', 'n', 'b', 'i'])('inserts them into column %s as they are', async column => {
    const db = await openMemorySql(setUp)
    const isWhole = column === 'i' || column === 'b'
    const values = [3, isWhole ? 5 : 17214.5, null, '7', isWhole ? -1 : 1e-9, 0, column === 'i' ? 1 : 5_000_000_000]
    for (const [id, value] of values.entries()) await db.query(`INSERT INTO o (id, ${column}) VALUES ($1, $2)`, [id, value])
    const { rows } = await db.query(`SELECT ${column} FROM o ORDER BY id`)
    const literals = values.map(value => (value === null ? 'NULL' : String(value)))
    const expected = await openMemorySql(setUp)
    for (const [id, value] of literals.entries()) await expected.query(`INSERT INTO o (id, ${column}) VALUES (${id}, ${value})`)
    expect(rows).toEqual((await expected.query(`SELECT ${column} FROM o ORDER BY id`)).rows)
  })

  test('rounds a fraction for an integer column as a literal would be', async () => {
    const db = await openMemorySql(setUp)
    for (const [id, value] of [1, 2.5, 3].entries()) await db.query('INSERT INTO o (id, i) VALUES ($1, $2)', [id, value])
    expect((await db.query('SELECT i FROM o ORDER BY id')).rows).toEqual([['1'], ['3'], ['3']])
  })

  test('compares them as literals: an integer column with a fraction', async () => {
    const db = await openMemorySql(`${setUp}; INSERT INTO o (id, i) VALUES (1, 2), (2, 3)`)
    const above = async (value: number): Promise<unknown> =>
      (await db.query('SELECT id FROM o WHERE i > $1 ORDER BY id', [value])).rows.flat()
    expect([await above(2), await above(2.5), await above(1), await above(2.5)]).toEqual([['2'], ['2'], ['1', '2'], ['2']])
  })

  test('keeps a parameter that is used twice of one type', async () => {
    const db = await openMemorySql(`${setUp}; INSERT INTO o (id, f, i) VALUES (1, 2.5, 2), (2, 3, 3)`)
    for (const value of [3, 2.5]) {
      await db.query('UPDATE o SET f = $1 WHERE f <> $1', [value])
      expect((await db.query('SELECT f FROM o ORDER BY id')).rows).toEqual([[String(value)], [String(value)]])
    }
  })
})

test('any sequence of values answers as literals do', async () => {
  const value = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(null))
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 2, maxLength: 8 }), async values => {
      const db = await openMemorySql(`${setUp}; INSERT INTO o (id, f, n, i) VALUES (1, 0, 0, 0), (2, 2.5, 2.5, 2), (3, -7, -7, -7)`)
      for (const given of values) {
        const literal = given === null ? 'NULL' : given < 0 || Object.is(given, -0) ? `(${plain(given)})` : plain(given)
        const sql = (text: string): string => `SELECT id, f > ${text}, n = ${text}, i <= ${text}, coalesce(f, ${text}) FROM o ORDER BY id`
        expect((await db.query(sql('$1'), [given])).rows).toEqual((await db.query(sql(literal))).rows)
      }
    }),
    { numRuns: 60 },
  )
})

const plain = (value: number): string =>
  Object.is(value, -0) ? '0' : Number.isInteger(value) || Math.abs(value) > 1e-7 ? String(value) : `${value}::float8`
