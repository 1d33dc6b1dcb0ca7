// What does not bind: code, message and place are PostgreSQL's. PGlite answers the same statements in this process.

import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { openMemorySql, type MemorySql } from '../../testing/memory-sql.ts'

const tables = `
  create table t (id int primary key, a int, b text, c numeric(10,2), d timestamp, flag bool, j json);
  create table u (id int primary key, t_id int references t, x int8, name varchar(20) not null);
  create table g (id int generated always as identity primary key, n int default 3, tw int generated always as (n * 2) stored);
  create table nokey (a int, b int);
  create view v as select id, a + 1 as a1 from t;
`

const names = [
  'select nope from t', 'select t.nope from t', 'select x.a from t', 'select a from t, nokey', 'select * from nosuch', 'select t.a from t x',
  'select * from t t1, u t1', 'select * from t join u using (nope)', 'select nofunc(a) from t',
  'select 1::nosuchtype', 'select * from v where nope = 1',  'insert into t (id, nope) values (1, 2)',
  'insert into t (id, id) values (1, 2)', 'update t set nope = 1', 'delete from t returning nope', 'with x as (select 1), x as (select 2) select 1',
] // prettier-ignore

const grouping = [
  'select id from t group by a', 'select a, count(*) from t', 'select a from t having count(*) > 1',
  'select a from t where count(*) > 1', 'select sum(sum(a)) from t', 'select count(*) from t group by count(*)', 'select a from t order by 5',
  'select a from t group by 5', "select a from t order by 'x'", 'select distinct a from t order by b', 'select distinct on (a) a, b from t order by b',
  'select grouping(b) from t group by a', 'select u.name, t.b from t join u on u.t_id = t.id group by t.id', 'select row_number() from t',
  'select a from t where row_number() over () > 1', 'select rank() over (partition by rank() over ()) from t', 'select count(distinct a) over () from t',
  'select lower(b) over () from t', 'select lower(distinct b) from t', 'select sum(a) within group (order by a) from t',
  'select (select max(min(a)) from u) from t', 'select a from t union select id from t order by a + 1', 'select max(a) filter (where count(*) > 1) from t',
] // prettier-ignore

const types = [
  'select a + b from t', 'select a = b from t', 'select lower(a) from t', 'select 1 from t where a', "select 1 from t where 'x'",
  "select case when true then 1 else 'x' end", 'select case when true then 1 else b end from t', 'select coalesce(a, b) from t',
  "select array[1, 'x']", 'select array[]', 'select a from t union select b from t', 'select a, b from t union select a from t',
  'select (select a, b from t)', 'select 1 in (select a, b from t)', "select a in ('x') from t", 'values (1, 2), (3)',
  "select 'x'::int", "select 'x'::date", 'select cast(d as int) from t', 'select -b from t', 'select not a from t', 'select j = j from t',
  'select distinct j from t', 'select j from t order by j', 'select sum(b) from t', 'select count() from t', 'select greatest(a, b) from t',
  "insert into t values ('x')", 'insert into t (id, a) values (1, true)', "insert into t (id, a) select 1, 'x'", 'insert into t (id) values (1, 2)',
  'insert into t (id, a) values (1)', 'update t set a = b', 'select * from t limit a', "select * from t limit 'x'", 'select * from t limit true',
  'select * from t where (a, b) = (1, 2, 3)', 'select 1 = any(1)', 'select 2 ^ any (select 1)', '(select 1) union (select 2) for update',
  'with recursive x(n) as (select 1 union all select n + 1.5 from x) select * from x', 'insert into g (tw) values (1)', 'update g set id = 1',
  'with recursive x(n) as (select 1 union all select sum(n) from x) select * from x', 'insert into t (id) values (1) on conflict (a) do nothing',
] // prettier-ignore

interface Answer {
  readonly code: string | undefined
  readonly message: string
  readonly position: number | undefined
}

let zen: MemorySql
let postgres: PGlite

beforeAll(async () => {
  zen = await openMemorySql(tables)
  postgres = new PGlite()
  await postgres.exec(tables)
}, 120_000)

afterAll(() => postgres.close())

async function zenError(sql: string): Promise<Answer> {
  try {
    await zen.query(sql)
  } catch (error) {
    if (error instanceof SqlError) return { code: error.code, message: error.message, position: error.position }
    throw error
  }
  throw new SqlError('00000', `expected an error: ${sql}`)
}

async function postgresError(sql: string): Promise<Answer> {
  try {
    await postgres.query(sql)
  } catch (error) {
    const { code, message, position } = error as { code?: string; message: string; position?: string }
    return { code, message, position: position === undefined ? undefined : Number(position) - 1 }
  }
  throw new SqlError('00000', `expected an error of PostgreSQL: ${sql}`)
}

describe.each([
  ['names', names],
  ['grouping and windows', grouping],
  ['types', types],
])('%s', (_, statements) => {
  it.each(statements)('%s', async sql => {
    const want = await postgresError(sql)
    const got = await zenError(sql)
    // Where PostgreSQL gives no place, ours is a help.
    expect(want.position === undefined ? { ...got, position: undefined } : got).toEqual(want)
  })
})

it('a window that is not defined is told by name; the tree has no place for the name', async () => {
  const sql = 'select row_number() over w from t'
  const { code, message } = await postgresError(sql)
  expect(await zenError(sql)).toMatchObject({ code, message })
})
