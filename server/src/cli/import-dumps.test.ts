// `zendb import` of dumps as pg_dump, mysqldump, sqlite3 and SQL Server Management Studio write them: the same shop four times.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import { EngineBranchService } from '../branches/engine-branch-service.ts'
import { FileObjectStore } from '../object-store/file-object-store.ts'
import { importFile, type ImportSummary } from './import-file.ts'
import type { ImportDialect } from './config.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map(path => rm(path, { recursive: true, force: true }))))

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zendb-import-'))
  folders.push(folder)
  return folder
}

/** The store of the newest import. */
let store = ''

/** Imports into a store of its own. */
async function load(file: string, dialect: ImportDialect): Promise<ImportSummary> {
  store = await newFolder()
  return importFile({ command: 'import', file, dialect, database: null, store: { kind: 'folder', path: store } })
}

const dump = (name: string): string => fileURLToPath(new URL(`../testing/dumps/${name}.sql`, import.meta.url))

/** Asks a database of the newest import. */
async function ask(database: string, ...statements: readonly string[]): Promise<unknown[][][]> {
  const ports = { clock: systemClock, random: systemRandom, holder: 'test', sleep: (ms: number) => sleep<void>(ms) }
  const branches = new EngineBranchService({ objects: new FileObjectStore(store, 'process-crash'), ...ports, createsDatabases: false })
  const branch = await branches.open(database, 'main')
  const answers: unknown[][][] = []
  for (const sql of statements) answers.push((await branch.query(sql, [])).rows.map(row => [...row]))
  await branches.close()
  return answers
}

describe('pg_dump, with COPY', () => {
  beforeAll(() => load(dump('pg_dump'), 'postgresql'))

  test('rows come with their tabs, line ends, backslashes, NULLs, arrays, bytes and JSON', async () => {
    const [rows] = await ask('pg_dump', 'SELECT id, name, email, balance, vip, photo, tags, profile FROM customers ORDER BY id')
    expect(rows).toEqual([
      [1, 'Ada Lovelace', 'ada@example.com', '12.50', true, '\\x00ff10', ['math', 'first, of all'], { age: 36, note: 'tab\there' }],
      [2, 'Grace "Amazing" Hopper', null, '0.00', false, null, null, null],
      [3, "O'Brien\tTab\nNewline\\Backslash", '', '7.00', false, null, [], []],
    ])
  })

  test('keys, enums, defaults, views and sequences are there', async () => {
    const [orders, open, serial, identity] = await ask(
      'pg_dump',
      'SELECT id, customer_id, status, note, placed FROM orders ORDER BY id',
      'SELECT id, name FROM open_orders',
      "INSERT INTO customers (name) VALUES ('new') RETURNING id > 3, balance",
      "INSERT INTO orders (customer_id, placed) VALUES (1, '2024-05-05') RETURNING id > 2, status",
    )
    expect(orders).toEqual([
      [2, 2, 'new', null, '2024-01-02'],
      ['9007199254740993', 1, 'sent', 'Grüße — 日本', '2024-01-01'],
    ])
    expect(open).toEqual([[2, 'Grace "Amazing" Hopper']])
    expect([serial, identity]).toEqual([[[true, '0.00']], [[true, 'new']]])
  })

  test.each([
    ["INSERT INTO customers (id, name) VALUES (1, 'again')", '23505'],
    ["INSERT INTO orders (customer_id, placed) VALUES (99, '2024-01-01')", '23503'],
    ["INSERT INTO customers (name, balance) VALUES ('poor', -1)", '23514'],
  ])('constraints hold: %s', async (sql, code) => {
    await expect(ask('pg_dump', sql)).rejects.toMatchObject({ code })
  })
})

test('mysqldump', async () => {
  const { database, notes } = await load(dump('mysqldump'), 'mysql')
  expect(database).toBe('shop')
  expect(notes).toEqual([expect.stringContaining('ON UPDATE CURRENT_TIMESTAMP')])
  const [customers, orders, next] = await ask(
    database,
    'SELECT id, name, email, balance, profile, kind, created_at, updated_at FROM customers ORDER BY id',
    'SELECT * FROM orders ORDER BY id',
    "INSERT INTO customers (name) VALUES ('new') RETURNING id > 3, balance, kind",
  )
  expect(customers.map(row => row.slice(0, 6))).toEqual([
    [1, 'Ada Lovelace', 'ada@example.com', '12.50', { age: 36 }, 'person'],
    [2, 'Grace "Amazing" Hopper', null, '0.00', null, 'person'],
    [3, "O'Brien\tTab\nLine\\Back", '', '7.00', null, 'company'],
  ])
  expect(orders).toEqual([
    [1, 1, 1500, '2024-01-01', 'Grüße; 日本 -- no comment'],
    [2, 3, null, '2024-01-02', null],
  ])
  expect(next).toEqual([[true, '0.00', 'person']])
  await expect(ask(database, "INSERT INTO orders (customer_id, placed) VALUES (99, '2024-01-01')")).rejects.toMatchObject({ code: '23503' })
})

test('sqlite3 .dump', async () => {
  const { database } = await load(dump('sqlite3'), 'sqlite')
  const [customers, orders, view, next] = await ask(
    database,
    'SELECT id, name, email, balance, photo, "created at" FROM customers ORDER BY id',
    'SELECT id, customer_id, total, placed FROM orders ORDER BY id',
    'SELECT * FROM open_orders ORDER BY 1',
    "INSERT INTO customers (name) VALUES ('new') RETURNING id > 3",
  )
  expect(customers.map(row => row.slice(0, 5))).toEqual([
    [1, 'Ada Lovelace', 'ada@example.com', 12.5, '\\x00ff10'],
    [2, 'Grace "Amazing" Hopper', null, 0, null],
    [3, "O'Brien", 'two\nlines', 7, null],
  ])
  expect(orders.map(row => row.map(String))).toEqual([
    ['1', '1', expect.stringMatching(/^1500(\.00)?$/), '2024-01-01'],
    ['2', '3', 'null', '2024-01-02'],
  ])
  expect(view).toEqual([[1, 'Ada Lovelace'], [2, "O'Brien"]]) // prettier-ignore
  expect(next).toEqual([[true]])
})

test('a script of SQL Server Management Studio', async () => {
  const { database } = await load(dump('ssms'), 'transactsql')
  expect(database).toBe('shop')
  const [customers, orders, next] = await ask(
    database,
    'SELECT id, name, email, balance, photo, guid, createdat FROM customers ORDER BY id',
    'SELECT id, customerid, total, placed, note FROM orders ORDER BY id',
    "INSERT INTO customers (name, vip) VALUES ('new', true) RETURNING id > 3, balance::text",
  )
  expect(customers).toEqual([
    [1, 'Ada Lovelace', 'ada@example.com', '12.50', '\\x00ff10', '6f9619ff-8b86-d011-b42d-00c04fc964ff', '2024-01-01 00:00:00'],
    [2, 'Grace "Amazing" Hopper', null, '0.00', null, null, '2024-02-29 10:00:00.5'],
    [3, "O'Brien", '', '7.00', null, null, '2024-03-01 00:00:00'],
  ])
  expect(orders).toEqual([
    [1, 1, '1500.0000', '2024-01-01', 'Grüße; 日本'],
    [2, 3, null, '2024-01-02', null],
  ])
  expect(next).toEqual([[true, '0.00']])
  await expect(ask(database, "INSERT INTO orders VALUES (9, 99, NULL, '2024-01-01', NULL)")).rejects.toMatchObject({ code: '23503' })
  await expect(ask(database, "INSERT INTO customers (name, vip, balance) VALUES ('x', true, -1)")).rejects.toMatchObject({ code: '23514' })
})

describe('an import that fails', () => {
  test('names the line and leaves nothing of the file', async () => {
    const file = join(await newFolder(), 'broken.sql')
    await writeFile(file, 'CREATE TABLE t (id int PRIMARY KEY);\nINSERT INTO t VALUES (1);\n\n-- twice\nINSERT INTO t VALUES (1);\n')
    await expect(load(file, 'postgresql')).rejects.toMatchObject({
      code: '23505',
      message: expect.stringMatching(/^line 5: duplicate key/),
    })
    await expect(ask('broken', 'SELECT * FROM t')).rejects.toMatchObject({ code: '42P01' })
  })

  test.each([
    ['a line of COPY with too few values', 'CREATE TABLE t (a int, b int);\nCOPY t (a, b) FROM stdin;\n1\t2\n3\n\\.\n', '22P04'],
    ['COPY as CSV', 'CREATE TABLE t (a int);\nCOPY t FROM stdin WITH (FORMAT csv);\n1\n\\.\n', '0A000'],
    ['COPY without an end', 'CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n', '22P04'],
    ['a command of psql', '\\i other.sql\n', '0A000'],
  ])('%s', async (_, text, code) => {
    const file = join(await newFolder(), 'script.sql')
    await writeFile(file, text)
    await expect(load(file, 'postgresql')).rejects.toMatchObject({ code, message: expect.stringMatching(/^line \d+: /) })
  })
})
