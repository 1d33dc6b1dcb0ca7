// Values of JavaScript on their way into SQL and back, type by type, as `query` documents them.

import { afterAll, describe, expect, it } from 'vitest'
import { ZenDB } from './zen-db.ts'

const db = new ZenDB()
afterAll(() => db.close())

const there = async (type: string, value: unknown): Promise<unknown> => (await db.query(`SELECT $1::${type} AS v`, [value]))[0]['v']

describe('a parameter', () => {
  it.each([
    ['int8', 5, 5],
    ['int8', 2n ** 60n, 2n ** 60n],
    ['int8', '9007199254740993', 9007199254740993n],
    ['int8', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['numeric', '1.50', '1.50'],
    ['numeric', 10n, '10'],
    ['float8', Number.NaN, Number.NaN],
    ['float8', -Infinity, -Infinity],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', new Date('2024-02-29T12:00:00Z'), '2024-02-29'],
    ['time', '10:00', '10:00:00'],
    ['timestamp', '2024-02-29 12:00', '2024-02-29 12:00:00'],
    ['interval', '1 day 2 hours', '1 day 02:00:00'],
    ['timestamptz', new Date(5), new Date(5)],
    ['timestamptz', '2024-02-29T12:00:00+02:00', new Date('2024-02-29T10:00:00Z')],
    ['bytea', Uint8Array.of(1, 255), Uint8Array.of(1, 255)],
    ['bytea', Uint8Array.of(7).buffer, Uint8Array.of(7)],
    ['jsonb', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['jsonb', '[1, "x"]', [1, 'x']],
    ['json', JSON.stringify('text'), 'text'],
    ['int[]', [1, null, 3], [1, null, 3]],
    ['int[]', [[1, 2], [3, 4]], [[1, 2], [3, 4]]],
    ['text[]', ['a,b', 'c"', ''], ['a,b', 'c"', '']],
    ['timestamptz[]', [new Date(5)], [new Date(5)]],
    ['uuid', '550E8400-e29b-41d4-a716-446655440000', '550e8400-e29b-41d4-a716-446655440000'],
    ['bool', false, false],
    ['text', '', ''],
    ['text', null, null],
    ['text', undefined, null],
  ])('%s from %o', async (type, value, expected) => expect(await there(type, value)).toEqual(expected)) // prettier-ignore

  it.each([
    ['int4', 3e9, '22003'],
    ['text', Symbol('x'), '22P02'],
    ['text', () => 1, '22P02'],
    ['timestamptz', new Date(Number.NaN), '22007'],
    ['uuid', 'x', '22P02'],
  ])('%s from what cannot be one is refused: %o', async (type, value, code) => {
    await expect(there(type, value)).rejects.toMatchObject({ code })
  })

  it('is written as $n or as ?, not both, and none may be missing or left over', async () => {
    expect(await db.query('SELECT ?::int AS a, ?::text AS b', [1, 'x'])).toEqual([{ a: 1, b: 'x' }])
    expect(await db.query('SELECT $2::int AS a, $1::text AS b', ['x', 1])).toEqual([{ a: 1, b: 'x' }])
    await expect(db.query('SELECT ?::int, $1::int', [1])).rejects.toMatchObject({ code: '42601' })
    await expect(db.query('SELECT $1::int, $2::int', [1])).rejects.toMatchObject({ code: '08P01' })
    await expect(db.query('SELECT $1::int', [1, 2])).rejects.toMatchObject({ code: '08P01' })
    await expect(db.execute('CREATE TABLE left_over (id int)', [1])).rejects.toMatchObject({ code: '08P01' })
    await expect(db.transaction(tx => tx.query('SELECT 1', [1]))).rejects.toMatchObject({ code: '08P01' })
    const told = new Promise((_, reject) => void db.subscribe('SELECT 1 AS a', [1]).on('error', reject))
    await expect(told).rejects.toMatchObject({ code: '08P01' })
  })
})
