// Change sets that no ZenDB makes: each is rejected, and the branch goes on for everybody, also after it is opened again.

import { expect, test } from 'vitest'
import { asColumnId, asTableId } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { RowChange } from '../changes/row-change.ts'
import { linesOf, TestBranch } from '../testing/replica-pair.ts'

type Insert = Extract<RowChange, { kind: 'insert' }>

const setup = `
  CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a < 1000), b text, big int8, n numeric, j jsonb, u uuid, m mood, x bytea, l int[], f bool);
  CREATE INDEX ON t (a); CREATE UNIQUE INDEX ON t (b);
  INSERT INTO t (id) VALUES (1)`
const all = 'SELECT id, a, b FROM t ORDER BY id'

/** The insert with another value in the column at `position`. */
const withCell = (row: Insert, position: number, value: unknown): Insert => ({
  ...row,
  cells: { ...row.cells, values: row.cells.values.map((cell, i) => (i === position ? (value as Cell) : cell)) },
})

const hostile: readonly (readonly [what: string, make: (row: Insert) => RowChange])[] = [
  ['a text in an int', row => withCell(row, 1, 'text')],
  ['a fraction in an int', row => withCell(row, 1, 1.5)],
  ['an int out of range', row => withCell(row, 1, 1e15)],
  ['a number in a text', row => withCell(row, 2, 7)],
  ['bytes in an int', row => withCell(row, 1, new Uint8Array([1]))],
  ['an int8 out of range', row => withCell(row, 3, 2n ** 70n)],
  ['an int8 in two forms', row => withCell(row, 3, 7n)],
  ['a number in a numeric', row => withCell(row, 4, 1.5)],
  ['half a numeric', row => withCell(row, 4, { kind: 'decimal' })],
  ['text that is no JSON', row => withCell(row, 5, '{')],
  ['text that is no uuid', row => withCell(row, 6, 'x')],
  ['a label that the enum does not have', row => withCell(row, 7, 'ugly')],
  ['a text in bytes', row => withCell(row, 8, 'text')],
  ['a number in an array', row => withCell(row, 9, 7)],
  ['a boolean that is a number', row => withCell(row, 10, 2)],
  ['a key that is not that of its row', row => ({ ...row, key: 99 })],
  ['a key of another kind', row => ({ ...row, key: 'x' })],
  ['a key that is NULL', row => withCell(row, 0, null)],
  ['no key at all', row => ({ ...row, cells: { columns: row.cells.columns.slice(1), values: row.cells.values.slice(1) } })],
  ['an update of a key', row => ({ kind: 'update', table: row.table, key: 1, birth: 'any', cells: row.cells })],
  ['a delete under a key of another kind', row => ({ kind: 'delete', table: row.table, key: 'x', birth: 'any', must: false })],
  ['an upsert', row => ({ kind: 'upsert', table: row.table, key: row.key, ordinal: 0, insert: row.cells, update: row.cells })],
  ['a table that is not there', row => ({ ...row, table: asTableId(77) })],
]

async function expectAlive(server: TestBranch): Promise<void> {
  await server.write("INSERT INTO t (id, a, b) VALUES (100, 2, 'x')")
  const other = await server.connect()
  await other.write("INSERT INTO t (id, a, b) VALUES (101, 3, 'y')")
  await other.sync()
  expect(other.replica.rejected).toEqual([])
  await server.branch.checkpoint()
  await server.reopen()
  expect(await linesOf(server.session, all)).toEqual(['1||', '100|2|x', '101|3|y'])
}

test.each(hostile)('%s', async (_, make) => {
  const server = await TestBranch.open(setup)
  const device = await server.connect()
  await device.write("INSERT INTO t VALUES (5, 1, 'b', 1, 1.5, '{}', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'good', '\\x00', '{1}', true)")
  const [own] = device.replica.pending
  const bad: ChangeSet = { ...own, rows: own.rows.map(row => make(row as Insert)) }
  const [answer] = await server.branch.accept([bad])
  expect(answer.decision).toMatchObject({ kind: 'decided', record: { verdict: { kind: 'rejected' } } })
  await expectAlive(server)
})

test('a change of the schema that makes no sense', async () => {
  const server = await TestBranch.open(setup)
  const device = await server.connect()
  await device.write('ALTER TABLE t ADD COLUMN c int')
  const [own] = device.replica.pending
  const nonsense = {
    kind: 'add column',
    table: asTableId(1),
    column: { id: asColumnId(50) },
  } as unknown as ChangeSet['schemaChanges'][number]
  const [answer] = await server.branch.accept([{ ...own, schemaChanges: [nonsense], rows: [] }])
  expect(answer.decision).toMatchObject({ kind: 'decided', record: { verdict: { kind: 'rejected' } } })
  await expectAlive(server)
})

test('a good one of every type is taken as it is', async () => {
  const server = await TestBranch.open(setup)
  const device = await server.connect()
  await device.write(
    "INSERT INTO t VALUES (5, 1, 'b', 9007199254740993, 'NaN', '[1]', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'bad', '\\xff', '{{1,NULL}}', false)",
  )
  await device.write("INSERT INTO t VALUES (6, -2147483648, '', -9007199254740991, 1e100, 'null', NULL, NULL, '', '{}', NULL)")
  await device.sync()
  expect([device.replica.pending, device.replica.rejected]).toEqual([[], []])
  expect(await device.replica.rootHash()).toEqual(await server.branch.rootHash())
})
