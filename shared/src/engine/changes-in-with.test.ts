// WITH whose parts change data, against PostgreSQL (PGlite): every part sees the rows from before the statement, other parts only
// what RETURNING gives, and a row is changed once.

import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMemorySql } from '../testing/memory-sql.ts'

const script = `
  drop table if exists u, t;
  create table t (id int primary key, n int, s text);
  insert into t values (1, 1, 'a'), (2, 2, 'b'), (3, 7, 'c');
  create table u (id int primary key, t_id int references t on delete cascade);
  insert into u values (1, 1), (2, 2);
`

let postgres: PGlite
beforeAll(async () => {
  postgres = new PGlite()
  await postgres.waitReady
}, 60_000)
afterAll(() => postgres.close())

const textParsers = Object.fromEntries([20, 23, 25].map(oid => [oid, (text: string): string => text]))

async function rowsOfPostgres(sql: string): Promise<unknown[]> {
  return (await postgres.query(sql, [], { rowMode: 'array', parsers: textParsers })).rows
}

const statements = [
  "with x as (insert into t values (9, 1, 'z') returning id) select count(*), (select id from x) from t",
  "with x as (update t set s = 'q' where id = 1 returning *) select t.s, x.s from t, x where t.id = 1",
  'with x as (delete from t where id > 1 returning *) insert into t select id + 10, n, s from x returning *',
  'with x as (delete from t returning *) select (select count(*) from t), count(*) from x',
  'with x as (update t set n = n + 1 returning id, n), y as (update t set s = s || n returning id) select x.id, x.n from x',
  'with x as (update t set n = 0 where id = 1), y as (delete from t where id < 3 returning id) select id from y',
  "with x as (insert into t values (20, 5, 'new') returning id) insert into u select id, id from x",
  'with a as (update t set n = n * 10 where id = 1 returning n), b as (delete from t where id = 2 returning n) update t set n = n + (select n from a) + (select n from b) where id = 3 returning *',
  "with moved as (delete from u returning id, t_id) insert into t select id + 100, t_id, 'moved' from moved",
  'with x as (update t set id = id + 1 where id = 3 returning id) select * from x join t on t.id = x.id',
  "with x as (insert into t values (1, 5, 'k') on conflict (id) do update set n = excluded.n returning *) select x.n, t.n from x join t using (id)",
  'with x as (delete from t where id = 1 returning id) update t set n = 0 where id not in (select id from x)',
]

describe('data changes in WITH', () => {
  it.each(statements)('%s', async statement => {
    await postgres.exec(script)
    const ours = await openMemorySql(script)
    expect((await ours.query(statement)).rows).toEqual(await rowsOfPostgres(statement))
    for (const table of ['t', 'u']) {
      const all = `select * from ${table} order by id`
      expect((await ours.query(all)).rows, table).toEqual(await rowsOfPostgres(all))
    }
  })
})
