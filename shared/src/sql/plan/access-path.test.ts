// Which way a table is read, and which joins are made of a query: the plan as EXPLAIN prints it.

import { beforeAll, describe, expect, it } from 'vitest'
import { openMemorySql, type MemorySql } from '../../testing/memory-sql.ts'

let sql: MemorySql

beforeAll(async () => {
  sql = await openMemorySql(`
    create table parent (id int primary key, name text not null, flag bool);
    create table child (id int primary key, parent_id int references parent, n int, label varchar(20), at timestamp);
    create index child_parent on child (parent_id, n);
    create index child_label on child (label desc nulls last);
    create index child_some on child (at) where n > 5;
    create table pair (a int, b int, c text, primary key (a, b));
    insert into parent select i, 'p' || i, i % 2 = 0 from generate_series(1, 200) i;
    insert into child select i, i % 200 + 1, i % 50, 'l' || i, timestamp '2020-01-01' from generate_series(1, 4000) i;
    insert into pair select i / 10, i % 10, 'c' from generate_series(0, 999) i;
  `)
}, 60_000)

/** The titles and properties that matter, without the indentation. */
async function lines(query: string): Promise<string[]> {
  return (await sql.explain(query)).map(line => line.trim().replace(/^->\s+/, ''))
}

describe('reading one table', () => {
  it.each([
    ['a point', 'select * from child where id = 7', 'Index Scan using child_pkey on child', 'Index Cond: (id = 7)'],
    ['a parameter', 'select * from child where id = 3 + 4', 'Index Scan using child_pkey on child', 'Index Cond: (id = 7)'],
    ['a wider constant', 'select * from child where id = 7::int8', 'Index Scan using child_pkey on child', 'Index Cond: (id = 7)'],
    [
      'a range',
      'select * from child where id >= 10 and id < 20',
      'Index Scan using child_pkey on child',
      'Index Cond: ((id >= 10) AND (id < 20))',
    ],
    ['a list', 'select * from child where id in (1, 2)', 'Index Scan using child_pkey on child', 'Index Cond: (id = 1) OR (id = 2)'],
    [
      'an OR of points',
      'select * from child where id = 1 or id = 2',
      'Index Scan using child_pkey on child',
      'Index Cond: (id = 1) OR (id = 2)',
    ],
    [
      'an array',
      'select * from child where id = any (array[1, 2])',
      'Index Scan using child_pkey on child',
      'Index Cond: (id = 1) OR (id = 2)',
    ],
    ['a prefix of the key', 'select c from pair where a = 3', 'Index Scan using pair_pkey on pair', 'Index Cond: (a = 3)'],
    [
      'prefix and range',
      'select c from pair where a = 3 and b > 4',
      'Index Scan using pair_pkey on pair',
      'Index Cond: ((a = 3) AND (b > 4))',
    ],
    ['an index', 'select * from child where parent_id = 5', 'Index Scan using child_parent on child', 'Index Cond: (parent_id = 5)'],
    [
      'both columns of an index',
      'select * from child where parent_id = 5 and n = 4',
      'Index Scan using child_parent on child',
      'Index Cond: ((parent_id = 5) AND (n = 4))',
    ],
    [
      'a varchar column',
      "select * from child where label = 'l7'",
      'Index Scan using child_label on child',
      "Index Cond: (label = 'l7'::text)",
    ],
  ])('%s', async (_, query, scan, condition) => {
    const plan = await lines(query)
    expect(plan).toContain(scan)
    expect(plan).toContain(condition)
  })

  it('a condition that no key serves reads the whole table', async () => {
    expect(await lines('select id from child where n = 3')).toEqual(['Project', 'Seq Scan on child', 'Filter: (n = 3)'])
  })

  it('a partial index serves only those who ask for its rows', async () => {
    expect(await lines("select id from child where at = '2020-01-01' and n > 5")).toContain('Index Scan using child_some on child')
    expect(await lines("select id from child where at = '2020-01-01'")).toContain('Seq Scan on child')
  })

  it('a condition about a subquery reaches its table', async () => {
    const plan = await lines('select * from (select id as x, n + 1 as y from child) s where x = 9 and y > 0')
    expect(plan).toContain('Index Cond: (id = 9)')
    expect(plan.some(line => line.startsWith('Filter: ((n + 1) > 0)'))).toBe(true)
  })
})

describe('order', () => {
  it('the primary key orders without a sort', async () => {
    expect((await lines('select id from child order by id limit 5')).some(line => line.includes('Sort'))).toBe(false)
  })

  it('backwards as well', async () => {
    expect(await lines('select id from child order by id desc limit 5')).toContain('Seq Scan Backward on child')
  })

  it('an equal prefix leaves the order of the rest', async () => {
    expect((await lines('select n from child where parent_id = 5 order by n')).some(line => line.includes('Sort'))).toBe(false)
  })

  it('a limit makes a sort keep only its rows', async () => {
    expect(await lines('select id from child order by n, id limit 5')).toContain('Top-N Sort')
  })
})

describe('joins', () => {
  it('few outer rows look their partners up', async () => {
    const plan = await lines('select c.n from parent p join child c on c.parent_id = p.id where p.id = 3')
    expect(plan.some(line => line.startsWith('Hash'))).toBe(false)
    expect(plan).toContain('Index Scan using child_parent on child')
  })

  it('many rows are hashed', async () => {
    expect(await lines('select c.n, p.name from parent p join child c on c.parent_id = p.id')).toContain('Hash Join')
  })

  it('an outer join whose missing rows are refused is an inner one', async () => {
    expect(await lines('select * from parent p left join child c on c.parent_id = p.id where c.n > 3')).toContain('Hash Join')
  })

  it('EXISTS is a semi join and NOT EXISTS an anti join', async () => {
    expect(await lines('select name from parent p where exists (select 1 from child c where c.n = p.id)')).toContain('Hash Semi Join')
    expect(await lines('select name from parent p where not exists (select 1 from child c where c.n = p.id)')).toContain('Hash Anti Join')
  })

  it('NOT IN is an anti join only where no NULL can come', async () => {
    expect((await lines('select name from parent where id not in (select id from child)')).some(line => line.includes('Anti'))).toBe(true)
    expect((await lines('select name from parent where id not in (select n from child)')).some(line => line.includes('Anti'))).toBe(false)
  })

  it('a correlated aggregate is computed once for all groups', async () => {
    const plan = await lines('select name, (select count(*) from child c where c.n = p.id) from parent p')
    expect(plan).toContain('Hash Left Join')
    expect(plan).toContain('HashAggregate')
  })

  it('a lateral item of few rows is joined with the table that it uses, and the other table by its condition', async () => {
    const plan = await lines('select 1 from child a, child b join lateral (values (a.n), (-1)) v(x) on b.parent_id = v.x')
    expect(plan.filter(line => /Join|Nested|Scan/.test(line))).toEqual([
      'Hash Join',
      'Nested Loop',
      'Seq Scan on child',
      'Values Scan',
      'Seq Scan on child',
    ])
  })

  it('a chain of 64 tables is ordered in reasonable time', async () => {
    const from = Array.from({ length: 64 }, (_, i) => `parent p${i}`).join(', ')
    const where = Array.from({ length: 63 }, (_, i) => `p${i}.id = p${i + 1}.id`).join(' and ')
    const plan = await lines(`select count(*) from ${from} where ${where} and p0.id = 5`)
    expect(plan.filter(line => line.includes('using parent_pkey'))).toHaveLength(64)
  })
})
